import { afterAll, beforeAll, expect, it } from 'vitest';
import { cancelBooking } from '../../src/booking/cancel-booking.js';
import { createBooking } from '../../src/booking/create-booking.js';
import { issueRefund } from '../../src/booking/issue-refund.js';
import { modifyBooking } from '../../src/booking/modify-booking.js';
import { showBooking, showHistory } from '../../src/booking/show-booking.js';
import { showBookingAsOf } from '../../src/booking/show-booking-as-of.js';
import { splitBooking } from '../../src/booking/split-booking.js';
import { takePayment } from '../../src/booking/take-payment.js';
import type { BookingView } from '../../src/booking/view-booking.js';
import type { Desk } from '../../src/desk.js';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/kernel/instant.js';
import { plainPaint } from '../../src/present/colour.js';
import { bookingAsOfView } from '../../src/present/views/booking-as-of-view.js';
import { formatHistoryItem } from '../../src/present/views/history-view.js';
import { deskAt } from '../concurrency/desk-at.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { addFlight, flightRef, NOW, openTestDesk } from '../support/desk.js';

const card = { gateway: 'sandbox', source: 'tok_ok' };
/** Business time runs on while a test does. */
const settled = MINUTE_MS;

onEveryBackend('a booking as it stood', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial);
    await addFlight(desk, { number: '1', economyRows: 5 });
  });
  afterAll(async () => {
    await desk.database.close();
    await trial.drop();
  });

  let guests = 0;
  const after = (hours: number) => deskAt(desk, NOW + hours * HOUR_MS);
  const hold = (at: Desk, more: object = {}) =>
    createBooking(
      at,
      {
        flights: [{ ref: flightRef('1') }],
        passengers: ['SMITH/JOHN MR', 'SMITH/TIM(CHD)', 'SMITH/BABY(INF)'],
        email: `john-${++guests}@example.com`,
        remark: 'window, please',
        ...more,
      },
      {},
    );

  it('is what booking show showed then, at every step of its life', async () => {
    const seen: (readonly [hours: number, view: BookingView])[] = [];
    const { recordLocator } = await hold(after(0), { holdMs: DAY_MS });
    const look = async (hours: number) =>
      seen.push([hours, await showBooking(deskAt(desk, NOW + hours * HOUR_MS + settled), recordLocator)]);
    await look(0);
    await takePayment(after(1), { recordLocator, source: card, amount: '100.00' }, {});
    await look(1);
    await takePayment(after(2), { recordLocator, source: card }, {});
    await look(2);
    await modifyBooking(after(3), { recordLocator, name: 'SMYTH/JOHN MR', passenger: 'P1', phone: '+44 1' }, {});
    await look(3);
    await modifyBooking(after(4), { recordLocator, seats: ['24F'], passenger: 'P2' }, {});
    await look(4);
    await issueRefund(after(5), { recordLocator, amount: '10.00' }, { reason: 'cold cabin' });
    await look(5);
    await cancelBooking(after(6), { recordLocator }, {});
    await look(6);
    const later = after(48);
    for (const [hours, view] of seen) {
      const { asOf, ...stood } = await showBookingAsOf(later, recordLocator, NOW + hours * HOUR_MS + settled);
      expect({ hours, stood }).toMatchObject({ hours, stood: view });
      expect(asOf.isErased).toBe(false);
    }
    expect(seen.map(([, { status }]) => status)).toEqual([
      ...['held', 'held', 'confirmed', 'confirmed', 'confirmed', 'confirmed', 'cancelled'],
    ]);
    const lastOf = async (hours: number) =>
      (await showBookingAsOf(later, recordLocator, NOW + hours * HOUR_MS + settled)).asOf.lastChange.action;
    expect([await lastOf(2), await lastOf(5), await lastOf(40)]).toEqual([
      ...['booking.confirmed', 'booking.modified', 'booking.cancelled'],
    ]);
  });

  it('keeps what it had paid before another booking was split from it', async () => {
    const { recordLocator } = await hold(after(0), { pay: card });
    const before = await showBooking(after(1), recordLocator);
    const { recordLocator: child } = await splitBooking(after(2), { recordLocator, passengers: ['P2'] }, {});
    const now = await showBooking(after(3), recordLocator);
    expect(now.paid.amountMinor).toBeLessThan(before.paid.amountMinor);
    const at = (hours: number, locator = recordLocator) => showBookingAsOf(after(4), locator, NOW + hours * HOUR_MS);
    expect(await at(1.5)).toMatchObject({ paid: before.paid, balance: before.balance, passengers: before.passengers });
    expect(await at(3)).toMatchObject({ paid: now.paid, passengers: now.passengers });
    expect(await at(3, child)).toMatchObject({ paid: (await showBooking(after(3), child)).paid });
    await expect(at(1.5, child)).rejects.toMatchObject({ code: 'BOOKING_NOT_FOUND' });
  });

  it('runs out by itself, without an entry that says so', async () => {
    const { recordLocator } = await hold(after(0));
    const at = (minutes: number) => showBookingAsOf(after(2), recordLocator, NOW + minutes * MINUTE_MS);
    expect(await at(20)).toMatchObject({ status: 'held', segments: [{ seats: [{}, {}] }] });
    expect(await at(40)).toMatchObject({ status: 'expired', segments: [{ seats: [] }], balance: { amountMinor: 0 } });
  });

  it('is not there before it was made, and nobody knows what is to come', async () => {
    const { recordLocator } = await hold(after(3));
    const at = (hours: number) => showBookingAsOf(after(4), recordLocator, NOW + hours * HOUR_MS);
    await expect(at(2)).rejects.toMatchObject({ code: 'BOOKING_NOT_FOUND' });
    await expect(at(9)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('shows nobody any more once its customer was erased', async () => {
    const { recordLocator, customerId } = await hold(after(0));
    await desk.database.transaction((tx) =>
      tx.composed((db) => db.updateTable('customer').set({ data_key: null }).where('id', '=', customerId)),
    );
    const view = await showBookingAsOf(after(1), recordLocator, NOW + settled);
    expect(view).toMatchObject({
      asOf: { isErased: true },
      passengers: [
        { id: 'P1', name: '(erased)', type: 'ADT' },
        { id: 'P2', name: '(erased)', type: 'CHD' },
        { id: 'P3', name: '(erased)', type: 'INF' },
      ],
      contact: { email: null, phone: null },
      remark: null,
    });
    expect(bookingAsOfView.text?.(view, plainPaint)).toContain('Its customer was erased since');
    expect(JSON.stringify(view)).not.toMatch(/SMITH|john|window/);
  });

  it('tells its history field by field, in 80 columns', async () => {
    const { recordLocator } = await hold(after(0), { remark: 'x'.repeat(20).concat(' long').repeat(10) });
    await modifyBooking(
      after(0),
      { recordLocator, seats: ['23F'], passenger: 'P1', remark: 'short' },
      { reason: 'asked' },
    );
    const history = await showHistory(desk, recordLocator);
    const text = history.map((item) => formatHistoryItem(item, plainPaint));
    for (const line of text.join('\n').split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(text[0]).toMatch(/^ {2}segments\.S1\.flight +XX1\/2026-12-01$/m);
    expect(text[0]).toMatch(/^ {2}passengers\.P2 +SMITH\/TIM$/m);
    expect(text[0]).not.toMatch(/refunded/);
    expect(text[1]).toMatch(/^ {2}segments\.S1\.seats\.P1 +2\d[A-F] → 23F$/m);
    expect(text[1]).toMatch(/^ {2}reason: asked$/m);
    expect(history[1]?.changes).toContainEqual({ field: 'version', before: 1, after: 2 });
  });
});
