import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adjustFlight } from '../../src/booking/adjust-flight.js';
import type { BookingRecord } from '../../src/booking/booking-record.js';
import { createBooking } from '../../src/booking/create-booking.js';
import { firstUseAt } from '../../src/booking/first-use.js';
import { modifyBooking } from '../../src/booking/modify-booking.js';
import { reinstateBooking } from '../../src/booking/reinstate-booking.js';
import { showBooking } from '../../src/booking/show-booking.js';
import { splitBooking } from '../../src/booking/split-booking.js';
import { takePayment } from '../../src/booking/take-payment.js';
import { readWantedStay } from '../../src/booking/take-stay.js';
import type { Desk } from '../../src/desk.js';
import { DAY_MS, HOUR_MS } from '../../src/kernel/instant.js';
import { deskAt } from '../concurrency/desk-at.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { addFlight, flightRef, NOW, openTestDesk, violationsOf } from '../support/desk.js';
import { addProperty } from '../support/hotel.js';

const card = { gateway: 'sandbox', source: 'tok_ok' };
const DEPARTURE = '2026-12-01T10:00:00Z';
/** A day later than the first flight leaves, and an hour earlier. */
const LATER_FLIGHT = '2026-12-02T10:00:00Z';
const EARLIER_FLIGHT = '2026-11-03T09:00:00Z';

describe('the first use of a stay', () => {
  const stay = (time_zone: string, check_in: string, status = 'HK') =>
    ({ property: { time_zone }, check_in, status }) as unknown as BookingRecord['stays'][number];
  const useOf = (...stays: BookingRecord['stays']) => new Date(firstUseAt({ segments: [], stays })).toISOString();

  it('is over at the midnight of the property that ends its check-in day', () => {
    expect(useOf(stay('Europe/London', '2026-12-01'))).toBe('2026-12-02T00:00:00.000Z');
    expect(useOf(stay('America/New_York', '2026-12-01'))).toBe('2026-12-02T05:00:00.000Z');
    expect(useOf(stay('Pacific/Kiritimati', '2026-12-01'))).toBe('2026-12-01T10:00:00.000Z');
  });

  it('is over with the day where clocks go forward at midnight', () => {
    expect(useOf(stay('Africa/Cairo', '2026-04-23'))).toBe('2026-04-23T22:00:00.000Z');
  });

  it('counts for the first stay that is live', () => {
    const stays = [stay('Europe/London', '2026-12-03'), stay('Europe/London', '2026-12-01', 'XX')];
    expect(useOf(...stays)).toBe('2026-12-04T00:00:00.000Z');
  });
});

