import type { Session, Transaction } from '../database/dialect.js';
import type { RefundPartRow, RefundRow } from '../database/schema.js';
import { insertInto, statement } from '../database/statement.js';
import { invariant, OpsdeskError } from '../kernel/errors.js';
import type { Instant } from '../kernel/instant.js';
import { isDue } from './inquiry-repository.js';

export type PartSettlement = Pick<RefundPartRow, 'id' | 'status' | 'gateway_reference' | 'failure'>;

/** A part whose outcome is not known yet, with what its gateway needs to be asked. */
export type OpenRefundPart = RefundPartRow & {
  readonly booking_id: string;
  readonly gateway: string;
  readonly currency: string;
  readonly charge_reference: string | null;
};

/** In minor units of the booking's currency, and of the one that was charged where that is another. */
type TakenRow = {
  readonly payment_id: string;
  readonly taken_minor: number;
  readonly charged_taken_minor: number;
};

export type LocatedRefund = RefundRow & { readonly record_locator: string };

const insert = insertInto<RefundRow>('refund', [
  'id',
  'booking_id',
  'quote_id',
  'status',
  'kind',
  'currency',
  'amount_minor',
  'reason',
  'created_at',
  'created_by',
  'settled_at',
  'voucher_id',
]);
const insertPart = insertInto<RefundPartRow>('refund_part', [
  'id',
  'refund_id',
  'payment_id',
  'amount_minor',
  'status',
  'gateway_key',
  'gateway_reference',
  'failure',
  'charged_currency',
  'charged_minor',
]);
const takenOfBooking = statement<{ booking_id: string }, TakenRow>(
  'refund_taken_of_booking',
  `select x.payment_id, sum(x.amount_minor) as taken_minor, coalesce(sum(x.charged_minor), 0) as charged_taken_minor
   from refund_part x join payment p on p.id = x.payment_id
   where p.booking_id = :booking_id and x.status <> 'failed' group by x.payment_id`,
);
const lockOne = statement<{ id: string }, RefundRow>(
  'lock_refund',
  (sql) => `select * from refund where id = :id ${sql.forUpdate()}`,
);
const partsOf = statement<{ refund_id: string }, RefundPartRow>(
  'parts_of_refund',
  'select * from refund_part where refund_id = :refund_id order by id',
);
const settlePart = statement<PartSettlement>(
  'settle_refund_part',
  `update refund_part set status = :status, gateway_reference = :gateway_reference, failure = :failure
   where id = :id and status in ('pending', 'unknown')`,
);
const setStatus = statement<Pick<RefundRow, 'id' | 'status' | 'settled_at'>>(
  'set_refund_status',
  'update refund set status = :status, settled_at = :settled_at where id = :id',
);
const find = statement<{ id: string }, LocatedRefund>(
  'find_refund',
  `select r.*, b.record_locator from refund r join booking b on b.id = r.booking_id where r.id = :id`,
);
const openPart = `select x.*, p.booking_id, p.gateway, p.currency, p.gateway_reference as charge_reference
  from refund_part x join payment p on p.id = x.payment_id join refund r on r.id = x.refund_id
  where x.status in ('pending', 'unknown')`;
const openOfRefund = statement<{ refund_id: string }, OpenRefundPart>(
  'open_parts_of_refund',
  `${openPart} and x.refund_id = :refund_id order by x.id`,
);
const open = statement<{ due: Instant }, OpenRefundPart>(
  'open_refund_parts',
  `${openPart} and r.status in ('pending', 'unknown') and ${isDue('r.id')} order by r.created_at, x.id`,
);

export async function insertRefund(tx: Transaction, refund: RefundRow, parts: readonly RefundPartRow[]): Promise<void> {
  await Promise.all([tx.run(insert, refund), ...parts.map((part) => tx.run(insertPart, part))]);
}

/**
 * What refunds have taken of each payment of a booking: all that did not fail, since one under way may yet succeed.
 * Exact only while the payments are locked.
 */
export async function takenByRefunds(tx: Transaction, bookingId: string): Promise<ReadonlyMap<string, TakenRow>> {
  const rows = await tx.all(takenOfBooking, { booking_id: bookingId });
  return new Map(rows.map((row) => [row.payment_id, row]));
}

/** Locks a refund and with it its parts, which nobody settles without. @throws REFUND_NOT_FOUND */
export async function lockRefund(tx: Transaction, id: string): Promise<RefundRow> {
  const row = await tx.first(lockOne, { id });
  if (!row) throw refundNotFound(id);
  return row;
}

export async function listPartsOfRefund(session: Session, refundId: string): Promise<RefundPartRow[]> {
  return session.all(partsOf, { refund_id: refundId });
}

/** Records what became of a part whose refund is locked. */
export async function storePartSettlement(tx: Transaction, settlement: PartSettlement): Promise<void> {
  const count = await tx.run(settlePart, settlement);
  invariant(count === 1, `refund part ${settlement.id} was settled while its refund was locked`);
}

export async function storeRefundStatus(
  tx: Transaction,
  id: string,
  status: RefundRow['status'],
  settledAt: Instant | null,
): Promise<void> {
  await tx.run(setStatus, { id, status, settled_at: settledAt });
}

/** @throws REFUND_NOT_FOUND */
export async function getRefund(session: Session, id: string): Promise<LocatedRefund> {
  const row = await session.first(find, { id });
  if (!row) throw refundNotFound(id);
  return row;
}

export async function listOpenPartsOfRefund(session: Session, refundId: string): Promise<OpenRefundPart[]> {
  return session.all(openOfRefund, { refund_id: refundId });
}

/** Parts of every booking whose outcome is not known yet, oldest first. @param due see `openOperations` */
export async function listOpenParts(session: Session, due: Instant): Promise<OpenRefundPart[]> {
  return session.all(open, { due });
}

function refundNotFound(id: string): OpsdeskError {
  return new OpsdeskError('REFUND_NOT_FOUND', `there is no refund ${id}`, {
    hint: 'See the refunds of a booking: opsdesk refund list --booking LOCATOR',
    details: { refundId: id },
  });
}
