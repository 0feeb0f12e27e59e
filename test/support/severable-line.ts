import net from 'node:net';

/** Stands between a desk and its PostgreSQL, and is there or is not. */
export class SeverableLine {
  private readonly sockets = new Set<net.Socket>();
  private isSevered = false;

  private constructor(
    private readonly server: net.Server,
    private readonly target: URL,
  ) {}

  static async lay(targetUrl: string): Promise<SeverableLine> {
    const server = net.createServer();
    const line = new SeverableLine(server, new URL(targetUrl));
    server.on('connection', (client) => line.connect(client));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return line;
  }

  get url(): string {
    const url = new URL(this.target);
    url.hostname = '127.0.0.1';
    url.port = String((this.server.address() as net.AddressInfo).port);
    return url.href;
  }

  sever(): void {
    this.isSevered = true;
    for (const socket of this.sockets) socket.destroy();
  }

  mend(): void {
    this.isSevered = false;
  }

  remove(): void {
    this.sever();
    this.server.close();
  }

  private connect(client: net.Socket): void {
    if (this.isSevered) {
      client.destroy();
      return;
    }
    const upstream = net.connect(Number(this.target.port || 5432), this.target.hostname);
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      this.sockets.add(socket);
      socket.on('error', () => socket.destroy()).on('close', () => other.destroy());
      socket.on('close', () => this.sockets.delete(socket));
      socket.pipe(other);
    }
  }
}
