import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { SqlValue } from '../../src/database/dialect.js';
import type { PaymentRow } from '../../src/database/schema.js';
import { payOutRefund } from '../../src/payment/pay-out-refund.js';
import { PAYMENT_CHECKS } from '../../src/payment/payment-checks.js';
import { reserveRefund } from '../../src/payment/reserve-refund.js';
import { settleRefund } from '../../src/payment/settle-refund.js';
import { onEveryBackend } from '../support/backends.js';
import { type Backend, Desk, openOn } from './support.js';

/** A desk with a payment of 10,000 of which 4,000 was refunded, all in order. */
interface Scene {
  readonly desk: Desk;
  readonly payment: PaymentRow;
  readonly refundId: string;
  sql(text: string): Promise<unknown>;
}

const posting = (account: string, amountMinor: number, operationId: string) =>
  `insert into posting (id, journal_id, operation_id, account, currency, amount_minor, created_at)
   values ('${randomUUID()}', 'jrn_planted', '${operationId}', '${account}', 'EUR', ${amountMinor}, 0)`;

const atGateway = (row: Record<string, SqlValue>) => {
  const full = {
    gateway_key: randomUUID(),
    request_hash: 'x',
    reference: randomUUID(),
    outcome: 'succeeded',
    currency: 'EUR',
    created_at: 0,
    ...row,
  };
  const values = Object.values(full).map((value) => (typeof value === 'string' ? `'${value}'` : value));
  return `insert into sandbox_operation (${Object.keys(full).join(', ')}) values (${values.join(', ')})`;
};

/** For each check, faults that it must find; others may find them too. */
const faults: Record<string, (scene: Scene) => string[]> = {
  'refunds-within-captured': ({ refundId }) => [
    `update refund_part set amount_minor = 10001 where refund_id = '${refundId}'`,
  ],
  'charged-gives-back-charged': ({ refundId }) => [
    `update refund_part set charged_currency = 'USD', charged_minor = 1 where refund_id = '${refundId}'`,
  ],
  'refund-parts-add-up': ({ refundId }) => [`update refund set amount_minor = 3999 where id = '${refundId}'`],
  'split-payments-add-up': ({ payment }) => [`update payment set moved_minor = 1 where id = '${payment.id}'`],
  'operations-posted-once': ({ payment }) => [
    posting('gateway:sandbox', 10_000, payment.id),
    posting('booking:x', -10_000, payment.id),
  ],
  'postings-have-operations': () => [posting('gateway:sandbox', 5, 'pay_none'), posting('booking:x', -5, 'pay_none')],
  'kept-money-posted': ({ desk }) => [`update booking set fees_minor = 500 where id = '${desk.bookingId}'`],
  'written-off-was-owed': ({ desk }) => [
    `insert into write_off (id, booking_id, currency, amount_minor, reason, created_at, created_by)
     values ('wof_1', '${desk.bookingId}', 'EUR', 50000, null, 0, 'eve')`,
  ],
  'vouchers-add-up': ({ desk }) => [
    `insert into voucher (id, code_hash, kind, currency, issued_minor, balance_minor, booking_id, expires_at, created_at, created_by)
     values ('vch_1', 'x', 'refund', 'EUR', 500, 500, '${desk.bookingId}', 0, 0, 'eve')`,
  ],
  'ledger-adds-up': ({ payment }) => [posting('gateway:sandbox', 5, payment.id)],
  'journals-add-up': ({ payment }) => [posting('gateway:sandbox', 5, payment.id)],
  'gateway-charges-captured': () => [
    atGateway({ kind: 'charge', amount_minor: 700 }),
    atGateway({ kind: 'capture', amount_minor: 700 }),
  ],
  'authorisations-at-gateway': ({ payment }) => [
    atGateway({ kind: 'authorise', amount_minor: 700 }),
    `update sandbox_operation set kind = 'authorise' where gateway_key = '${payment.gateway_key}'`,
    `update payment set status = 'authorised', gateway_key = 'nobody' where id = '${payment.id}'`,
  ],
  'captures-at-gateway': ({ payment }) => [
    `delete from sandbox_operation where gateway_key = '${payment.gateway_key}'`,
  ],
  'gateway-refunds-recorded': ({ payment }) => [
    atGateway({ kind: 'refund', amount_minor: 700, parent_reference: payment.gateway_reference }),
  ],
  'refunds-at-gateway': () => [`delete from sandbox_operation where kind = 'refund'`],
  'gateway-refunds-within-charge': ({ payment }) => [
    atGateway({ kind: 'refund', amount_minor: 6_001, parent_reference: payment.gateway_reference }),
  ],
  'operations-half-way': ({ payment }) => [`update payment set status = 'unknown' where id = '${payment.id}'`],
};

onEveryBackend('the checks of money', (on) => {
  const open = () => openOn(on);
  let backend: Backend;
  let scene: Scene;

  beforeEach(async () => {
    backend = await open();
    const { database } = backend;
    const desk = await Desk.withBooking(database);
    const payment = await desk.pay(10_000);
    const { refund } = await desk.write((work) =>
      reserveRefund(work, { bookingId: desk.bookingId, kind: 'goodwill', amountMinor: 4_000, currency: 'EUR' }),
    );
    const outcomes = await payOutRefund(database.session, () => desk.gateway(), refund.id, Date.now());
    await desk.write((work) => settleRefund(work, refund.id, outcomes));
    scene = { desk, payment, refundId: refund.id, sql: (text) => database.dedicated((raw) => raw.execute(text, [])) };
  });
  afterEach(() => backend.close());

  it('find nothing where everything is in order', async () => {
    expect(await scene.desk.brokenChecks()).toEqual({});
  });

  it.each(PAYMENT_CHECKS.map((check) => check.name))('%s finds what was planted', async (name) => {
    for (const text of faults[name]?.(scene) ?? []) await scene.sql(text);
    expect(await scene.desk.brokenChecks()).toHaveProperty(name);
  });
});
