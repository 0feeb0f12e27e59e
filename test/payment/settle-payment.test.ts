import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { chargePayment } from '../../src/payment/charge-payment.js';
import { FOR_EVER_MS, GatewayError } from '../../src/payment/gateways/gateway.js';
import { SandboxGateway } from '../../src/payment/gateways/sandbox.js';
import { listPayments } from '../../src/payment/list-payments.js';
import { openOperations } from '../../src/payment/open-operations.js';
import { getPayment } from '../../src/payment/payment-repository.js';
import { viewPayment } from '../../src/payment/payment-view.js';
import { settlePayment } from '../../src/payment/settle-payment.js';
import { summariseMoney } from '../../src/payment/summarise-money.js';
import { onEveryBackend } from '../support/backends.js';
import { type Backend, Desk, openOn, RACERS } from './support.js';

onEveryBackend('a payment', (on) => {
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

  it('is captured, posted and counted once, however many settle it', async () => {
    const reserved = await desk.reserve(12_345);
    expect(reserved).toMatchObject({ status: 'created', gateway_key: `charge-${reserved.id}` });
    expect(await summariseMoney(desk.database.session, desk.bookingId)).toMatchObject({
      paidMinor: 0,
      reservedMinor: 12_345,
    });
    const outcome = await chargePayment(await desk.gateway(), reserved, Date.now());
    const settled = await Promise.all(
      Array.from({ length: RACERS }, () => desk.write((work) => settlePayment(work, reserved.id, outcome))),
    );
    expect(settled.filter((each) => each.changed)).toHaveLength(1);
    expect(settled.every((each) => each.payment.status === 'captured')).toBe(true);
    expect(await summariseMoney(desk.database.session, desk.bookingId)).toEqual({
      paidMinor: 12_345,
      refundedMinor: 0,
      reservedMinor: 0,
      refundReservedMinor: 0,
      goodwillMinor: 0,
      writtenOffMinor: 0,
    });
    expect(desk.audited.map((entry) => entry.action)).toEqual(['payment.created', 'payment.captured']);
    expect(await desk.brokenChecks()).toEqual({});
  });

  it('fails when it is declined, and no later answer brings it back', async () => {
    const failed = await desk.pay(5_000, 'tok_decline');
    expect(failed).toMatchObject({ status: 'failed', failure: 'card_declined', captured_minor: 0 });
    const late = await desk.write((work) => settlePayment(work, failed.id, { kind: 'succeeded', reference: 'late' }));
    expect(late).toMatchObject({ changed: false, payment: { status: 'failed' } });
    expect(await desk.brokenChecks()).toEqual({});
  });

  it('is unknown when the answer was lost, counts as spent, and is settled by asking again', async () => {
    const unknown = await desk.pay(5_000, 'tok_timeout');
    expect(unknown).toMatchObject({ status: 'unknown', failure: 'timeout' });
    expect(await summariseMoney(desk.database.session, desk.bookingId)).toMatchObject({
      paidMinor: 0,
      reservedMinor: 5_000,
    });
    expect((await openOperations(desk.database.session, Date.now())).payments.map((row) => row.id)).toContain(
      unknown.id,
    );
    expect(await desk.brokenChecks()).toEqual({ 'operations-half-way': 1 });
    const outcome = await chargePayment(await desk.gateway(), unknown, Date.now());
    const settled = await desk.write((work) => settlePayment(work, unknown.id, outcome));
    expect(settled).toMatchObject({ changed: true, payment: { status: 'captured', failure: null } });
    expect(await desk.brokenChecks()).toEqual({});
  });

  it('takes a lost call for unknown, and lets a defect through', async () => {
    const reserved = await desk.reserve(1);
    const gateway = await desk.gateway();
    const throwing = (error: Error) => ({
      name: 'sandbox',
      lookUpLagMs: 0,
      keyRetentionMs: () => FOR_EVER_MS,
      refund: gateway.refund,
      lookUp: gateway.lookUp,
      charge: () => Promise.reject(error),
    });
    expect(await chargePayment(throwing(new GatewayError('unreachable', 'no route')), reserved, Date.now())).toEqual({
      kind: 'unknown',
      reason: 'unreachable',
    });
    await expect(chargePayment(throwing(new TypeError('ours')), reserved, Date.now())).rejects.toThrow(TypeError);
    const lookedUp = await desk.write(async (work) =>
      settlePayment(
        work,
        reserved.id,
        await new SandboxGateway({ database: desk.database }).lookUp({ gatewayKey: reserved.gateway_key }),
      ),
    );
    expect(lookedUp.payment).toMatchObject({ status: 'needs_review', failure: 'not_found_at_gateway' });
    await desk.database.transaction(async (tx) =>
      tx.composed((db) => db.deleteFrom('payment').where('id', '=', reserved.id)),
    );
  });

  it('is listed newest first, in pages, with its booking', async () => {
    const made = [];
    for (let i = 1; i <= 3; i += 1) made.push(await desk.pay(i));
    const { session } = desk.database;
    const filter = { recordLocator: desk.recordLocator, limit: 2 };
    const first = await listPayments(session, filter);
    const second = await listPayments(session, { ...filter, cursor: first.nextCursor ?? '' });
    expect([...first.items, ...second.items].map((row) => row.id)).toEqual(
      made
        .map((row) => row.id)
        .toSorted()
        .toReversed(),
    );
    expect(second.nextCursor).toBeNull();
    expect((await listPayments(session, { ...filter, status: 'failed' })).items).toEqual([]);
    expect((await listPayments(session, { ...filter, since: Date.now() + 60_000 })).items).toEqual([]);
    await expect(listPayments(session, { ...filter, cursor: 'x' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    const row = await getPayment(session, made[0]?.id ?? '');
    expect(viewPayment(row)).toMatchObject({
      recordLocator: desk.recordLocator,
      status: 'captured',
      amount: { amountMinor: 1, currency: 'EUR' },
      captured: { amountMinor: 1, currency: 'EUR' },
      refunded: { amountMinor: 0, currency: 'EUR' },
    });
    await expect(getPayment(session, 'pay_none')).rejects.toMatchObject({ code: 'PAYMENT_NOT_FOUND' });
  });
});
