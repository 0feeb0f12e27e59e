import http from 'node:http';
import { type Listening, listenAt } from './listen.js';

export interface HealthServerOptions {
  /** 0 for any that is free. */
  readonly port: number;
  readonly host: string;
  /** Why the worker is not well, in words without secrets; undefined while it is. */
  readonly ailment: () => Promise<string | undefined>;
  readonly metrics: () => Promise<{ readonly contentType: string; readonly text: string }>;
}

/** Milliseconds. Whoever is slower with a request of one line means no good. */
const REQUEST_MS = 5_000;

/** Serves `/healthz` and `/metrics`. @throws INVALID_INPUT when the address cannot be listened at */
export async function openHealthServer(options: HealthServerOptions): Promise<Listening> {
  const server = http.createServer({ requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS }, (request, response) => {
    answer(options, request).then(
      ({ status, contentType, text }) => {
        response.writeHead(status, { 'content-type': contentType, 'cache-control': 'no-store' });
        response.end(request.method === 'HEAD' ? '' : text);
      },
      () => response.writeHead(500).end(),
    );
  });
  server.maxConnections = 50;
  const port = await listenAt(server, options.port, options.host, '--metrics-port or --metrics-host');
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

async function answer(options: HealthServerOptions, { method, url }: http.IncomingMessage): Promise<Answer> {
  if (method !== 'GET' && method !== 'HEAD') return plain(405, 'only GET');
  switch (url?.split('?')[0]) {
    case '/healthz': {
      const ailment = await options.ailment();
      return ailment === undefined ? plain(200, 'ok') : plain(503, ailment);
    }
    case '/metrics':
      return { status: 200, ...(await options.metrics()) };
    default:
      return plain(404, 'there are /healthz and /metrics');
  }
}

function plain(status: number, text: string): Answer {
  return { status, contentType: 'text/plain; charset=utf-8', text: `${text}\n` };
}
