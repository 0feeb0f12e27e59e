import type { Session, Transaction } from '../database/dialect.js';
import type { PaymentRow } from '../database/schema.js';
import { insertInto, statement } from '../database/statement.js';
import { invariant, OpsdeskError } from '../kernel/errors.js';
import type { Instant } from '../kernel/instant.js';
import { isDue } from './inquiry-repository.js';

export type PaymentSettlement = Pick<
  PaymentRow,
  'id' | 'status' | 'captured_minor' | 'gateway_reference' | 'failure' | 'settled_at'
>;

export type LocatedPayment = PaymentRow & {
  readonly record_locator: string;
  /** Until when it is set aside, or was; null for what was never authorised. */
  readonly authorised_until: Instant | null;
};

const insert = insertInto<PaymentRow>('payment', [
  'id',
  'booking_id',
  'gateway',
  'source',
  'status',
  'currency',
  'amount_minor',
  'captured_minor',
  'refunded_minor',
  'gateway_key',
  'gateway_reference',
  'failure',
  'created_at',
  'created_by',
  'settled_at',
  'split_from',
  'moved_minor',
  'operation',
  'charged_currency',
  'charged_minor',
  'charged_moved_minor',
  'fx_base',
  'fx_units',
  'fx_scale',
  'fx_date',
]);
const lockOne = statement<{ id: string }, PaymentRow>(
  'lock_payment',
  (sql) => `select * from payment where id = :id ${sql.forUpdate()}`,
);
const lockOfBooking = statement<{ booking_id: string }, PaymentRow>(
  'lock_booking_payments',
  (sql) => `select * from payment where booking_id = :booking_id order by id ${sql.forUpdate()}`,
);
const lockOfRefund = statement<{ refund_id: string }, PaymentRow>(
  'lock_refund_payments',
  (sql) =>
    `select p.* from payment p
     where p.id in (select x.payment_id from refund_part x where x.refund_id = :refund_id)
     order by p.id ${sql.forUpdate('p')}`,
);
const settle = statement<PaymentSettlement>(
  'settle_payment',
  `update payment set status = :status, captured_minor = :captured_minor, gateway_reference = :gateway_reference,
     failure = :failure, settled_at = :settled_at
   where id = :id and status in ('created', 'unknown')`,
);
const endAuthorised = statement<PaymentSettlement>(
  'end_authorised_payment',
  `update payment set status = :status, captured_minor = :captured_minor, gateway_reference = :gateway_reference,
     failure = :failure, settled_at = :settled_at
   where id = :id and status = 'authorised'`,
);
const giveBack = statement<{ id: string; amount_minor: number }>(
  'refund_payment',
  `update payment set refunded_minor = refunded_minor + :amount_minor,
     status = case when refunded_minor + :amount_minor = captured_minor then 'refunded' else 'part_refunded' end
   where id = :id and status in ('captured', 'part_refunded')`,
);
const moveOut = statement<{ id: string; amount_minor: number; charged_minor: number }>(
  'move_payment',
  `update payment set captured_minor = captured_minor - :amount_minor, moved_minor = moved_minor + :amount_minor,
     charged_moved_minor = charged_moved_minor + :charged_minor,
     status = case when refunded_minor > 0 and refunded_minor = captured_minor - :amount_minor then 'refunded' else status end
   where id = :id and status in ('captured', 'part_refunded') and captured_minor - refunded_minor >= :amount_minor`,
);
const find = statement<{ id: string }, LocatedPayment>(
  'find_payment',
  `select p.*, b.record_locator, a.expires_at as authorised_until
   from payment p join booking b on b.id = p.booking_id left join authorisation a on a.payment_id = p.id
   where p.id = :id`,
);
const open = statement<{ due: Instant }, PaymentRow>(
  'open_payments',
  `select * from payment where status in ('created', 'unknown') and ${isDue('payment.id')} order by created_at, id`,
);

export async function insertPayment(tx: Transaction, payment: PaymentRow): Promise<void> {
  await tx.run(insert, payment);
}

/** @throws PAYMENT_NOT_FOUND */
export async function lockPayment(tx: Transaction, id: string): Promise<PaymentRow> {
  const row = await tx.first(lockOne, { id });
  if (!row) throw paymentNotFound(id);
  return row;
}

/** All payments of a booking, whatever their state, locked in the order of their ids. */
export async function lockPaymentsOfBooking(tx: Transaction, bookingId: string): Promise<PaymentRow[]> {
  return tx.all(lockOfBooking, { booking_id: bookingId });
}

/** The payments that a refund draws on, locked in the order of their ids. */
export async function lockPaymentsOfRefund(tx: Transaction, refundId: string): Promise<PaymentRow[]> {
  return tx.all(lockOfRefund, { refund_id: refundId });
}

/** Records what became of a payment that is locked and not settled. */
export async function storeSettlement(tx: Transaction, settlement: PaymentSettlement): Promise<void> {
  const count = await tx.run(settle, settlement);
  invariant(count === 1, `payment ${settlement.id} was settled while it was locked`);
}

/** Records what became of a payment that is locked and authorised. */
export async function storeEnd(tx: Transaction, settlement: PaymentSettlement): Promise<void> {
  const count = await tx.run(endAuthorised, settlement);
  invariant(count === 1, `payment ${settlement.id} was ended while it was locked`);
}

/** Counts a refund that succeeded against its locked payment; the table refuses more than was captured. */
export async function addRefunded(tx: Transaction, paymentId: string, amountMinor: number): Promise<void> {
  const count = await tx.run(giveBack, { id: paymentId, amount_minor: amountMinor });
  invariant(count === 1, `payment ${paymentId} was refunded and is not captured`);
}

/**
 * Takes away from a locked payment what goes along with a split booking; never what it has given back.
 * @param chargedMinor the same of what was charged in another currency; else nothing
 */
export async function storeMovedOut(
  tx: Transaction,
  paymentId: string,
  amountMinor: number,
  chargedMinor: number,
): Promise<void> {
  const count = await tx.run(moveOut, { id: paymentId, amount_minor: amountMinor, charged_minor: chargedMinor });
  invariant(count === 1, `payment ${paymentId} has less left than the ${amountMinor} that were to be moved`);
}

/** @throws PAYMENT_NOT_FOUND */
export async function getPayment(session: Session, id: string): Promise<LocatedPayment> {
  const row = await session.first(find, { id });
  if (!row) throw paymentNotFound(id);
  return row;
}

/** Payments whose outcome is not known yet, oldest first. @param due see `openOperations` */
export async function listOpenPayments(session: Session, due: Instant): Promise<PaymentRow[]> {
  return session.all(open, { due });
}

function paymentNotFound(id: string): OpsdeskError {
  return new OpsdeskError('PAYMENT_NOT_FOUND', `there is no payment ${id}`, {
    hint: 'See the payments of a booking: opsdesk payment list --booking LOCATOR',
    details: { paymentId: id },
  });
}
