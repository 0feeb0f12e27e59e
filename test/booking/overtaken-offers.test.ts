import { afterAll, beforeAll, expect, it } from 'vitest';
import { adjustFlight } from '../../src/booking/adjust-flight.js';
import { cancelBooking } from '../../src/booking/cancel-booking.js';
import { createBooking } from '../../src/booking/create-booking.js';
import { expireHolds } from '../../src/booking/expire-holds.js';
import { type ModifyBookingInput, modifyBooking } from '../../src/booking/modify-booking.js';
import { reinstateBooking } from '../../src/booking/reinstate-booking.js';
import { splitBooking } from '../../src/booking/split-booking.js';
import type { Desk } from '../../src/desk.js';
import { HOUR_MS, MINUTE_MS } from '../../src/kernel/instant.js';
import { listQueues } from '../../src/queue/list-queues.js';
import { deskAt } from '../concurrency/desk-at.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { addFlight, flightRef, NOW, openTestDesk, violationsOf } from '../support/desk.js';

const PAID = { pay: { gateway: 'sandbox', source: 'tok_ok' } };
const FEE_FREE =
  'The carrier changed the times of XX1/2026-12-01: another flight takes no change fee, only the difference of the fares.';

onEveryBackend('an offer of new times that nobody answers', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;
  let later: Desk;
  let flights = 3;

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial);
    later = deskAt(desk, NOW + HOUR_MS);
    for (const number of ['1', '2', '3']) await addFlight(desk, { number, economyRows: 6 });
    await desk.session.composed((db) =>
      db.updateTable('fare').set({ base_minor: 12_000, residual: 'forfeit' }).where('flight_id', '=', 3),
    );
  });
  afterAll(async () => {
    expect(await violationsOf(later)).toEqual([]);
    await desk.database.close();
    await trial.drop();
  });

  /** A booking of two on a flight, and on others, whose S1 is offered at new times as the last segment. */
  async function offered(numbers: readonly string[], more: object = PAID) {
    const order = { flights: numbers.map((number) => ({ ref: flightRef(number) })), passengers: ['ONE/A', 'TWO/B'] };
    const { recordLocator } = await createBooking(desk, { ...order, ...more }, {});
    await retime(numbers[0] as string);
    return recordLocator;
  }
  let minutes = 0;
  async function retime(number: string): Promise<void> {
    minutes += 20;
    const departs = new Date(Date.parse('2026-12-01T10:00:00Z') + minutes * MINUTE_MS).toISOString().slice(0, 16);
    await adjustFlight(desk, { ref: flightRef(number), departs }, {});
  }
  async function newFlight(): Promise<string> {
    flights += 1;
    await addFlight(desk, { number: String(flights) });
    return String(flights);
  }
  const offersOf = async (recordLocator: string) => {
    const rows = await desk.session.composed((db) =>
      db
        .selectFrom('schedule_change as c')
        .innerJoin('booking as b', 'b.id', 'c.booking_id')
        .select(['c.status', 'c.answered_at'])
        .where('b.record_locator', '=', recordLocator),
    );
    return rows.map(({ status, answered_at }) => [status, answered_at !== null]);
  };
  const queued = async () =>
    (await listQueues(desk, { queue: 'schedule-changes', limit: 100 })).items.map((item) => item.recordLocator);
  const modify = (recordLocator: string, change: Omit<ModifyBookingInput, 'recordLocator'>) =>
    modifyBooking(desk, { recordLocator, ...change }, {});
  const OVERTAKEN = [['superseded', true]];

  it('ends where the segment is moved, which takes no change fee and leaves no queue behind', async () => {
    const locator = await offered(['1']);
    expect(await queued()).toContain(locator);
    const moved = await modify(locator, { flight: { ref: flightRef('2') } });
    expect(moved).toMatchObject({
      change: { penalty: { amountMinor: 0 }, balance: { amountMinor: 0 }, why: [FEE_FREE] },
      segments: [
        { id: 'S1', status: 'UN' },
        { id: 'S2', status: 'HK', flight: 'XX2/2026-12-01', replaces: 'S1' },
      ],
    });
    expect(await offersOf(locator)).toEqual(OVERTAKEN);
    expect(await queued()).not.toContain(locator);
    // What the customer changes of it from now on is their own wish.
    const again = await modify(locator, { flight: { ref: flightRef('1') } });
    expect(again.change.penalty.amountMinor).toBe(5_000);
    expect(await queued()).not.toContain(locator);
  });

  it('forfeits nothing where the other flight is cheaper', async () => {
    const locator = await offered(['3']);
    const moved = await modify(locator, { flight: { ref: flightRef('2') } });
    expect(moved.change).toMatchObject({ penalty: { amountMinor: 0 }, givenBack: { amountMinor: 4_000 } });
  });

  it('ends where the segment is given up beside others', async () => {
    const locator = await offered(['1', '2']);
    const given = await modify(locator, { cancelSegments: ['S3'] });
    expect(given.segments.map(({ status }) => status)).toEqual(['UN', 'HK', 'XX']);
    expect(await offersOf(locator)).toEqual(OVERTAKEN);
    expect(await queued()).not.toContain(locator);
  });

  it('ends with the booking, and with both where it was split', async () => {
    const locator = await offered(['1']);
    const { recordLocator: leaving } = await splitBooking(desk, { recordLocator: locator, passengers: ['P2'] }, {});
    await cancelBooking(desk, { recordLocator: locator }, {});
    expect(await offersOf(locator)).toEqual(OVERTAKEN);
    expect(await offersOf(leaving)).toEqual([['offered', false]]);
    await cancelBooking(desk, { recordLocator: leaving }, {});
    expect(await offersOf(leaving)).toEqual(OVERTAKEN);
  });

  it('stays open where some of the party leave', async () => {
    const locator = await offered(['1']);
    const left = await modify(locator, { removePassengers: ['P2'] });
    expect(left).toMatchObject({ change: { penalty: { amountMinor: 0 } }, segments: [{}, { status: 'TK' }] });
    expect(await offersOf(locator)).toEqual([['offered', false]]);
    await cancelBooking(desk, { recordLocator: locator }, {});
  });

  it.each([
    ['was tidied up', true],
    ['was not', false],
  ])('ends with a hold that ran out, which comes back at the times of today when it %s', async (_name, isTidied) => {
    const locator = await offered([await newFlight()], {});
    if (isTidied) {
      await expireHolds(later);
      expect(await offersOf(locator)).toEqual(OVERTAKEN);
    }
    const back = await reinstateBooking(later, { recordLocator: locator, holdMs: 2 * HOUR_MS }, {});
    expect(back.segments.map(({ status }) => status)).toEqual(['UN', 'HK']);
    expect(await offersOf(locator)).toEqual(OVERTAKEN);
    expect(await queued()).not.toContain(locator);
    await cancelBooking(later, { recordLocator: locator }, {});
  });

  it.each([
    [
      'a segment that is confirmed',
      "update segment set status = 'HK'",
      "update segment set status = 'TK'",
      'position = 2',
    ],
    ['a booking that is over', "update booking set status = 'expired'", "update booking set status = 'held'", '1 = 1'],
  ])('is found by the doctor on %s', async (_name, breakIt, mendIt, more) => {
    const locator = await offered([await newFlight()], {});
    const run = (sql: string) => desk.database.dedicated((raw) => raw.execute(sql, []));
    const column = breakIt.includes('segment') ? 'booking_id' : 'id';
    const where = ` where ${column} = (select id from booking where record_locator = '${locator}') and ${more}`;
    await run(breakIt + where);
    try {
      expect(await violationsOf(desk)).toContain('offered-times-can-be-answered: 1');
    } finally {
      await run(mendIt + where);
    }
    await cancelBooking(desk, { recordLocator: locator }, {});
  });
});