onEveryBackend('a hold', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;
  let evening: Desk;

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial, { maxConnections: 4 });
    evening = deskAt(desk, Date.parse('2026-12-01T16:00:00-05:00'));
    await addProperty(desk, { code: 'NYC-1', roomTypes: [{ code: 'DBL', rooms: 3 }] });
    await addFlight(desk, { number: '1' });
    await addFlight(desk, { number: '2', departsAt: Date.parse(LATER_FLIGHT) });
    await addFlight(desk, { number: '3', departsAt: Date.parse(EARLIER_FLIGHT) });
    await addFlight(desk, { number: '4', departsAt: Date.parse(LATER_FLIGHT) });
  });

  afterAll(async () => {
    expect(await violationsOf(desk)).toEqual([]);
    await desk.database.close();
    await trial.drop();
  });

  const tonight = {
    flights: [],
    stays: [readWantedStay('NYC-1:DBL:2026-12-01:2026-12-02')],
    passengers: ['SMITH/JOHN MR'],
  };
  const seat = { flights: [{ ref: flightRef('1') }], passengers: ['SMITH/JOHN MR'] };
  const on = (number: string, departureDate: string) => ({ flight: { ref: { ...flightRef(number), departureDate } } });
  const instant = (text: string | null | undefined) => new Date(text ?? '').toISOString();

  it('of a room that is sold in the afternoon of its check-in day is paid in time', async () => {
    const held = await createBooking(evening, tonight, {});
    expect(held.status).toBe('held');
    const paid = await takePayment(evening, { recordLocator: held.recordLocator, source: card }, {});
    expect(paid).toMatchObject({ status: 'confirmed', balance: { amountMinor: 0 }, stays: [{ status: 'HK' }] });
  });

  it('of a room ends with its check-in day at the latest', async () => {
    const { recordLocator, ...held } = await createBooking(evening, { ...tonight, holdMs: DAY_MS }, {});
    const midnight = '2026-12-02T05:00:00.000Z';
    expect([held.holdExpiresAt, held.payBy, held.priceUntil].map(instant)).toEqual([midnight, midnight, midnight]);
    const statusAt = async (now: string) => (await showBooking(deskAt(desk, Date.parse(now)), recordLocator)).status;
    expect(await statusAt('2026-12-02T04:59:00Z')).toBe('held');
    expect(await statusAt('2026-12-02T05:00:00Z')).toBe('expired');
  });

  it.each([
    ['held', {}],
    ['queued by its deadline', { timeLimit: 'queue' as const, graceMs: DAY_MS }],
    ['paid', { pay: card }],
    ['on a waiting list', { canWait: true }],
  ])('of no time is refused for a booking that is to be %s', async (_how, more) => {
    const countOf = (table: 'booking' | 'payment') =>
      desk.session.composed((db) => db.selectFrom(table).select('id')).then((rows) => rows.length);
    const before = [await countOf('booking'), await countOf('payment')];
    const making = createBooking(desk, { ...seat, ...more, holdMs: 0 }, {});
    await expect(making).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect([await countOf('booking'), await countOf('payment')]).toEqual(before);
  });

  it('of no time is refused for one that comes back, and no grace is none', async () => {
    const { recordLocator } = await createBooking(desk, { ...seat, holdMs: 1_000, graceMs: 0 }, {});
    const later = deskAt(desk, NOW + HOUR_MS);
    await expect(reinstateBooking(later, { recordLocator, holdMs: 0 }, {})).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    expect(await reinstateBooking(later, { recordLocator, graceMs: 0 }, {})).toMatchObject({ status: 'held' });
  });

  it('that is moved to an earlier flight has none of its deadlines behind the departure', async () => {
    const { recordLocator } = await createBooking(desk, { ...seat, holdMs: 20 * DAY_MS }, {});
    const moved = await modifyBooking(desk, { recordLocator, ...on('3', '2026-11-03') }, {});
    const departure = new Date(EARLIER_FLIGHT).toISOString();
    expect([moved.holdExpiresAt, moved.payBy, moved.priceUntil].map(instant)).toEqual([
      departure,
      departure,
      departure,
    ]);
  });

  it('that its deadline only queues ends with its use, also where that has moved', async () => {
    const { recordLocator, ...held } = await createBooking(desk, { ...seat, timeLimit: 'queue' }, {});
    expect(instant(held.holdExpiresAt)).toBe(new Date(DEPARTURE).toISOString());
    const moved = await modifyBooking(desk, { recordLocator, ...on('2', '2026-12-02') }, {});
    expect(instant(moved.holdExpiresAt)).toBe(new Date(LATER_FLIGHT).toISOString());
    await adjustFlight(desk, { ref: on('2', '2026-12-02').flight.ref, departs: '2026-12-02T10:10' }, {});
    const retimed = await showBooking(desk, recordLocator);
    expect(instant(retimed.holdExpiresAt)).toBe('2026-12-02T10:10:00.000Z');
    expect(retimed.payBy).toBe(held.payBy);
    // The seats follow the booking: nobody else gets them in between.
    const seats = await desk.session.composed((db) =>
      db.selectFrom('seat').select('hold_expires_at').where('flight_id', '=', 2).where('booking_id', 'is not', null),
    );
    expect(seats).toEqual([{ hold_expires_at: Date.parse('2026-12-02T10:10:00Z') }]);
  });

  it('that its deadline only queues ends for each part of a split booking with the use of that part', async () => {
    const room = tonight.stays;
    const passengers = ['SMITH/JOHN MR', 'DOE/ANN MRS'];
    const flights = [{ ref: on('4', '2026-12-02').flight.ref }];
    const order = { flights, stays: room, passengers, timeLimit: 'queue' as const };
    const { recordLocator } = await createBooking(desk, order, {});
    const { from, ...left } = await splitBooking(desk, { recordLocator, passengers: ['P2'] }, {});
    expect(instant(from.holdExpiresAt)).toBe('2026-12-02T05:00:00.000Z');
    expect(instant(left.holdExpiresAt)).toBe(new Date(LATER_FLIGHT).toISOString());
    const later = deskAt(desk, Date.parse('2026-12-02T06:00:00Z'));
    expect((await showBooking(later, left.recordLocator)).segments[0]?.seats).toHaveLength(1);
    await takePayment(later, { recordLocator: left.recordLocator, source: card }, {});
  });
});
