import { createHash } from 'node:crypto';
import { Redis } from 'ioredis';
import { OpsdeskError } from '../kernel/errors.js';
import { hashInput } from '../runtime/request.js';
import { routeOf, type SearchCache } from './search-cache.js';
import type { FlightSearch, OfferView } from './search-flights.js';

/** Seconds. Short, for a hold that runs out changes the seats without anybody writing. */
const TTL_S = 15;

/** A desk must not wait for a cache, not even for one that takes the connection and says nothing. */
const PATIENCE_MS = 250;
const IMPATIENT = {
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
 * Keeps search results in Redis under the generation of their route, which every change of a booking on
 * that route moves on. Whatever is wrong with Redis is a miss.
 */
export class RedisSearchCache implements SearchCache {
  private readonly redis: Redis;
  private readonly prefix: string;

  constructor({ url, place }: RedisCacheOptions) {
    this.prefix = `opsdesk:search:${createHash('sha256').update(place).digest('hex').slice(0, 12)}`;
    this.redis = clientOf(url, { ...IMPATIENT, enableOfflineQueue: false });
  }

  async find(query: FlightSearch): Promise<readonly OfferView[] | undefined> {
    return this.attempt(async (redis) => {
      const text = await redis.get(await this.keyOf(redis, query));
      return text === null ? undefined : (JSON.parse(text) as OfferView[]);
    });
  }

  async keep(query: FlightSearch, offers: readonly OfferView[]): Promise<void> {
    await this.attempt(async (redis) => redis.set(await this.keyOf(redis, query), JSON.stringify(offers), 'EX', TTL_S));
  }

  async forget(routes: readonly string[]): Promise<void> {
    await this.attempt(async (redis) => {
      for (const route of new Set(routes)) await redis.incr(this.generationKey(route));
    });
  }

  async close(): Promise<void> {
    this.redis.disconnect();
  }

  private generationKey(route: string): string {
    return `${this.prefix}:generation:${route}`;
  }

  private async keyOf(redis: Redis, query: FlightSearch): Promise<string> {
    const route = routeOf(query);
    const generation = (await redis.get(this.generationKey(route))) ?? '0';
    return `${this.prefix}:${route}:${generation}:${hashInput(query)}`;
  }

  private async attempt<T>(work: (redis: Redis) => Promise<T>): Promise<T | undefined> {
    try {
      if (this.redis.status === 'wait') await this.redis.connect();
      return await work(this.redis);
    } catch {
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
function clientOf(url: string, options: typeof IMPATIENT & { readonly enableOfflineQueue?: boolean }): Redis {
  try {
    return new Redis(url, options).on('error', () => {});
  } catch (error) {
    throw new OpsdeskError('INVALID_INPUT', 'the Redis URL cannot be read', {
      hint: 'Write it like redis://host:6379 in OPSDESK_REDIS_URL or the profile.',
      cause: error,
    });
  }
}
