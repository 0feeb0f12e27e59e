import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { isOpsdeskError } from '../../src/kernel/errors.js';
import { listRefunds } from '../../src/payment/list-refunds.js';
import { openOperations } from '../../src/payment/open-operations.js';
import { payOutRefund } from '../../src/payment/pay-out-refund.js';
import { getPayment } from '../../src/payment/payment-repository.js';
import { getRefund, listPartsOfRefund } from '../../src/payment/refund-repository.js';
import { viewRefund } from '../../src/payment/refund-view.js';
import { reserveRefund } from '../../src/payment/reserve-refund.js';
import { settleRefund } from '../../src/payment/settle-refund.js';
import { summariseMoney } from '../../src/payment/summarise-money.js';
import { onEveryBackend } from '../support/backends.js';
import { type Backend, Desk, openOn, RACERS } from './support.js';

onEveryBackend('a refund', (on) => {
  const open = () => openOn(on);
  let backend: Backend;
  let desk: Desk;

  beforeAll(async () => {
    backend = await open();
  });
  beforeEach(async () => {
    desk = await Desk.withBooking(backend.database);
  });
  afterAll(() => backend.close());

  const reserve = (amountMinor: number, currency = 'EUR') =>
    desk.write((work) =>
      reserveRefund(work, { bookingId: desk.bookingId, kind: 'goodwill', amountMinor, currency, reason: 'storm' }),
    );

  async function payOut(refundId: string) {
    const outcomes = await payOutRefund(desk.database.session, (name) => desk.gateway(name), refundId, Date.now());
    return desk.write((work) => settleRefund(work, refundId, outcomes));
  }

  it('goes back to the newest payment first, never more than it took in', async () => {
    const older = await desk.pay(10_000);
    await new Promise((resolve) => setTimeout(resolve, 5));
    const newer = await desk.pay(3_000);
    const { refund, parts } = await reserve(5_000);
    expect(parts.map((part) => [part.payment_id, part.amount_minor])).toEqual([
      [newer.id, 3_000],
      [older.id, 2_000],
    ]);
    expect(await payOut(refund.id)).toMatchObject({ changed: true, refund: { status: 'succeeded' } });
    const { session } = desk.database;
    expect(await getPayment(session, newer.id)).toMatchObject({ status: 'refunded', refunded_minor: 3_000 });
    expect(await getPayment(session, older.id)).toMatchObject({ status: 'part_refunded', refunded_minor: 2_000 });
    expect(await summariseMoney(session, desk.bookingId)).toMatchObject({ paidMinor: 13_000, refundedMinor: 5_000 });
    expect(await desk.brokenChecks()).toEqual({});
    const row = await getRefund(session, refund.id);
    const view = viewRefund(row, await listPartsOfRefund(session, refund.id), row.record_locator);
    expect(view).toMatchObject({
      refundId: refund.id,
      recordLocator: desk.recordLocator,
      amount: { amountMinor: 5_000 },
    });
    expect(view.parts).toHaveLength(2);
  });

  it('is refused above what is left, and says how much that is', async () => {
    await desk.pay(10_000);
    await desk.pay(7_000, 'tok_decline');
    await reserve(4_000);
    await expect(reserve(6_001)).rejects.toMatchObject({
      code: 'REFUND_EXCEEDS_CAPTURED',
      details: { refundableMinor: 6_000 },
    });
    await expect(reserve(1, 'USD')).rejects.toMatchObject({
      code: 'REFUND_EXCEEDS_CAPTURED',
      details: { refundableMinor: 0 },
    });
  });

  it('never exceeds what was captured when many ask at once', async () => {
    await desk.pay(6_000);
    await desk.pay(4_000);
    const results = await Promise.allSettled(Array.from({ length: RACERS }, () => reserve(1_500)));
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused.every((result) => isOpsdeskError(result.reason, 'REFUND_EXCEEDS_CAPTURED'))).toBe(true);
    expect(refused).toHaveLength(RACERS - 6);
    expect(await summariseMoney(desk.database.session, desk.bookingId)).toMatchObject({ refundReservedMinor: 9_000 });
  });

  it('is settled once, however many pay it out and settle it', async () => {
    await desk.pay(6_000);
    await desk.pay(4_000);
    const { refund } = await reserve(8_000);
    const settled = await Promise.all(Array.from({ length: RACERS }, () => payOut(refund.id)));
    expect(settled.filter((each) => each.changed)).toHaveLength(1);
    expect(await summariseMoney(desk.database.session, desk.bookingId)).toMatchObject({
      refundedMinor: 8_000,
      refundReservedMinor: 0,
    });
  });

  it('is unknown when the answer was lost, keeps its money aside, and is settled by asking again', async () => {
    const payment = await desk.pay(6_000, 'tok_refund_timeout');
    const { refund } = await reserve(6_000);
    expect(await payOut(refund.id)).toMatchObject({ changed: true, refund: { status: 'unknown', settled_at: null } });
    await expect(reserve(1)).rejects.toMatchObject({ code: 'REFUND_EXCEEDS_CAPTURED' });
    const open = (await openOperations(desk.database.session, Date.now())).refundParts.filter(
      (part) => part.refund_id === refund.id,
    );
    expect(open).toMatchObject([
      { gateway: 'sandbox', charge_reference: payment.gateway_reference, status: 'unknown' },
    ]);
    expect(await payOut(refund.id)).toMatchObject({ changed: true, refund: { status: 'succeeded' } });
    expect(await payOut(refund.id)).toMatchObject({ changed: false, refund: { status: 'succeeded' } });
    expect(desk.audited.map((entry) => entry.action).slice(2)).toEqual([
      'refund.created',
      'refund.unknown',
      'refund.succeeded',
    ]);
  });

  it('waits for all its parts, and frees the money of one that failed', async () => {
    await desk.pay(6_000);
    await desk.pay(4_000);
    const { refund, parts } = await reserve(10_000);
    const [first, second] = parts.map((part) => part.id);
    const settle = (partId = '', reference?: string) =>
      desk.write((work) =>
        settleRefund(work, refund.id, [
          { partId, outcome: reference ? { kind: 'succeeded', reference } : { kind: 'declined', reason: 'closed' } },
        ]),
      );
    expect(await settle(first)).toMatchObject({ changed: true, refund: { status: 'pending' } });
    expect(await settle(second, 're_1')).toMatchObject({ changed: true, refund: { status: 'failed' } });
    const freed = parts[0]?.amount_minor ?? 0;
    await expect(reserve(freed + 1)).rejects.toMatchObject({ details: { refundableMinor: freed } });
    expect((await reserve(freed)).parts).toHaveLength(1);
    expect(await desk.brokenChecks()).toMatchObject({ 'refunds-at-gateway': 1 });
  });

  it('is listed newest first with its parts', async () => {
    await desk.pay(6_000);
    const made = [await reserve(1_000), await reserve(2_000), await reserve(3_000)].map(({ refund }) => refund.id);
    const { session } = desk.database;
    const filter = { recordLocator: desk.recordLocator, limit: 2 };
    const first = await listRefunds(session, filter);
    const second = await listRefunds(session, { ...filter, cursor: first.nextCursor ?? '' });
    const listed = [...first.items, ...second.items];
    expect(listed.map(({ refund }) => refund.id)).toEqual(made.toSorted().toReversed());
    expect(listed.every(({ refund, parts }) => parts.length === 1 && parts[0]?.refund_id === refund.id)).toBe(true);
    expect((await listRefunds(session, { ...filter, status: 'succeeded' })).items).toEqual([]);
    await expect(getRefund(session, 'ref_none')).rejects.toMatchObject({ code: 'REFUND_NOT_FOUND' });
  });
});
