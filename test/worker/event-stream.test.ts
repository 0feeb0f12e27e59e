import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { MINUTE_MS } from '../../src/kernel/instant.js';
import { wantEventStream } from '../../src/notification/outbox-repository.js';
import { RedisEventStream } from '../../src/notification/redis-event-stream.js';
import { type PublishedEvent, relayOutbox } from '../../src/notification/relay-outbox.js';
import { WORKER_REQUEST } from '../../src/notification/run-worker.js';
import { type EventStream, streamEvents } from '../../src/notification/stream-events.js';
import { openTrial, type Trial } from '../audit/trial.js';
import { addBooking, type Desk, openDesk, RecordingChannel } from '../notification/desk.js';
import { onEveryBackend } from '../support/backends.js';
import { entriesOf, OwnRedis, overtaken } from '../support/own-redis.js';

const MISSING = process.env.OPSDESK_FOUND_REDIS === undefined;

onEveryBackend('the event stream', (backend) => {
  let redis: OwnRedis;
  let trial: Trial;
  let desk: Desk;
  let stream: RedisEventStream;

  beforeAll(async () => {
    if (!MISSING) redis = await OwnRedis.start();
  });
  afterAll(() => redis?.kill());
  beforeEach(async (context) => {
    context.skip(MISSING, 'no redis-server');
    await redis.restart();
    trial = await openTrial(backend);
    await addBooking(trial, 100);
    desk = openDesk(trial.database, new RecordingChannel());
    stream = new RedisEventStream(redis.url);
    return () => stream.close();
  });
  afterEach(() => trial?.drop());

  const publish = (...versions: number[]) =>
    desk.runner.write({ command: 'booking modify', input: {} }, async (work) => {
      for (const bookingVersion of versions) {
        work.publish({
          topic: 'booking.changed',
          bookingId: 'bkg_1',
          bookingVersion,
          payload: { recordLocator: 'K7QX2M' },
        });
      }
    });
  const want = (at = desk.clock.real()) => desk.runner.step(WORKER_REQUEST, ({ tx }) => wantEventStream(tx, at));
  const relayAll = async () => {
    while ((await relayOutbox(desk, WORKER_REQUEST)).published > 0);
  };
  const send = (to: EventStream = stream, on = desk) => streamEvents({ ...on, stream: to }, WORKER_REQUEST);
  const sendAll = async () => {
    while ((await send()).streamed > 0);
  };
  const versions = async () => (await entriesOf(redis)).map((entry) => entry.bookingVersion);
  const left = async () => {
    const [row] = await trial.sql(
      "select count(*) as n from outbox where state <> 'published' or stream_state in ('due','leased')",
    );
    return Number(row?.n);
  };

  it('gets what is published once it is wanted, the lowest version of a booking first', async () => {
    await publish(1);
    await relayAll();
    await want();
    await publish(4, 3);
    await publish(2);
    await relayAll();
    expect(await send()).toEqual({ streamed: 1 });
    await sendAll();
    expect(await versions()).toEqual([2, 3, 4]);
    expect(await left()).toBe(0);
    const [entry] = await entriesOf(redis);
    expect(entry).toMatchObject({
      id: expect.stringMatching(/^evt_/),
      topic: 'booking.changed',
      bookingId: 'bkg_1',
      payload: { recordLocator: 'K7QX2M' },
    });
  });

  it('keeps the order of events of one version, and has none for events of no booking', async () => {
    await want();
    await publish(5, 5, 5);
    await desk.runner.write({ command: 'flight status', input: {} }, async (work) => {
      for (let nth = 0; nth < 3; nth += 1) work.publish({ topic: 'flight.delayed', payload: {} });
    });
    await relayAll();
    expect(await send()).toEqual({ streamed: 4 });
    await sendAll();
    const ids = (await entriesOf(redis)).filter(({ bookingId }) => bookingId).map(({ id }) => id);
    expect(ids).toHaveLength(3);
    expect(ids).toEqual(ids.toSorted());
  });

  it('misses nothing while Redis is away, and hurts nothing else', async () => {
    await want();
    await redis.kill();
    await publish(1, 2);
    await relayAll();
    await expect(send()).rejects.toMatchObject({ code: 'STREAM_UNAVAILABLE' });
    const states = await trial.sql('select distinct state, stream_state from outbox');
    expect(states).toEqual([{ state: 'published', stream_state: 'due' }]);
    await redis.restart();
    await sendAll();
    expect(await versions()).toEqual([1, 2]);
  });

  it('sends again what may have got lost on its way, and nothing of its booking before it', async () => {
    await want();
    await publish(1, 2);
    await relayAll();
    const seen: PublishedEvent[] = [];
    const breaking: EventStream = {
      open: () => stream.open(),
      append: async (events) => {
        seen.push(...events);
        await stream.append(events);
        return events.map(() => false);
      },
      close: () => {},
    };
    expect(await send(breaking)).toEqual({ streamed: 0 });
    expect(await send(breaking)).toEqual({ streamed: 0 });
    await sendAll();
    expect(seen.map((event) => event.bookingVersion)).toEqual([1, 1]);
    expect(await versions()).toEqual([1, 1, 1, 2]);
    expect(new Set((await entriesOf(redis)).map(({ id }) => id)).size).toBe(2);
  });

  it('takes over from a worker that died with events in hand', async () => {
    await want();
    await publish(1, 2);
    await relayAll();
    const dying: EventStream = {
      open: async () => {},
      append: () => Promise.reject(new Error('killed')),
      close: () => {},
    };
    await expect(send(dying)).rejects.toThrow('killed');
    expect(await send()).toEqual({ streamed: 0 });
    desk.clock.aheadMs += MINUTE_MS;
    await sendAll();
    expect(await versions()).toEqual([1, 2]);
  });

  it('is filled by several workers without one event overtaking another of its booking', async () => {
    await want();
    const others = await Promise.all(
      [1, 2, 3].map(async () => openDesk(await trial.another(), new RecordingChannel())),
    );
    const streams = others.map(() => new RedisEventStream(redis.url));
    let isOver = false;
    const workers = others.map(async (on, at) => {
      while (!isOver || (await left()) > 0) {
        await relayOutbox(on, WORKER_REQUEST);
        await send(streams[at], on);
      }
    });
    for (let version = 1; version <= 60; version += 1) await publish(version);
    isOver = true;
    await Promise.all(workers);
    for (const one of streams) one.close();
    const entries = await entriesOf(redis);
    expect(overtaken(entries)).toEqual([]);
    expect(new Set(entries.map(({ bookingVersion }) => bookingVersion)).size).toBe(60);
  });

  it('is forgotten when nobody has wanted it for a week', async () => {
    await want(desk.clock.real() - 8 * 24 * 60 * MINUTE_MS);
    await publish(1);
    await relayAll();
    expect(await left()).toBe(0);
  });
});
