import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createBooking } from '../../src/booking/create-booking.js';
import type { Desk } from '../../src/desk.js';
import { RedisSearchCache } from '../../src/inventory/redis-search-cache.js';
import type { SearchKey } from '../../src/inventory/search-cache.js';
import { backends, redisUrl, type TrialDatabase } from '../support/backends.js';
import { cli } from '../support/cli.js';
import { addFlight, flightRef, openTestDesk } from '../support/desk.js';
import { OwnRedis } from '../support/own-redis.js';
import { comes } from '../support/started-worker.js';

const SEARCH = ['flight', 'search', 'LHR', 'JFK', '--depart', '2026-12-01', '--json'];

/** No Redis could be found or started for the other tests: then none can be started here. */
describe.skipIf(redisUrl === undefined)('searching when Redis is lost', () => {
  let trial: TrialDatabase;
  let desk: Desk;
  let redis: OwnRedis;

  beforeAll(async () => {
    const backend = backends.at(-1);
    if (!backend) throw new Error('SQLite is always there');
    trial = await backend.create();
    desk = await openTestDesk(trial);
    await addFlight(desk, { number: '1' });
  });

  beforeEach(async () => {
    redis = await OwnRedis.start();
    return () => redis.kill();
  });

  afterAll(async () => {
    await desk.database.close();
    await trial.drop();
  });

  /** What a search finds, which must be the same whatever becomes of Redis. */
  async function seatsFound(url = redis.url): Promise<number | undefined> {
    const { exitCode, stderr, json } = await cli(trial, SEARCH, { env: { OPSDESK_REDIS_URL: url } });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const { items } = json() as { items: { seatsAvailable: number }[] };
    return items[0]?.seatsAvailable;
  }

  it('finds the same before it was killed, while it is, and after', async () => {
    const before = await seatsFound();
    expect(before).toBeGreaterThan(0);
    const searches = Array.from({ length: 8 }, async (_, index) => {
      await sleep(index * 40);
      return seatsFound();
    });
    await sleep(200);
    await redis.kill();
    expect(await Promise.all(searches)).toEqual(Array(8).fill(before));
    expect(await seatsFound()).toBe(before);
  });

  it('remembers again once it is back, in a desk that stayed open', async () => {
    const cache = new RedisSearchCache({ url: redis.url, place: 'test' });
    const key = { kind: 'test' } as unknown as SearchKey;
    const remembers = async () => {
      const { stamp = 0 } = await cache.find(key);
      await cache.keep(key, { items: [1], routes: ['LHR-JFK'] }, stamp);
      return (await cache.find(key)).found !== undefined;
    };
    expect(await remembers()).toBe(true);
    await redis.kill();
    expect(await remembers()).toBe(false);
    await redis.restart();
    await comes('a memory', remembers);
    await cache.close();
  });

  it('finds what is so after a flush, and not what was', async () => {
    const before = (await seatsFound()) ?? 0;
    await createBooking(desk, { flights: [{ ref: flightRef('1') }], passengers: ['SEARCHER/A MR'] }, {});
    await redis.ask((client) => client.flushall());
    expect(await seatsFound()).toBe(before - 1);
  });

  it('finds it with nothing at the address, and where somebody listens and says nothing', async () => {
    const expected = await seatsFound();
    expect(await seatsFound('redis://127.0.0.1:1')).toBe(expected);
    const silent = net.createServer((socket) => void socket.on('error', () => {}));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const silentUrl = `redis://127.0.0.1:${(silent.address() as net.AddressInfo).port}`;
    const startedAt = performance.now();
    expect(await seatsFound(silentUrl)).toBe(expected);
    console.log(`a search beside a silent Redis: ${Math.round(performance.now() - startedAt)} ms`);
    const doctor = await cli(trial, ['doctor', '--json'], { env: { OPSDESK_REDIS_URL: silentUrl } });
    expect(doctor.exitCode).toBe(0);
    silent.close();
  });

  it('books and pays, for nothing but a search has need of it', async () => {
    await redis.kill();
    const args = [
      'booking',
      'create',
      '--flight',
      'XX1/2026-12-01',
      '--passenger',
      'PAYER/A MR',
      '--pay',
      'sandbox:tok_ok',
      '--json',
    ];
    const { exitCode, json } = await cli(trial, args, { env: { OPSDESK_REDIS_URL: redis.url } });
    expect({ exitCode, booking: json() }).toMatchObject({ exitCode: 0, booking: { status: 'confirmed' } });
    const doctor = await cli(trial, ['doctor', '--json'], { env: { OPSDESK_REDIS_URL: redis.url } });
    expect(doctor.exitCode).toBe(0);
  });
});
