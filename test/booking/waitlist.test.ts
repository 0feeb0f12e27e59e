import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adjustFlight } from '../../src/booking/adjust-flight.js';
import { cancelBooking } from '../../src/booking/cancel-booking.js';
import { clearWaitlist } from '../../src/booking/clear-waitlist.js';
import { type CreateBookingInput, createBooking } from '../../src/booking/create-booking.js';
import { expireHolds } from '../../src/booking/expire-holds.js';
import { listBookings } from '../../src/booking/list-bookings.js';
import { modifyBooking } from '../../src/booking/modify-booking.js';
import { showBooking, showHistory } from '../../src/booking/show-booking.js';
import { takePayment } from '../../src/booking/take-payment.js';
import { readWantedStay } from '../../src/booking/take-stay.js';
import type { Desk } from '../../src/desk.js';
import { formatInstant } from '../../src/kernel/instant.js';
import { runDeskWorker } from '../../src/worker.js';
import { deskAt } from '../concurrency/desk-at.js';
import { crowd } from '../concurrency/outcomes.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import {
  addFlight,
  flightRef,
  NOW,
  openTestDesk,
  type TestFlight,
  testSettings,
  violationsOf,
} from '../support/desk.js';

const card = { gateway: 'sandbox', source: 'tok_ok' };

