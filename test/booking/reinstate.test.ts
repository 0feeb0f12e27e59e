import { afterAll, beforeAll, expect, it } from 'vitest';
import { cancelBooking } from '../../src/booking/cancel-booking.js';
import { type CreateBookingInput, createBooking } from '../../src/booking/create-booking.js';
import { expireHolds } from '../../src/booking/expire-holds.js';
import { modifyBooking } from '../../src/booking/modify-booking.js';
import { reinstateBooking } from '../../src/booking/reinstate-booking.js';
import { showBooking, showHistory } from '../../src/booking/show-booking.js';
import { takePayment } from '../../src/booking/take-payment.js';
import { readWantedStay } from '../../src/booking/take-stay.js';
import type { Desk } from '../../src/desk.js';
import { deskAt } from '../concurrency/desk-at.js';
import { crowd } from '../concurrency/outcomes.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { addFlight, flightRef, NOW, openTestDesk, violationsOf } from '../support/desk.js';
import { addProperty } from '../support/hotel.js';

const card = { gateway: 'sandbox', source: 'tok_ok' };
const PAIR = ['ONE/A MR', 'TWO/B MRS'];

onEveryBackend('a hold that ran out', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;
  let later: Desk;
  let flights = 0;

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial, { maxConnections: 10 });
    later = deskAt(desk, NOW + 3_600_000);
    await addProperty(desk, { code: 'NYC-1', roomTypes: [{ code: 'DBL', rooms: 1 }] });
  });

  afterAll(async () => {
    expect(await violationsOf(later)).toEqual([]);
    await desk.database.close();
    await trial.drop();
  });

  async function newFlight(seats: number): Promise<string> {
    flights += 1;
    await addFlight(desk, { number: String(flights), economyRows: 1, missing: 6 - seats });
    return String(flights);
  }
  const order = (number: string, more: Partial<CreateBookingInput> = {}): CreateBookingInput => ({
    flights: [{ ref: flightRef(number) }],
    passengers: PAIR,
    ...more,
  });
  const hold = (number: string, more: Partial<CreateBookingInput> = {}) => createBooking(desk, order(number, more), {});
  const raise = (number: string, baseMinor: number) =>
    desk.session.composed((db) =>
      db.updateTable('fare').set({ base_minor: baseMinor }).where('flight_id', '=', Number(number)),
    );

  it.each([
    ['is tidied up', true],
    ['is not', false],
  ])('comes back on its seats and in its room at the price of the day when it %s', async (_name, isTidied) => {
    const number = await newFlight(4);
    const stays = [readWantedStay('NYC-1:DBL:2026-12-01:2026-12-02')];
    const before = await hold(number, { seats: ['20C', '20B'], stays });
    if (isTidied) await expireHolds(later);
    expect(await showBooking(later, before.recordLocator)).toMatchObject({
      status: 'expired',
      segments: [{ status: 'XX', seats: [] }],
      stays: [{ status: 'XX' }],
      total: { amountMinor: 32_000 },
    });
    await raise(number, 12_000);
    const input = { recordLocator: before.recordLocator, holdMs: 7_200_000 };
    const preview = await reinstateBooking(later, input, { isDryRun: true });
    expect(await showBooking(later, before.recordLocator)).toMatchObject({ status: 'expired' });
    const back = await reinstateBooking(later, input, {});
    expect(back.change).toEqual(preview.change);
    expect(back).toMatchObject({
      status: 'held',
      segments: [{ status: 'HK' }],
      stays: [{ status: 'HK' }],
      total: { amountMinor: 36_000 },
      change: { fareDifference: { amountMinor: 4_000 }, penalty: { amountMinor: 0 }, owed: { amountMinor: 36_000 } },
    });
    expect(back.segments[0]?.seats).toEqual(before.segments[0]?.seats);
    expect(Date.parse(back.holdExpiresAt ?? '')).toBeGreaterThanOrEqual(NOW + 3 * 3_600_000);
    const { change: _, ...shown } = back;
    expect(await showBooking(later, back.recordLocator)).toEqual(shown);
    expect((await showHistory(later, back.recordLocator)).at(-1)?.action).toBe('booking.reinstated');
    await cancelBooking(later, { recordLocator: back.recordLocator }, {});
  });

  it('takes other seats of its class where its own are gone, and is refused when too few are left', async () => {
    const number = await newFlight(3);
    const before = await hold(number, { seats: ['20A', '20B'] });
    const other = await createBooking(later, order(number, { passengers: ['X/Y MR'], seats: ['20A'] }), {});
    const back = await reinstateBooking(later, { recordLocator: before.recordLocator }, {});
    expect(back.segments[0]?.seats).toEqual([
      { passengerId: 'P1', seat: '20C' },
      { passengerId: 'P2', seat: '20B' },
    ]);
    const evenLater = deskAt(desk, NOW + 3 * 3_600_000);
    await expireHolds(evenLater);
    await createBooking(evenLater, order(number), {});
    await expect(reinstateBooking(evenLater, { recordLocator: before.recordLocator }, {})).rejects.toMatchObject({
      code: 'SOLD_OUT',
    });
    expect(await showBooking(evenLater, other.recordLocator)).toMatchObject({ status: 'expired' });
  });

  it('is confirmed by what was paid before, where that is enough by now', async () => {
    const number = await newFlight(2);
    const { recordLocator } = await hold(number);
    await takePayment(desk, { recordLocator, source: card, amount: '120.00' }, {});
    await raise(number, 5_000);
    const back = await reinstateBooking(later, { recordLocator }, {});
    expect(back).toMatchObject({ status: 'confirmed', total: { amountMinor: 12_000 }, balance: { amountMinor: 0 } });
  });

  it('leaves out what was given up before it ran out', async () => {
    const [one, two] = [await newFlight(4), await newFlight(4)];
    const before = await hold(one, { flights: [{ ref: flightRef(one) }, { ref: flightRef(two) }] });
    await modifyBooking(desk, { recordLocator: before.recordLocator, cancelSegments: ['S1'] }, {});
    await expireHolds(later);
    const back = await reinstateBooking(later, { recordLocator: before.recordLocator }, {});
    expect(back.segments.map(({ status }) => status)).toEqual(['XX', 'HK']);
  });

  it('is the only thing that comes back', async () => {
    const number = await newFlight(6);
    const { recordLocator } = await hold(number);
    await expect(reinstateBooking(desk, { recordLocator }, {})).rejects.toMatchObject({ code: 'WRONG_STATE' });
    await cancelBooking(desk, { recordLocator }, {});
    await expect(reinstateBooking(later, { recordLocator }, {})).rejects.toMatchObject({ code: 'WRONG_STATE' });
    const gone = await hold(number);
    const tooLate = deskAt(desk, Date.parse('2026-12-02T00:00:00Z'));
    await expect(reinstateBooking(tooLate, { recordLocator: gone.recordLocator }, {})).rejects.toMatchObject({
      code: 'FLIGHT_NOT_SELLABLE',
    });
  });

  it('comes back once, and never on a seat that a buyer got', async () => {
    for (let round = 0; round < 5; round += 1) {
      const number = await newFlight(2);
      const { recordLocator } = await hold(number);
      const race = await crowd(8, async (index): Promise<unknown> => {
        if (index % 2 === 0) return reinstateBooking(later, { recordLocator }, {});
        return createBooking(later, order(number), {});
      });
      expect(race.counts.done).toBe(1);
      expect(await violationsOf(later)).toEqual([]);
    }
  });
});
