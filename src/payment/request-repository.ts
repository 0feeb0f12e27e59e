import type { Session, Transaction } from '../database/dialect.js';
import type { PaymentRequestRow } from '../database/schema.js';
import { insertInto, statement } from '../database/statement.js';
import { invariant } from '../kernel/errors.js';
import type { Instant } from '../kernel/instant.js';
import { isDue } from './inquiry-repository.js';

const insert = insertInto<PaymentRequestRow>('payment_request', [
  'id',
  'booking_id',
  'gateway',
  'status',
  'currency',
  'amount_minor',
  'gateway_key',
  'gateway_reference',
  'expires_at',
  'payment_id',
  'created_at',
  'created_by',
]);
const byId = statement<{ id: string }, PaymentRequestRow>(
  'find_payment_request',
  'select * from payment_request where id = :id',
);
const lockOne = statement<{ id: string }, PaymentRequestRow>(
  'lock_payment_request',
  (sql) => `select * from payment_request where id = :id ${sql.forUpdate()}`,
);
const openOfBooking = statement<{ booking_id: string }, PaymentRequestRow>(
  'open_payment_request',
  "select * from payment_request where booking_id = :booking_id and status = 'open'",
);
const open = statement<{ due: Instant }, PaymentRequestRow>(
  'open_payment_requests',
  `select * from payment_request where status = 'open' and ${isDue('payment_request.id')} order by id`,
);
const name = statement<{ id: string; gateway_reference: string }>(
  'name_payment_request',
  "update payment_request set gateway_reference = :gateway_reference where id = :id and status = 'open'",
);
const end = statement<{ id: string; status: string; payment_id: string | null }>(
  'end_payment_request',
  "update payment_request set status = :status, payment_id = :payment_id where id = :id and status = 'open'",
);

export async function insertRequest(tx: Transaction, request: PaymentRequestRow): Promise<void> {
  await tx.run(insert, request);
}

export async function getRequest(session: Session, id: string): Promise<PaymentRequestRow> {
  const row = await session.first(byId, { id });
  invariant(row, `payment request ${id} is gone`);
  return row;
}

export async function lockRequest(tx: Transaction, id: string): Promise<PaymentRequestRow> {
  const row = await tx.first(lockOne, { id });
  invariant(row, `payment request ${id} is gone`);
  return row;
}

/** The one by which the customer may pay now. Its booking is locked, where it matters that there is no other. */
export async function findOpenRequest(session: Session, bookingId: string): Promise<PaymentRequestRow | undefined> {
  return session.first(openOfBooking, { booking_id: bookingId });
}

/** The oldest first. @param due see `openOperations` */
export async function listOpenRequests(session: Session, due: Instant): Promise<PaymentRequestRow[]> {
  return session.all(open, { due });
}

export async function storeReference(tx: Transaction, id: string, reference: string): Promise<void> {
  await tx.run(name, { id, gateway_reference: reference });
}

/** Of a request that is locked and open. */
export async function endRequest(
  tx: Transaction,
  id: string,
  ended:
    | { readonly status: 'over'; readonly paymentId: null }
    | { readonly status: 'paid'; readonly paymentId: string },
): Promise<void> {
  const count = await tx.run(end, { id, status: ended.status, payment_id: ended.paymentId });
  invariant(count === 1, `payment request ${id} was ended while it was locked`);
}
