import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePort } from './servers.js';

/** A Redis server that a test may kill, flush and start again. It keeps nothing. */
export class OwnRedis {
  private child: ChildProcess | undefined;

  private constructor(private readonly port: number) {}

  static async start(): Promise<OwnRedis> {
    const own = new OwnRedis(await freePort());
    await own.restart();
    return own;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  async kill(): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }

  async restart(): Promise<void> {
    await this.kill();
    const options = ['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    this.child = spawn('redis-server', options, { stdio: 'ignore' });
    for (let attempt = 0; ; attempt += 1) {
      try {
        await this.ask((redis) => redis.ping());
        return;
      } catch (error) {
        if (attempt === 100) throw error;
        await sleep(50);
      }
    }
  }

  async ask<T>(work: (redis: Redis) => Promise<T>): Promise<T> {
    const redis = new Redis(this.url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
    redis.on('error', () => {});
    try {
      await redis.connect();
      return await work(redis);
    } finally {
      redis.disconnect();
    }
  }
}

/** What a reader of the stream sees, in its order. */
export interface StreamEntry {
  readonly id: string;
  readonly topic: string;
  readonly bookingId: string | undefined;
  readonly bookingVersion: number | undefined;
  readonly payload: unknown;
}

export async function entriesOf(redis: OwnRedis): Promise<StreamEntry[]> {
  const entries = await redis.ask((client) => client.xrange('opsdesk:events', '-', '+'));
  return entries.map(([, fields]) => {
    const found = new Map<string, string>();
    for (let at = 0; at < fields.length; at += 2) found.set(String(fields[at]), String(fields[at + 1]));
    const version = found.get('bookingVersion');
    return {
      id: found.get('id') ?? '',
      topic: found.get('topic') ?? '',
      bookingId: found.get('bookingId'),
      bookingVersion: version === undefined ? undefined : Number(version),
      payload: JSON.parse(found.get('payload') ?? 'null') as unknown,
    };
  });
}

/** Where an event stands behind a later one of its booking; repeats of what was seen before count for nothing. */
export function overtaken(entries: readonly StreamEntry[]): string[] {
  const seen = new Set<string>();
  const latest = new Map<string, number>();
  const wrong: string[] = [];
  for (const { id, bookingId, bookingVersion = 0 } of entries) {
    if (seen.has(id) || bookingId === undefined) continue;
    seen.add(id);
    if (bookingVersion < (latest.get(bookingId) ?? 0)) wrong.push(`${bookingId} ${bookingVersion}`);
    latest.set(bookingId, Math.max(bookingVersion, latest.get(bookingId) ?? 0));
  }
  return wrong;
}
