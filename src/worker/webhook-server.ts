import http from 'node:http';
import { type Listening, listenAt } from './listen.js';

/**
 * What became of a web hook. `settled`, `parked`, `repeated` and `ignored` as the desk says; `refused`: forged or
 * stale; `too_large`; `unavailable`: it could not be kept now.
 */
export type WebHookOutcome =
  | 'settled'
  | 'parked'
  | 'repeated'
  | 'ignored'
  | 'refused'
  | 'too_large'
  | 'unavailable'
  | 'failed';

export interface WebHookServerOptions {
  /** 0 for any that is free. */
  readonly port: number;
  /** What a gateway signs with, in lower case; undefined for one that sends nothing here. */
  readonly signatureHeadersOf: (gateway: string) => readonly string[] | undefined;
  /** Keeps a web hook for good. Throws nothing. */
  readonly keep: (word: SentWebHook) => Promise<'kept' | 'refused' | 'unavailable' | 'failed'>;
  readonly onTooLarge: (gateway: string) => void;
}

export interface SentWebHook {
  readonly gateway: string;
  /** As it came, but for bytes that are no UTF-8, which nobody signs. */
  readonly body: string;
  /** Those that its gateway signs with, by their names in lower case; empty where there is none. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Whoever is slower means no good. */
const REQUEST_MS = 10_000;
const MAX_BYTES = 1024 * 1024;
const MOST_CONNECTIONS = 100;
/** TLS and the network are a reverse proxy's. */
const HOST = '127.0.0.1';

/** By what a gateway sends it again: 5xx, and not 4xx. */
const STATUS = { kept: 200, refused: 400, unavailable: 503, failed: 500 } as const;

/**
 * Takes `POST /webhooks/GATEWAY`, and answers once it is kept. Closed, it finishes what has come in whole.
 * @throws INVALID_INPUT when the port cannot be listened at
 */
export async function openWebHookServer(options: WebHookServerOptions): Promise<Listening> {
  const inHand = new Set<Promise<void>>();
  const server = http.createServer(
    { requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS },
    (request, response) => void receive(request, response, options, inHand),
  );
  server.maxConnections = MOST_CONNECTIONS;
  const port = await listenAt(server, options.port, HOST, '--webhook-port');
  return {
    port,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      while (inHand.size > 0) await Promise.all(inHand);
      server.closeAllConnections();
      await closed;
    },
  };
}

async function receive(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  options: WebHookServerOptions,
  inHand: Set<Promise<void>>,
): Promise<void> {
  const gateway = /^\/webhooks\/([a-z]{1,40})$/.exec(request.url?.split('?')[0] ?? '')?.[1];
  const signedBy = gateway === undefined ? undefined : options.signatureHeadersOf(gateway);
  if (request.method !== 'POST' || gateway === undefined || signedBy === undefined) {
    request.resume();
    return answer(response, 404, 'there is POST /webhooks/GATEWAY');
  }
  const body = await bodyOf(request);
  if (body === 'gone') return;
  if (body === 'too large') {
    options.onTooLarge(gateway);
    return answer(response, 413, `more than ${MAX_BYTES} bytes`);
  }
  const headers = Object.fromEntries(signedBy.map((name) => [name, String(request.headers[name] ?? '')]));
  const work = options
    .keep({ gateway, body: body.toString('utf8'), headers })
    .then((kept) => answer(response, STATUS[kept], kept));
  inHand.add(work);
  await work.finally(() => inHand.delete(work));
}

/** To the byte. What is too large is read to its end all the same, or its sender would see no answer. */
async function bodyOf(request: http.IncomingMessage): Promise<Buffer | 'too large' | 'gone'> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size <= MAX_BYTES) chunks.push(chunk);
      else chunks.length = 0;
    }
  } catch {
    return 'gone';
  }
  return size > MAX_BYTES ? 'too large' : Buffer.concat(chunks);
}

/** Resolves when the answer is out, or nobody is there to hear it. */
function answer(response: http.ServerResponse, status: number, text: string): Promise<void> {
  return new Promise((resolve) => {
    response.once('close', resolve).once('finish', resolve);
    // Each by itself: a connection that is kept would have to be cut when the worker ends.
    response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
    response.end(`${text}\n`);
  });
}
