import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** What goes wrong with one call, before or after the gateway has done what was asked. */
export type Fault =
  /** The connection is cut before anything is done. */
  | 'lost-before'
  /** It is done, and the connection is cut before the answer. */
  | 'lost-after'
  /** 500, nothing done and nothing kept. */
  | 'failed-before'
  /** It is done, and 500 is kept under the key: the same call again brings back that 500. */
  | 'failed-after'
  | 'rate-limited'
  /** 409: the same key is being worked on. */
  | 'busy'
  /** It is done, and the answer is a proxy's page. */
  | 'malformed'
  /** The network brings it twice. */
  | 'twice';

export type CallKind = 'charge' | 'refund' | 'authorise' | 'capture' | 'void' | 'link' | 'look-up' | 'token' | 'verify';

export interface Call {
  readonly kind: CallKind;
  /** Of a call with an effect. */
  readonly key: string | undefined;
}

export interface StubRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

export interface StubAnswer {
  readonly status: number;
  readonly body: unknown;
}

interface KeptAnswer extends StubAnswer {
  readonly request: string;
  readonly at: number;
}

/** A gateway on this machine that keeps its state, honours keys as the real one does, and fails when it is told to. */
export abstract class GatewayStub {
  /** Milliseconds by which its time is ahead. */
  aheadMs = 0;
  /** What befalls the next call of this kind. */
  faultOf: (call: Call) => Fault | undefined = () => undefined;
  /** Calls with an effect that came in, whatever became of them. */
  readonly posts: Call[] = [];
  private readonly kept = new Map<string, KeptAnswer>();
  private server: http.Server | undefined;

  async start(): Promise<this> {
    const server = http.createServer((request, response) => void this.receive(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.server = server;
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server?.address() as AddressInfo | undefined)?.port}`;
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }

  now(): number {
    return Date.now() + this.aheadMs;
  }

  /** Milliseconds for which an answer stays under its key. */
  protected abstract keptFor(call: Call): number;
  protected abstract describe(request: StubRequest): Call;
  /** Does what is asked for and says what came of it. */
  protected abstract answer(request: StubRequest): StubAnswer;
  /** How it says that a key was used with another body, that it is asked too often, and the like. */
  protected abstract refusal(of: 'key-reused' | 'rate-limited' | 'busy' | 'failed'): StubAnswer;

  private async receive(incoming: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const url = new URL(incoming.url ?? '/', 'http://stub');
    const request: StubRequest = {
      method: incoming.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      headers: incoming.headers,
      body: Buffer.concat(chunks).toString('utf8'),
    };
    const call = this.describe(request);
    if (call.key !== undefined) this.posts.push(call);
    const fault = this.faultOf(call);
    if (fault === 'lost-before') {
      incoming.socket.destroy();
      return;
    }
    const answer = this.answerWith(request, call, fault);
    if (fault === 'lost-after') {
      incoming.socket.destroy();
      return;
    }
    const isPage = fault === 'malformed';
    response.writeHead(answer.status, { 'content-type': isPage ? 'text/html' : 'application/json' });
    response.end(isPage ? '<html>Bad gateway' : answer.body === undefined ? '' : JSON.stringify(answer.body));
  }

  private answerWith(request: StubRequest, call: Call, fault: Fault | undefined): StubAnswer {
    if (fault === 'rate-limited') return this.refusal('rate-limited');
    if (fault === 'busy') return this.refusal('busy');
    if (fault === 'failed-before') return this.refusal('failed');
    const answer = this.once(request, call);
    if (fault === 'twice') return this.once(request, call);
    if (fault !== 'failed-after') return answer;
    const failure = this.refusal('failed');
    const kept = call.key === undefined ? undefined : this.kept.get(call.key);
    if (call.key !== undefined && kept) this.kept.set(call.key, { ...kept, ...failure });
    return failure;
  }

  private once(request: StubRequest, call: Call): StubAnswer {
    if (call.key === undefined) return this.answer(request);
    const earlier = this.kept.get(call.key);
    const text = `${request.path} ${request.body}`;
    if (earlier && this.now() - earlier.at < this.keptFor(call)) {
      return earlier.request === text ? earlier : this.refusal('key-reused');
    }
    const answer = this.answer(request);
    // What is not well formed was never begun, and its key is free.
    if (answer.status !== 400 && answer.status !== 401)
      this.kept.set(call.key, { ...answer, request: text, at: this.now() });
    return answer;
  }
}
