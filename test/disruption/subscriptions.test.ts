import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createBooking } from '../../src/booking/create-booking.js';
import { createCustomer } from '../../src/customer/create-customer.js';
import type { Desk } from '../../src/desk.js';
import type { FlightEventView } from '../../src/disruption/flight-event-view.js';
import { type FlightEventInput, recordFlightEvent } from '../../src/disruption/record-flight-event.js';
import { subscribeCustomer } from '../../src/disruption/subscribe-customer.js';
import { type WatchQuery, watchFlightEvents } from '../../src/disruption/watch-flight-events.js';
import { DAY_MS } from '../../src/kernel/instant.js';
import { showNotification } from '../../src/notification/notification-view.js';
import { Templates } from '../../src/notification/templates.js';
import { deskAt } from '../concurrency/desk-at.js';
import { onEveryBackend, onPostgres, type TrialDatabase } from '../support/backends.js';
import { addFlight, flightRef, NOW, openTestDesk, violationsOf } from '../support/desk.js';

const PAID = { pay: { gateway: 'sandbox', source: 'tok_ok' } };
const words = { templates: new Templates(), formatMoney: () => '' };

onEveryBackend('whoever wants to know', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;
  let flights = 0;

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial);
  });
  afterAll(async () => {
    expect(await violationsOf(desk)).toEqual([]);
    await desk.database.close();
    await trial.drop();
  });

  async function newFlight(): Promise<string> {
    flights += 1;
    await addFlight(desk, { number: String(flights), economyRows: 2 });
    return String(flights);
  }
  const sell = (number: string, more: object = PAID) =>
    createBooking(
      desk,
      { flights: [{ ref: flightRef(number) }], passengers: ['ONE/A MR'], email: `x${number}@example.com`, ...more },
      {},
    );
  const say = (number: string, event: Omit<FlightEventInput, 'ref'>) =>
    recordFlightEvent(desk, { ref: flightRef(number), ...event }, {});
  const newCustomer = async () =>
    (await createCustomer(desk.runner, { name: 'Ann', email: `ann${flights}@example.com` }, {})).customerId;
  const subscribe = (number: string, customer: string, isRemoval = false) =>
    subscribeCustomer(desk.runner, { ref: flightRef(number), customer, isRemoval }, {});
  const messagesTo = async (customerId: string) => {
    const rows = await desk.session.composed((db) =>
      db.selectFrom('notification').select(['id', 'template']).where('customer_id', '=', customerId).orderBy('id'),
    );
    return Promise.all(
      rows.map(async ({ id, template }) => `${template}: ${(await showNotification(desk.session, id, words)).subject}`),
    );
  };

  it('subscribes once, is told of each event once, and of nothing that changed nothing', async () => {
    const number = await newFlight();
    const ann = await newCustomer();
    expect(await subscribe(number, ann)).toMatchObject({ outcome: 'subscribed', isSubscribed: true });
    expect(await subscribe(number, ann)).toMatchObject({ outcome: 'unchanged', isSubscribed: true });
    await say(number, { kind: 'delayed', delayMinutes: 45, cause: 'weather' });
    await say(number, { kind: 'delayed', delayMinutes: 45 });
    await say(number, { kind: 'delayed', delayMinutes: 45, cause: 'crew' });
    expect(await subscribe(number, ann, true)).toMatchObject({ outcome: 'removed', isSubscribed: false });
    expect(await subscribe(number, ann, true)).toMatchObject({ outcome: 'unchanged' });
    await say(number, { kind: 'cancelled' });
    expect(await messagesTo(ann)).toEqual([
      `flight-status: Flight XX${number}/2026-12-01 is delayed by 45 minutes because of the weather`,
    ]);
  });

  it('is not told twice with a booking on it, and is told where the booking says nothing', async () => {
    const number = await newFlight();
    const { recordLocator, customerId } = await sell(number);
    expect(await subscribe(number, recordLocator)).toMatchObject({ customerId });
    expect(await say(number, { kind: 'delayed', delayMinutes: 30 })).toMatchObject({ notified: 1 });
    expect(await say(number, { kind: 'departed' })).toMatchObject({ notified: 1 });
    expect(await say(number, { kind: 'diverted', divertedTo: 'BOS' })).toMatchObject({ notified: 1 });
    const told = await messagesTo(customerId);
    expect(told.map((line) => line.split(':')[0])).toEqual([
      'confirmation',
      'change',
      'flight-status',
      'flight-status',
    ]);
  });

  it('must be somebody, and reachable', async () => {
    const number = await newFlight();
    const nobody = await createBooking(
      desk,
      { flights: [{ ref: flightRef(number) }], passengers: ['ONE/A MR'], phone: '1' },
      {},
    );
    await expect(subscribe(number, nobody.recordLocator)).rejects.toMatchObject({ code: 'WRONG_STATE' });
    await expect(subscribe(number, 'cus_01K8ZT4M5V6W7X8Y9Z0A1B2C3D')).rejects.toMatchObject({
      code: 'CUSTOMER_NOT_FOUND',
    });
    await expect(subscribe(number, 'ZZZZZZ')).rejects.toMatchObject({ code: 'BOOKING_NOT_FOUND' });
    await expect(subscribe('999', await newCustomer())).rejects.toMatchObject({ code: 'FLIGHT_NOT_FOUND' });
  });

  const watch = (query: Partial<WatchQuery>, at = desk) => {
    const ending = new AbortController();
    const rest = { refs: [], intervalMs: 5, isOnce: false, signal: ending.signal, ...query };
    return { events: watchFlightEvents(at, rest), end: () => ending.abort() };
  };
  const take = async (events: AsyncGenerator<FlightEventView>, count: number, sentinel = '') => {
    const taken: string[] = [];
    while (taken.length < count) {
      const { value, done } = await events.next();
      if (done) break;
      if (value.flight.startsWith(`XX${sentinel}/`)) continue;
      taken.push(`${value.flight} ${value.event}`);
    }
    return taken;
  };

  /** Says things of a flight that nobody asks for until the watcher has begun; what it tells of them is passed over. */
  async function begun(events: AsyncGenerator<FlightEventView>, sentinel: string): Promise<void> {
    let isBegun = false;
    const first = events.next().then(() => {
      isBegun = true;
    });
    for (let minutes = 20; !isBegun; minutes += 1) {
      await say(sentinel, { kind: 'delayed', delayMinutes: minutes });
      await sleep(10);
    }
    await first;
  }

  it('watches from now on, each event once, whatever the business clock of who records it', async () => {
    const [one, other, sentinel] = [await newFlight(), await newFlight(), await newFlight()];
    await say(one, { kind: 'delayed', delayMinutes: 20 });
    const { events, end } = watch({ refs: [flightRef(one), flightRef(sentinel)] });
    await begun(events, sentinel);
    const first = take(events, 3, sentinel);
    await say(other, { kind: 'cancelled' });
    const earlier = deskAt(desk, NOW - 3 * DAY_MS);
    await recordFlightEvent(earlier, { ref: flightRef(one), kind: 'delayed', delayMinutes: 40 }, {});
    await say(one, { kind: 'departed' });
    await say(one, { kind: 'arrived' });
    expect(await first).toEqual(['delayed', 'departed', 'arrived'].map((event) => `XX${one}/2026-12-01 ${event}`));
    end();
    expect((await events.next()).done).toBe(true);
  });

  it('watches from a moment on: what was recorded since, and then what comes', async () => {
    const later = deskAt(desk, NOW + 7 * DAY_MS);
    const number = await newFlight();
    await say(number, { kind: 'delayed', delayMinutes: 20 });
    const record = (event: Omit<FlightEventInput, 'ref'>) =>
      recordFlightEvent(later, { ref: flightRef(number), ...event }, {});
    await record({ kind: 'delayed', delayMinutes: 30 });
    const since = NOW + 6 * DAY_MS;
    const { events, end } = watch({ since }, later);
    expect(await take(events, 1)).toEqual([`XX${number}/2026-12-01 delayed`]);
    await record({ kind: 'departed' });
    expect(await take(events, 1)).toEqual([`XX${number}/2026-12-01 departed`]);
    end();
    const { events: once } = watch({ since, isOnce: true }, later);
    expect(await take(once, 9)).toEqual(['delayed', 'departed'].map((event) => `XX${number}/2026-12-01 ${event}`));
  });

  it('watches only flights that there are', async () => {
    const { events } = watch({ refs: [flightRef('999')] });
    await expect(events.next()).rejects.toMatchObject({ code: 'FLIGHT_NOT_FOUND' });
  });
});

