import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Where the line to PostgreSQL is cut: what the server never gets, gets without a word, or gets late. */
export type Cut = 'before-commit' | 'after-commit' | 'commit-comes-late';

/** More than the desk gives the server to finish a COMMIT before it tries again. */
const LATE_MS = 1_200;

/** Stands between a desk and its PostgreSQL, and cuts the line at a COMMIT. */
export class CuttingProxy {
  private armed: { readonly cut: Cut; after: number } | undefined;
  private cuts = 0;
  private closing: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly server: net.Server,
    private readonly target: URL,
  ) {}

  static async start(targetUrl: string): Promise<CuttingProxy> {
    const server = net.createServer();
    const proxy = new CuttingProxy(server, new URL(targetUrl));
    server.on('connection', (client) => proxy.connect(client));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    const url = new URL(this.target);
    url.hostname = '127.0.0.1';
    url.port = String((this.server.address() as net.AddressInfo).port);
    return url.href;
  }

  /** How often the line was cut. */
  get count(): number {
    return this.cuts;
  }

  /** Cuts the line once, at the COMMIT with this number counted from now, from 1. */
  cutAt(number: number, cut: Cut): void {
    this.armed = { cut, after: number };
  }

  /** Once the server has done with the line that was cut last. */
  async untilServerIsDone(): Promise<void> {
    await this.closing;
  }

  async stop(): Promise<void> {
    this.server.close();
  }

  private connect(client: net.Socket): void {
    const upstream = net.connect(Number(this.target.port || 5432), this.target.hostname);
    for (const socket of [client, upstream]) socket.on('error', () => socket.destroy());
    client.on('data', (bytes: Buffer) => {
      const cut = bytes.includes('commit\0') ? this.nextCut() : undefined;
      if (!cut) {
        upstream.write(bytes);
        return;
      }
      this.cuts += 1;
      this.closing = new Promise((resolve) => upstream.once('close', resolve));
      upstream.removeAllListeners('data').resume();
      client.removeAllListeners('data');
      client.destroy();
      if (cut === 'before-commit') upstream.destroy();
      else if (cut === 'after-commit') upstream.end(bytes);
      else void sleep(LATE_MS).then(() => upstream.end(bytes));
    });
    upstream.on('data', (bytes: Buffer) => client.write(bytes));
    client.on('end', () => upstream.end());
    upstream.on('end', () => client.end());
  }

  private nextCut(): Cut | undefined {
    if (!this.armed) return undefined;
    this.armed.after -= 1;
    if (this.armed.after > 0) return undefined;
    const { cut } = this.armed;
    this.armed = undefined;
    return cut;
  }
}
