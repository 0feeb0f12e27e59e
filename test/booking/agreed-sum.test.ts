import { afterEach, beforeEach, expect, it } from 'vitest';
import { cancelBooking } from '../../src/booking/cancel-booking.js';
import { createBooking } from '../../src/booking/create-booking.js';
import { issueRefund } from '../../src/booking/issue-refund.js';
import { listBookings } from '../../src/booking/list-bookings.js';
import { modifyBooking } from '../../src/booking/modify-booking.js';
import { reinstateBooking } from '../../src/booking/reinstate-booking.js';
import { showBooking } from '../../src/booking/show-booking.js';
import { takePayment } from '../../src/booking/take-payment.js';
import type { Desk } from '../../src/desk.js';
import { money } from '../../src/kernel/money.js';
import { type Backend, onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { addFlight, flightRef, NOW, openTestDesk, violationsOf } from '../support/desk.js';

const SANDBOX = { gateway: 'sandbox', source: 'tok_ok' };

onEveryBackend('a refund that somebody agreed to', (backend: Backend) => {
  let trial: TrialDatabase;
  let desk: Desk;
  let locator: string;

  beforeEach(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial);
    await addFlight(desk, { number: '101' });
    const order = { flights: [{ ref: flightRef('101') }], passengers: ['SMITH/JOHN MR'], pay: SANDBOX };
    locator = (await createBooking(desk, order, {})).recordLocator;
  });
  afterEach(async () => {
    expect(await violationsOf(desk)).toEqual([]);
    await desk.database.close();
    await trial.drop();
  });

  it('is the sum that was agreed to, or nothing', async () => {
    await cancelBooking(desk, { recordLocator: locator, isWithoutRefund: true }, {});
    const preview = await issueRefund(desk, { recordLocator: locator }, { isDryRun: true });
    const wrong = { ...preview.amount, amountMinor: preview.amount.amountMinor + 1 };
    await expect(issueRefund(desk, { recordLocator: locator, agreed: wrong }, {})).rejects.toMatchObject({
      code: 'PRICE_CHANGED',
    });
    expect((await showBooking(desk, locator)).refunded.amountMinor).toBe(0);
    const refund = await issueRefund(desk, { recordLocator: locator, agreed: preview.amount }, {});
    expect(refund).toMatchObject({ status: 'succeeded', amount: preview.amount });
  });

  it('of a cancellation is that too, and without it nothing is cancelled', async () => {
    const preview = await cancelBooking(desk, { recordLocator: locator }, { isDryRun: true });
    const agreed = preview.refund?.amount ?? money(0, 'USD');
    const wrong = money(agreed.amountMinor - 1, agreed.currency);
    await expect(cancelBooking(desk, { recordLocator: locator, agreed: wrong }, {})).rejects.toMatchObject({
      code: 'PRICE_CHANGED',
    });
    expect((await showBooking(desk, locator)).status).toBe('confirmed');
    expect((await cancelBooking(desk, { recordLocator: locator, agreed }, {})).refund?.amount).toEqual(agreed);
  });

  it('is the same command again when it is repeated with what was read since', async () => {
    await cancelBooking(desk, { recordLocator: locator, isWithoutRefund: true }, {});
    const { amount } = await issueRefund(desk, { recordLocator: locator }, { isDryRun: true });
    const key = { idempotencyKey: 'refund-once' };
    const first = await issueRefund(desk, { recordLocator: locator, agreed: amount }, key);
    const second = await issueRefund(desk, { recordLocator: locator, agreed: money(1, amount.currency) }, key);
    expect(second.refundId).toBe(first.refundId);
  });
});

