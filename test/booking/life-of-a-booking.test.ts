import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cancelBooking } from '../../src/booking/cancel-booking.js';
import { createBooking } from '../../src/booking/create-booking.js';
import { issueRefund } from '../../src/booking/issue-refund.js';
import { modifyBooking } from '../../src/booking/modify-booking.js';
import { quoteRefund } from '../../src/booking/quote-refund.js';
import { reconcilePayments } from '../../src/booking/reconcile-payments.js';
import { showBooking, showHistory } from '../../src/booking/show-booking.js';
import { takePayment } from '../../src/booking/take-payment.js';
import type { Desk } from '../../src/desk.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { addFlight, flightRef, NOW, openTestDesk, violationsOf } from '../support/desk.js';

const pay = (source: string) => ({ gateway: 'sandbox', source });

onEveryBackend('the life of a booking', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial);
    await addFlight(desk, { number: '1', economyRows: 10, businessRows: 2 });
    await addFlight(desk, { number: '2', economyRows: 10, isRefundable: false });
    await addFlight(desk, { number: '3', economyRows: 1, missing: 4 });
    // Where seats are named: nobody else sits there.
    await addFlight(desk, { number: '4', economyRows: 10 });
  });

  afterAll(async () => {
    expect(await violationsOf(desk)).toEqual([]);
    await desk.database.close();
    await trial.drop();
  });

  const hold = (number: string, more: Partial<Parameters<typeof createBooking>[1]> = {}) =>
    createBooking(desk, { flights: [{ ref: flightRef(number) }], passengers: ['SMITH/JOHN MR'], ...more }, {});

  it('holds any seat in the cheapest cabin for the default time', async () => {
    const booking = await hold('1', { email: 'john@example.com' });
    expect(booking).toMatchObject({
      status: 'held',
      version: 1,
      passengers: [{ id: 'P1', name: 'SMITH/JOHN MR', type: 'ADT' }],
      segments: [{ id: 'S1', flight: 'XX1/2026-12-01', cabin: 'Y', fareClass: 'Y', status: 'HK' }],
      total: { amountMinor: 11_000, currency: 'USD' },
      balance: { amountMinor: 11_000, currency: 'USD' },
    });
    expect(booking.segments[0]?.seats).toEqual([{ passengerId: 'P1', seat: expect.stringMatching(/^2\d[A-F]$/) }]);
    expect(Date.parse(booking.holdExpiresAt ?? '') - NOW).toBeGreaterThanOrEqual(30 * 60_000);
    expect(await showBooking(desk, booking.recordLocator)).toEqual(booking);
  });

  it('pays, confirms, and queues a confirmation', async () => {
    const booking = await hold('4', { pay: pay('tok_ok'), email: 'ann@example.com', seats: ['21C'] });
    expect(booking).toMatchObject({
      status: 'confirmed',
      version: 2,
      holdExpiresAt: null,
      paid: { amountMinor: 11_000 },
      balance: { amountMinor: 0 },
    });
    expect(booking.segments[0]?.seats).toEqual([{ passengerId: 'P1', seat: '21C' }]);
    await expect(
      takePayment(desk, { recordLocator: booking.recordLocator, source: pay('tok_ok') }, {}),
    ).rejects.toMatchObject({ code: 'NOTHING_DUE' });
    const queued = await desk.session.composed((db) =>
      db
        .selectFrom('notification as n')
        .innerJoin('booking as b', 'b.id', 'n.booking_id')
        .select('n.template')
        .where('b.record_locator', '=', booking.recordLocator),
    );
    expect(queued).toEqual([{ template: 'confirmation' }]);
  });

  it('names the nearest free seats when this seat is taken', async () => {
    await hold('4', { seats: ['25C'] });
    await expect(hold('4', { seats: ['25C'] })).rejects.toMatchObject({
      code: 'SEAT_TAKEN',
      details: { seat: '25C', alternatives: ['25B', '25D', '25A', '25E', '25F'] },
    });
  });

  it('keeps a declined booking held, and lets another card confirm it', async () => {
    const declined = hold('1', { pay: pay('tok_decline') });
    await expect(declined).rejects.toMatchObject({ code: 'PAYMENT_DECLINED', details: { bookingStatus: 'held' } });
    const locator = await declined.catch(
      (error: { details: { recordLocator: string } }) => error.details.recordLocator,
    );
    expect(
      await takePayment(desk, { recordLocator: locator as string, source: pay('tok_ok') }, {}, 'booking confirm'),
    ).toMatchObject({ status: 'confirmed' });
  });

  it('keeps the seats of an unknown payment past the time limit, until it is settled', async () => {
    const lost = hold('1', { pay: pay('tok_timeout'), holdMs: 60_000 });
    await expect(lost).rejects.toMatchObject({ code: 'PAYMENT_UNKNOWN' });
    const locator = (await lost.catch(
      (error: { details: { recordLocator: string } }) => error.details.recordLocator,
    )) as string;
    const later = await openTestDesk(trial, { now: NOW + 3_600_000 });
    expect(await showBooking(later, locator)).toMatchObject({ status: 'held', paid: { amountMinor: 0 } });
    expect(await reconcilePayments(later, {})).toMatchObject({ checked: 1, settled: 1, stillOpen: 0 });
    expect(await showBooking(later, locator)).toMatchObject({ status: 'confirmed', paid: { amountMinor: 11_000 } });
    expect(await reconcilePayments(later, {})).toEqual({ checked: 0, settled: 0, stillOpen: 0, items: [] });
    await later.database.close();
  });

  it('sells a seat again whose hold ran out, and refuses money for the old hold', async () => {
    const first = await hold('3', { passengers: ['ONE/A MR', 'TWO/B MR'], holdMs: 60_000 });
    await expect(hold('3')).rejects.toMatchObject({ code: 'SOLD_OUT' });
    const later = await openTestDesk(trial, { now: NOW + 120_000 });
    expect(await showBooking(later, first.recordLocator)).toMatchObject({ status: 'expired' });
    const second = await createBooking(later, { flights: [{ ref: flightRef('3') }], passengers: ['THREE/C MR'] }, {});
    expect(second.status).toBe('held');
    await expect(
      takePayment(later, { recordLocator: first.recordLocator, source: pay('tok_ok') }, {}),
    ).rejects.toMatchObject({ code: 'HOLD_EXPIRED' });
    await later.database.close();
  });

  describe('changes', () => {
    it('prices a change of flight, does nothing in a dry run, and then does it', async () => {
      const booking = await hold('1', { pay: pay('tok_ok') });
      const input = { recordLocator: booking.recordLocator, flight: { ref: flightRef('2') } };
      const preview = await modifyBooking(desk, input, { isDryRun: true });
      expect(preview.change).toMatchObject({
        penalty: { amountMinor: 2_500 },
        fareDifference: { amountMinor: 0 },
        balance: { amountMinor: 2_500 },
      });
      expect(await showBooking(desk, booking.recordLocator)).toEqual(booking);
      const changed = await modifyBooking(desk, { ...input, ifVersion: booking.version }, {});
      expect(changed).toMatchObject({ version: 3, status: 'confirmed', balance: { amountMinor: 2_500 } });
      expect(changed.segments[0]).toMatchObject({ flight: 'XX2/2026-12-01', status: 'HK' });
      await expect(modifyBooking(desk, { ...input, ifVersion: 2 }, {})).rejects.toMatchObject({
        code: 'VERSION_CONFLICT',
      });
      const history = await showHistory(desk, booking.recordLocator);
      expect(history.map((item) => item.action)).toEqual(['booking.held', 'booking.confirmed', 'booking.modified']);
    });

    it('corrects a name and refuses another passenger', async () => {
      const booking = await hold('1');
      const corrected = await modifyBooking(desk, { recordLocator: booking.recordLocator, name: 'SMYTH/JON MR' }, {});
      expect(corrected.passengers[0]?.name).toBe('SMYTH/JON MR');
      await expect(
        modifyBooking(desk, { recordLocator: booking.recordLocator, name: 'JONES/MARY MRS' }, {}),
      ).rejects.toMatchObject({ code: 'NAME_CHANGE_NOT_ALLOWED' });
    });

    it('changes a seat, and swaps two within a party', async () => {
      const booking = await hold('4', { passengers: ['ONE/A MR', 'TWO/B MR'], seats: ['27A', '27B'] });
      const swapped = await modifyBooking(desk, { recordLocator: booking.recordLocator, seats: ['27B', '27A'] }, {});
      expect(swapped.segments[0]?.seats).toEqual([
        { passengerId: 'P1', seat: '27B' },
        { passengerId: 'P2', seat: '27A' },
      ]);
    });
  });

  describe('giving back', () => {
    it('cancels with the quoted refund', async () => {
      const booking = await hold('1', { pay: pay('tok_ok'), email: 'eve@example.com' });
      expect(await quoteRefund(desk, booking.recordLocator, {})).toMatchObject({
        amount: { amountMinor: 8_000 },
        penalty: { amountMinor: 3_000 },
      });
      const cancelled = await cancelBooking(desk, { recordLocator: booking.recordLocator }, {});
      expect(cancelled).toMatchObject({
        status: 'cancelled',
        refund: { status: 'succeeded', amount: { amountMinor: 8_000 } },
        balance: { amountMinor: 0 },
        refunded: { amountMinor: 8_000 },
      });
      await expect(cancelBooking(desk, { recordLocator: booking.recordLocator }, {})).rejects.toMatchObject({
        code: 'WRONG_STATE',
      });
    });

    it('leaves the money when asked, and pays it later once', async () => {
      const booking = await hold('2', { pay: pay('tok_ok') });
      const cancelled = await cancelBooking(desk, { recordLocator: booking.recordLocator, isWithoutRefund: true }, {});
      expect(cancelled).toMatchObject({ refund: null, balance: { amountMinor: -1_000 } });
      expect(await issueRefund(desk, { recordLocator: booking.recordLocator }, {})).toMatchObject({
        status: 'succeeded',
        kind: 'cancellation',
        amount: { amountMinor: 1_000 },
      });
      await expect(issueRefund(desk, { recordLocator: booking.recordLocator }, {})).rejects.toMatchObject({
        code: 'NOTHING_OWED',
      });
    });

    it('gives goodwill up to what was captured', async () => {
      const booking = await hold('1', { pay: pay('tok_ok') });
      expect(await issueRefund(desk, { recordLocator: booking.recordLocator, amount: '25.00' }, {})).toMatchObject({
        kind: 'goodwill',
        amount: { amountMinor: 2_500 },
      });
      await expect(
        issueRefund(desk, { recordLocator: booking.recordLocator, amount: '85.01' }, {}),
      ).rejects.toMatchObject({ code: 'REFUND_EXCEEDS_CAPTURED' });
      // A present is not owed back: nothing may be taken for it, and the fare still gives back what it gives.
      expect(await showBooking(desk, booking.recordLocator)).toMatchObject({ balance: { amountMinor: 0 } });
      await expect(
        takePayment(desk, { recordLocator: booking.recordLocator, source: pay('tok_ok') }, {}),
      ).rejects.toMatchObject({ code: 'NOTHING_DUE' });
      expect(await cancelBooking(desk, { recordLocator: booking.recordLocator }, {})).toMatchObject({
        refund: { amount: { amountMinor: 8_000 } },
        balance: { amountMinor: 0 },
      });
    });
  });

  it('gives one answer to one idempotency key, and refuses other input under it', async () => {
    const input = { flights: [{ ref: flightRef('1') }], passengers: ['KEY/A MR'], pay: pay('tok_ok') };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => createBooking(desk, input, { idempotencyKey: 'k-1' })),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    await expect(
      createBooking(desk, { ...input, passengers: ['OTHER/B MR'] }, { idempotencyKey: 'k-1' }),
    ).rejects.toMatchObject({ code: 'IDEMPOTENCY_MISMATCH' });
    const charges = await desk.session.composed((db) =>
      db
        .selectFrom('payment as p')
        .innerJoin('booking as b', 'b.id', 'p.booking_id')
        .select('p.id')
        .where('b.record_locator', '=', answers[0]?.recordLocator ?? ''),
    );
    expect(charges).toHaveLength(1);
  });
});
