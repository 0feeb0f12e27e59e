import { afterEach, beforeEach, expect, it } from 'vitest';
import { cancelBooking } from '../../src/booking/cancel-booking.js';
import { createBooking } from '../../src/booking/create-booking.js';
import { issueRefund } from '../../src/booking/issue-refund.js';
import { showBooking } from '../../src/booking/show-booking.js';
import type { Desk } from '../../src/desk.js';
import { money } from '../../src/kernel/money.js';
import { type Backend, onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { addFlight, openTestDesk, violationsOf } from '../support/desk.js';

onEveryBackend('a refund that somebody agreed to', (backend: Backend) => {
  let trial: TrialDatabase;
  let desk: Desk;
  let locator: string;

  beforeEach(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial);
    await addFlight(desk, { number: '101' });
    const ref = { carrier: 'XX', number: '101', departureDate: '2026-12-01', origin: undefined };
    const order = { flights: [{ ref }], passengers: ['SMITH/JOHN MR'], pay: { gateway: 'sandbox', source: 'tok_ok' } };
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