onEveryBackend('a price that somebody agreed to', (backend: Backend) => {
  let trial: TrialDatabase;
  let desk: Desk;

  beforeEach(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial);
    // One seat at 110.00, and four at 550.00 once that is gone.
    for (const number of ['101', '102']) await addFlight(desk, { number, missing: 5, businessRows: 1 });
  });
  afterEach(async () => {
    expect(await violationsOf(desk)).toEqual([]);
    await desk.database.close();
    await trial.drop();
  });

  const orderOn = (number: string, passenger = 'SMITH/JOHN MR') => ({
    flights: [{ ref: flightRef(number) }],
    passengers: [passenger],
  });
  /** Somebody else takes the one cheap seat. */
  const sellTheCheapSeat = (number: string) => createBooking(desk, orderOn(number, 'OTHER/ANNA MS'), {});
  const countBookings = async () => (await listBookings(desk.session, { limit: 10 }, NOW)).items.length;

  it.each([undefined, SANDBOX])('is what a sale costs, or nothing is sold (%o)', async (pay) => {
    const order = { ...orderOn('101'), pay };
    const { total: agreed } = await createBooking(desk, order, { isDryRun: true });
    expect(agreed).toEqual(money(11_000, 'USD'));
    await sellTheCheapSeat('101');
    await expect(createBooking(desk, { ...order, agreed }, {})).rejects.toMatchObject({
      code: 'PRICE_CHANGED',
      details: { agreed, now: money(55_000, 'USD') },
    });
    expect(await countBookings()).toBe(1);
    expect((await createBooking(desk, { ...order, agreed: money(55_000, 'USD') }, {})).total.amountMinor).toBe(55_000);
  });

  it('is what a change leaves to pay, or nothing is changed', async () => {
    const { recordLocator } = await createBooking(desk, { ...orderOn('101'), pay: SANDBOX }, {});
    const move = { recordLocator, flight: { ref: flightRef('102') } };
    const { balance: agreed } = (await modifyBooking(desk, move, { isDryRun: true })).change;
    await sellTheCheapSeat('102');
    await expect(modifyBooking(desk, { ...move, agreed }, {})).rejects.toMatchObject({ code: 'PRICE_CHANGED' });
    expect((await showBooking(desk, recordLocator)).segments[0]?.flight).toBe('XX101/2026-12-01');
  });

  it('is what a payment takes, or nothing is taken', async () => {
    const { recordLocator, balance: agreed } = await createBooking(desk, orderOn('101'), {});
    await takePayment(desk, { recordLocator, source: SANDBOX, amount: '50' }, {});
    const rest = { recordLocator, source: SANDBOX };
    await expect(takePayment(desk, { ...rest, agreed }, {})).rejects.toMatchObject({ code: 'PRICE_CHANGED' });
    expect((await showBooking(desk, recordLocator)).paid.amountMinor).toBe(5_000);
    const paid = await takePayment(desk, { ...rest, agreed: money(6_000, 'USD') }, {});
    expect(paid).toMatchObject({ status: 'confirmed', balance: money(0, 'USD') });
  });

  it('is what a hold that ran out comes back at, or it does not come back', async () => {
    const { recordLocator } = await createBooking(desk, orderOn('101'), {});
    const later = await openTestDesk(trial, { now: NOW + 3 * 86_400_000 });
    try {
      const { total: agreed } = await reinstateBooking(later, { recordLocator }, { isDryRun: true });
      await later.database.transaction((tx) =>
        tx.composed((db) => db.updateTable('fare').set({ base_minor: 12_000 }).where('flight_id', '=', 101)),
      );
      await expect(reinstateBooking(later, { recordLocator, agreed }, {})).rejects.toMatchObject({
        code: 'PRICE_CHANGED',
      });
      expect((await showBooking(later, recordLocator)).status).toBe('expired');
    } finally {
      await later.database.close();
    }
  });

  it('is the same sale again when it is repeated with another', async () => {
    const key = { idempotencyKey: 'sale-once' };
    const first = await createBooking(desk, { ...orderOn('101'), agreed: money(11_000, 'USD') }, key);
    const second = await createBooking(desk, { ...orderOn('101'), agreed: money(1, 'USD') }, key);
    expect(second.recordLocator).toBe(first.recordLocator);
  });
});