onPostgres('a watcher', (backend) => {
  it('tells an event that commits after one with a later id', async () => {
    const trial = await backend.create();
    const desk = await openTestDesk(trial, { maxConnections: 6 });
    for (const number of ['1', '2', '3']) await addFlight(desk, { number });
    const ending = new AbortController();
    const query = { refs: [], intervalMs: 5, isOnce: false, signal: ending.signal };
    const seen: string[] = [];
    const watching = (async () => {
      for await (const { flight } of watchFlightEvents(desk, query)) seen.push(flight.split('/')[0] ?? '');
    })();
    const untilSeen = async (flight: string) => {
      while (!seen.includes(flight)) await sleep(5);
    };
    for (let minutes = 20; !seen.includes('XX3'); minutes += 1) {
      await recordFlightEvent(desk, { ref: flightRef('3'), kind: 'delayed', delayMinutes: minutes }, {});
      await sleep(10);
    }
    await desk.database.transaction(async (tx) => {
      const id = desk.ids.next('fev');
      await tx.composed((db) =>
        db.insertInto('flight_event').values({
          ...{ id, flight_id: 1, kind: 'departed', cause: 'unknown', recorded_at: NOW, recorded_by: 'slow' },
          ...{ delay_minutes: null, diverted_to: null, equipment: null },
        }),
      );
      await recordFlightEvent(desk, { ref: flightRef('2'), kind: 'cancelled' }, {});
      await untilSeen('XX2');
      expect(seen).not.toContain('XX1');
    });
    await untilSeen('XX1');
    ending.abort();
    await watching;
    expect(seen.filter((flight) => flight !== 'XX3')).toEqual(['XX2', 'XX1']);
    await desk.database.close();
    await trial.drop();
  });
});
