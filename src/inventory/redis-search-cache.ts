import { createHash } from 'node:crypto';
import { Redis } from 'ioredis';
import { OpsdeskError } from '../kernel/errors.js';
import { hashInput } from '../runtime/request.js';
import type { Found } from './search/flight-search.js';
import type { Remembered, SearchCache, SearchKey } from './search-cache.js';

/** Seconds. Short, for a hold that runs out changes the seats without anybody writing. */
const TTL_S = 15;
/** Seconds that a change of a route is remembered: longer than anything that was found before it. */
const CHANGE_TTL_S = 4 * TTL_S;

/**
 * Counts the changes, notes of each route the number of its last one, and tells who watches. In one step: were it
 * two, two changes of one route could note their numbers in the wrong order.
 */
const NOTE_CHANGE = `local n = redis.call('incr', KEYS[1])
for i = 2, #KEYS do redis.call('set', KEYS[i], n, 'EX', ARGV[1]) end
redis.call('publish', KEYS[1], n)
return n`;

interface Entry {
  readonly stamp: number;
  readonly routes: readonly string[];
  readonly items: readonly unknown[];
}

/** A desk must not wait for a cache, not even for one that takes the connection and says nothing. */
const PATIENCE_MS = 250;
/** Before whoever lost its Redis tries again. */
const RECONNECT_MS = 1_000;
interface ClientOptions {
  readonly lazyConnect: boolean;
  readonly connectTimeout: number;
  readonly commandTimeout: number;
  readonly disconnectTimeout: number;
  readonly maxRetriesPerRequest: number;
  readonly enableOfflineQueue?: boolean;
  retryStrategy(): number | null;
}

const IMPATIENT: ClientOptions = {
  lazyConnect: true,
  connectTimeout: PATIENCE_MS,
  commandTimeout: PATIENCE_MS,
  disconnectTimeout: PATIENCE_MS,
  maxRetriesPerRequest: 0,
  retryStrategy: () => null,
};

export interface RedisCacheOptions {
  readonly url: string;
  /** Which database the results are of: desks of two databases may share one Redis. */
  readonly place: string;
}

/**
 * Keeps search results in Redis with the routes that they depend on and the number of changes before the search
 * began. A result counts as long as none of its routes has changed since. Whatever is wrong with Redis is a miss.
 */
export class RedisSearchCache implements SearchCache {
  private readonly redis: Redis;
  private readonly prefix: string;
  private readonly url: string;
  /** When it may be asked again (`performance.now()`): a Redis that is away must not cost every search its patience. */
  private restsUntil = 0;

  constructor({ url, place }: RedisCacheOptions) {
    this.url = url;
    this.prefix = `opsdesk:search:${createHash('sha256').update(place).digest('hex').slice(0, 12)}`;
    this.redis = clientOf(url, { ...IMPATIENT, enableOfflineQueue: false });
  }

  async find<T>(query: SearchKey): Promise<Remembered<T>> {
    const remembered = await this.attempt(async (redis): Promise<Remembered<T>> => {
      const [text, changes] = await redis.mget(this.queryKey(query), this.changesKey());
      const stamp = Number(changes ?? 0);
      const entry = text ? (JSON.parse(text) as Entry) : undefined;
      if (!entry || (await this.hasChanged(redis, entry))) return { stamp };
      return { found: { items: entry.items as readonly T[], routes: entry.routes } };
    });
    return remembered ?? {};
  }

  async keep<T>(query: SearchKey, { items, routes }: Found<T>, stamp: number): Promise<void> {
    const entry: Entry = { stamp, routes, items };
    await this.attempt(async (redis) => redis.set(this.queryKey(query), JSON.stringify(entry), 'EX', TTL_S));
  }

  async forget(routes: readonly string[]): Promise<void> {
    const keys = [this.changesKey(), ...[...new Set(routes)].map((route) => this.routeKey(route))];
    await this.attempt(async (redis) => redis.eval(NOTE_CHANGE, keys.length, ...keys, CHANGE_TTL_S));
  }

  watch(onChange: () => void): () => void {
    // A connection that listens can do nothing else. It comes back by itself after Redis did.
    const listener = clientOf(this.url, { ...IMPATIENT, lazyConnect: false, retryStrategy: () => RECONNECT_MS });
    listener.on('message', onChange);
    const listen = () => void listener.subscribe(this.changesKey()).catch(() => {});
    listener.on('ready', listen);
    return () => {
      // What it has received by now still comes.
      listener.off('message', onChange);
      listener.disconnect();
    };
  }

  async close(): Promise<void> {
    this.redis.disconnect();
  }

  private async hasChanged(redis: Redis, { stamp, routes }: Entry): Promise<boolean> {
    const changes = await redis.mget(routes.map((route) => this.routeKey(route)));
    return changes.some((change) => Number(change ?? 0) > stamp);
  }

  private changesKey(): string {
    return `${this.prefix}:changes`;
  }

  private routeKey(route: string): string {
    return `${this.prefix}:changed:${route}`;
  }

  private queryKey(query: SearchKey): string {
    return `${this.prefix}:found:${hashInput(query)}`;
  }

  private async attempt<T>(work: (redis: Redis) => Promise<T>): Promise<T | undefined> {
    if (performance.now() < this.restsUntil) return undefined;
    try {
      const { status } = this.redis;
      if (status === 'wait' || status === 'end') await this.redis.connect();
      return await work(this.redis);
    } catch {
      this.restsUntil = performance.now() + RECONNECT_MS;
      return undefined;
    }
  }
}

/** Whether a Redis answers at this address, in time to be of use. */
export async function answersAt(url: string): Promise<boolean> {
  const redis = clientOf(url, IMPATIENT);
  try {
    await redis.connect();
    return (await redis.ping()) === 'PONG';
  } catch {
    return false;
  } finally {
    redis.disconnect();
  }
}

/** @throws INVALID_INPUT when the URL, which may hold a password, cannot be read */
function clientOf(url: string, options: ClientOptions): Redis {
  try {
    return new Redis(url, options).on('error', () => {});
  } catch (error) {
    throw new OpsdeskError('INVALID_INPUT', 'the Redis URL cannot be read', {
      hint: 'Write it like redis://host:6379 in OPSDESK_REDIS_URL or the profile.',
      cause: error,
    });
  }
}