onEveryBackend('a waiting list', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;
  let flights = 0;
  const mailFolder = fs.mkdtempSync(path.join(os.tmpdir(), 'opsdesk-mail-'));

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial, { maxConnections: 10 });
  });

  afterAll(async () => {
    expect(await violationsOf(desk)).toEqual([]);
    await desk.database.close();
    await trial.drop();
    fs.rmSync(mailFolder, { recursive: true });
  });

  /** A flight with so many seats, and a booking that has them all. */
  async function soldOut(seats: number, flight: Partial<TestFlight> = {}) {
    flights += 1;
    const number = String(flights);
    await addFlight(desk, { number, economyRows: 1, missing: 6 - seats, ...flight });
    const holder = await book([number], { passengers: party('HOLDER', seats) });
    return { number, holder: holder.recordLocator };
  }
  const party = (name: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${name}/${'ABCDEF'[index]} MR`);
  const book = (numbers: readonly string[], more: Partial<CreateBookingInput> = {}) =>
    createBooking(
      desk,
      { flights: numbers.map((number) => ({ ref: flightRef(number) })), passengers: ['WAITER/A MR'], ...more },
      {},
    );
  const wait = (numbers: readonly string[], more: Partial<CreateBookingInput> = {}) =>
    book(numbers, { canWait: true, email: 'waiter@example.com', ...more });
  const statusOf = async (recordLocator: string) => (await showBooking(desk, recordLocator)).status;
  const cancel = (recordLocator: string) => cancelBooking(desk, { recordLocator }, {});

  it('takes who finds no seat: nothing is held, nothing is due, nothing can be paid', async () => {
    const { number } = await soldOut(2);
    await expect(book([number])).rejects.toMatchObject({ code: 'SOLD_OUT' });
    const waiting = await wait([number]);
    expect(waiting).toMatchObject({
      status: 'waitlisted',
      version: 1,
      segments: [{ status: 'HL', fareClass: 'Y', seats: [] }],
      total: { amountMinor: 11_000 },
      balance: { amountMinor: 0 },
      holdExpiresAt: null,
      payBy: null,
    });
    expect(await showBooking(desk, waiting.recordLocator)).toEqual(waiting);
    await expect(takePayment(desk, { recordLocator: waiting.recordLocator, source: card }, {})).rejects.toMatchObject({
      code: 'WRONG_STATE',
    });
    const { items } = await listBookings(desk.session, { status: 'waitlisted', limit: 100 }, NOW);
    expect(items.map(({ recordLocator }) => recordLocator)).toContain(waiting.recordLocator);
  });

  it('sells at once where there are seats', async () => {
    const { number, holder } = await soldOut(2);
    await cancel(holder);
    expect(await wait([number])).toMatchObject({ status: 'held', segments: [{ status: 'HK' }] });
  });

  it('is cleared by a cancellation, with a deadline, a message and an entry in the trail', async () => {
    const { number, holder } = await soldOut(1);
    const { recordLocator } = await wait([number]);
    await cancel(holder);
    const cleared = await showBooking(desk, recordLocator);
    expect(cleared).toMatchObject({
      status: 'held',
      version: 2,
      segments: [{ status: 'KL', seats: [{ passengerId: 'P1', seat: '20A' }] }],
      balance: { amountMinor: 11_000 },
    });
    expect(Date.parse(cleared.payBy ?? '')).toBeGreaterThanOrEqual(NOW + 30 * 60_000);
    expect((await showHistory(desk, recordLocator)).map(({ action }) => action)).toEqual([
      'booking.waitlisted',
      'booking.cleared',
    ]);
    const queued = await desk.session.composed((db) =>
      db
        .selectFrom('notification as n')
        .innerJoin('booking as b', 'b.id', 'n.booking_id')
        .select('n.template')
        .where('b.record_locator', '=', recordLocator),
    );
    expect(queued).toEqual([{ template: 'cleared' }]);
    expect(await takePayment(desk, { recordLocator, source: card }, {})).toMatchObject({
      status: 'confirmed',
      segments: [{ status: 'KL' }],
    });
  });

  it('is served in its order, and passes over who does not fit without losing their place', async () => {
    const { number, holder } = await soldOut(3);
    const large = await wait([number], { passengers: party('LARGE', 4) });
    const pair = await wait([number], { passengers: [...party('PAIR', 2), 'BABY/Z (INF)'] });
    const first = await wait([number]);
    const second = await wait([number]);
    await cancel(holder);
    const statuses = await Promise.all(
      [large, pair, first, second].map(({ recordLocator }) => statusOf(recordLocator)),
    );
    expect(statuses).toEqual(['waitlisted', 'held', 'held', 'waitlisted']);
    await cancel(large.recordLocator);
    expect(await statusOf(large.recordLocator)).toBe('cancelled');
    await cancel(first.recordLocator);
    expect(await statusOf(second.recordLocator)).toBe('held');
  });

  it('keeps a party together on all its flights, or leaves it where it is', async () => {
    const one = await soldOut(2);
    const two = await soldOut(2, { departsAt: Date.parse('2026-12-01T22:00:00Z') });
    const both = await wait([one.number, two.number], { passengers: party('BOTH', 2) });
    const { recordLocator } = both;
    expect(both.segments.map(({ status }) => status)).toEqual(['HL', 'HL']);
    await cancel(one.holder);
    expect(await statusOf(recordLocator)).toBe('waitlisted');
    await cancel(two.holder);
    const cleared = await showBooking(desk, recordLocator);
    expect(cleared).toMatchObject({ status: 'held', total: { amountMinor: 44_000 } });
    expect(cleared.segments.map(({ status, seats }) => [status, seats.length])).toEqual([
      ['KL', 2],
      ['KL', 2],
    ]);
  });

  it('goes before a buyer who finds seats that came free by themselves', async () => {
    const { number } = await soldOut(2);
    const pair = await wait([number], { passengers: party('PAIR', 2) });
    const later = deskAt(desk, NOW + 3_600_000);
    const order = { flights: [{ ref: flightRef(number) }], passengers: ['BUYER/A MR'] };
    // A dry run serves nobody in passing.
    expect(await createBooking(later, order, { isDryRun: true })).toMatchObject({ status: 'held' });
    expect(await statusOf(pair.recordLocator)).toBe('waitlisted');
    await expect(createBooking(later, order, {})).rejects.toMatchObject({ code: 'SOLD_OUT' });
    expect(await showBooking(later, pair.recordLocator)).toMatchObject({ status: 'held' });
  });

  it('lets a buyer have what is no use to those who wait', async () => {
    const { number } = await soldOut(1);
    await wait([number], { passengers: party('PAIR', 2) });
    const later = deskAt(desk, NOW + 3_600_000);
    const order = { flights: [{ ref: flightRef(number) }], passengers: ['BUYER/A MR'] };
    expect(await createBooking(later, order, {})).toMatchObject({ status: 'held' });
  });

  it('is served by the worker after holds ran out, and ends when the first flight has left', async () => {
    const { number } = await soldOut(1);
    const departsAt = Date.parse('2026-12-02T10:00:00Z');
    flights += 1;
    const tomorrow = { ref: { ...flightRef(String(flights)), departureDate: '2026-12-02' } };
    await addFlight(desk, { number: String(flights), economyRows: 1, departsAt });
    await book([], { flights: [tomorrow], passengers: party('HOLDER', 6), pay: card });
    const [today, never] = [await wait([number]), await wait([], { flights: [tomorrow] })];
    const work = (now: number) =>
      runDeskWorker(deskAt(desk, now), testSettings(trial, { now, mailFolder }), {
        isOnce: true,
        signal: new AbortController().signal,
      });
    expect((await work(NOW + 31 * 60_000)).cleared).toBeGreaterThan(0);
    expect(await showBooking(deskAt(desk, NOW + 31 * 60_000), today.recordLocator)).toMatchObject({ status: 'held' });
    expect(await statusOf(never.recordLocator)).toBe('waitlisted');
    await work(departsAt);
    expect(await showBooking(desk, never.recordLocator)).toMatchObject({
      status: 'expired',
      segments: [{ status: 'XX' }],
    });
    const left = await desk.session.composed((db) => db.selectFrom('waitlist_entry').selectAll());
    expect(left).toEqual([]);
  });

  describe('takes no more than a wish for flights', () => {
    it.each([
      ['--pay', { pay: card }],
      ['--stay', { stays: [readWantedStay('NYC-1:DBL:2026-12-01:2026-12-02')] }],
      ['--seat', { seats: ['20A'] }],
    ])('and refuses %s', async (_flag, more) => {
      await expect(wait(['1'], more)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    });
  });

  it('gives one answer to one key, and adds nothing in a dry run', async () => {
    const { number } = await soldOut(1);
    const input = { flights: [{ ref: flightRef(number) }], passengers: ['KEY/A MR'], canWait: true };
    const preview = await createBooking(desk, input, { isDryRun: true });
    expect(preview.status).toBe('waitlisted');
    await expect(showBooking(desk, preview.recordLocator)).rejects.toMatchObject({ code: 'BOOKING_NOT_FOUND' });
    const race = await crowd(8, () => createBooking(desk, input, { idempotencyKey: 'wait' }));
    expect(race.counts).toEqual({ done: 8 });
    expect(new Set(race.done.map(({ recordLocator }) => recordLocator)).size).toBe(1);
  });

  it('is the same by the clock of whoever clears it', async () => {
    const { number, holder } = await soldOut(1);
    const { recordLocator } = await wait([number]);
    expect(await clearWaitlist(desk)).toEqual({ cleared: 0, expired: 0 });
    const later = deskAt(desk, NOW + 3_600_000);
    expect(await expireHolds(later)).toBeGreaterThan(0);
    expect(await clearWaitlist(later, [Number(number)])).toEqual({ cleared: 1, expired: 0 });
    expect((await showBooking(later, holder)).status).toBe('expired');
    const { payBy } = await showBooking(later, recordLocator);
    expect(payBy && payBy > formatInstant(NOW + 3_600_000)).toBe(true);
  });

  it('is served by units that are added to a flight, and by a change that gives seats up', async () => {
    const first = await soldOut(1);
    const waiting = await wait([first.number]);
    await adjustFlight(desk, { ref: flightRef(first.number), authorised: [{ cabin: 'Y', units: 2 }] }, {});
    expect(await statusOf(waiting.recordLocator)).toBe('held');
    const second = await soldOut(2);
    const next = await wait([second.number]);
    const other = await soldOut(1);
    await cancel(other.holder);
    await modifyBooking(desk, { recordLocator: second.holder, removePassengers: ['P2'] }, { isDryRun: true });
    expect(await statusOf(next.recordLocator)).toBe('waitlisted');
    await modifyBooking(desk, { recordLocator: second.holder, removePassengers: ['P2'] }, {});
    expect(await statusOf(next.recordLocator)).toBe('held');
  });
});
