import { Redis } from 'ioredis';
import { OpsdeskError } from '../kernel/errors.js';
import { formatInstant } from '../kernel/instant.js';
import { maskUrl } from '../settings/connection-url.js';
import type { PublishedEvent } from './relay-outbox.js';
import type { EventStream } from './stream-events.js';

export const STREAM_KEY = 'opsdesk:events';
/** Redis cuts what is older, a little later than this: it is a stream of news and no archive. */
const MOST_ENTRIES = 100_000;
/** Milliseconds. The lease of what is being sent is longer than both together. */
const CONNECT_MS = 1_000;
const ANSWER_MS = 3_000;

/**
 * Events as entries of a Redis stream, by XADD. Each has the fields `id` (by which a reader drops repeats), `topic`,
 * `createdAt`, `payload` (JSON, nothing personal), and `bookingId` with `bookingVersion` where it is a booking's.
 */
export class RedisEventStream implements EventStream {
  private readonly redis: Redis;

  /** @throws INVALID_INPUT when the URL cannot be read */
  constructor(private readonly url: string) {
    try {
      this.redis = new Redis(url, {
        lazyConnect: true,
        connectTimeout: CONNECT_MS,
        commandTimeout: ANSWER_MS,
        disconnectTimeout: CONNECT_MS,
        maxRetriesPerRequest: 0,
        enableOfflineQueue: false,
        // Whoever has events for it asks again; nothing is kept waiting in here.
        retryStrategy: () => null,
      }).on('error', () => {});
    } catch (error) {
      throw new OpsdeskError('INVALID_INPUT', 'the Redis URL cannot be read', {
        hint: 'Write it like redis://host:6379 in OPSDESK_REDIS_URL or the profile.',
        cause: error,
      });
    }
  }

  async open(): Promise<void> {
    try {
      if (this.redis.status === 'wait' || this.redis.status === 'end') await this.redis.connect();
      await this.redis.ping();
    } catch (error) {
      this.redis.disconnect();
      throw new OpsdeskError('STREAM_UNAVAILABLE', `Redis at ${maskUrl(this.url)} does not take events`, {
        hint: 'They wait in the database and are sent when it is back.',
        cause: error,
      });
    }
  }

  async append(events: readonly PublishedEvent[]): Promise<readonly boolean[]> {
    const pipeline = this.redis.pipeline();
    for (const event of events) pipeline.xadd(STREAM_KEY, 'MAXLEN', '~', MOST_ENTRIES, '*', ...fieldsOf(event));
    const answers = await pipeline.exec().catch(() => null);
    return events.map((_event, at) => answers?.[at]?.[0] === null);
  }

  close(): void {
    this.redis.disconnect();
  }
}

function fieldsOf(event: PublishedEvent): string[] {
  const { id, topic, bookingId, bookingVersion, payload, createdAt } = event;
  return [
    ...['id', id, 'topic', topic, 'createdAt', formatInstant(createdAt), 'payload', JSON.stringify(payload)],
    ...(bookingId === null ? [] : ['bookingId', bookingId]),
    ...(bookingVersion === null ? [] : ['bookingVersion', String(bookingVersion)]),
  ];
}
