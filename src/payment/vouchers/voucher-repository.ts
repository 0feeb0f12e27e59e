import type { Session, Transaction } from '../../database/dialect.js';
import type { VoucherRow } from '../../database/schema.js';
import { insertInto, statement } from '../../database/statement.js';
import { invariant, OpsdeskError } from '../../kernel/errors.js';
import type { Instant } from '../../kernel/instant.js';

export type LocatedVoucher = VoucherRow & { readonly record_locator: string | null };

/** Money that a voucher paid, or that came back onto it. */
export type VoucherMovement = {
  /** A payment, or the part of a refund. */
  readonly operation_id: string;
  readonly record_locator: string;
  readonly kind: 'redeemed' | 'returned';
  readonly amount_minor: number;
  readonly at: Instant;
};

const insert = insertInto<VoucherRow>('voucher', [
  'id',
  'code_hash',
  'kind',
  'currency',
  'issued_minor',
  'balance_minor',
  'booking_id',
  'expires_at',
  'created_at',
  'created_by',
]);
const located = 'select v.*, b.record_locator from voucher v left join booking b on b.id = v.booking_id';
const find = statement<{ id: string }, LocatedVoucher>('find_voucher', `${located} where v.id = :id`);
const findByHash = statement<{ code_hash: string }, LocatedVoucher>(
  'find_voucher_by_code',
  `${located} where v.code_hash = :code_hash`,
);
const lockOne = statement<{ id: string }, VoucherRow>(
  'lock_voucher',
  (sql) => `select * from voucher where id = :id ${sql.forUpdate()}`,
);
const take = statement<{ id: string; amount_minor: number }>(
  'redeem_voucher',
  'update voucher set balance_minor = balance_minor - :amount_minor where id = :id and balance_minor >= :amount_minor',
);
const putBack = statement<{ id: string; amount_minor: number; expires_at: Instant }>(
  'return_to_voucher',
  'update voucher set balance_minor = balance_minor + :amount_minor, expires_at = :expires_at where id = :id',
);
const setCode = statement<{ id: string; code_hash: string }>(
  'set_voucher_code',
  'update voucher set code_hash = :code_hash where id = :id',
);
const movements = statement<{ id: string }, VoucherMovement>(
  'voucher_movements',
  `select p.id as operation_id, b.record_locator, 'redeemed' as kind,
       coalesce(p.charged_minor, p.captured_minor + p.moved_minor) as amount_minor, p.settled_at as at
     from payment p join booking b on b.id = p.booking_id
    where p.gateway = 'voucher' and p.source = :id and p.captured_minor + p.moved_minor > 0 and p.split_from is null
   union all
   select x.id, b.record_locator, 'returned', coalesce(x.charged_minor, x.amount_minor), coalesce(r.settled_at, r.created_at)
     from payment p join refund_part x on x.payment_id = p.id join refund r on r.id = x.refund_id
       join booking b on b.id = p.booking_id
    where p.gateway = 'voucher' and p.source = :id and x.status = 'succeeded' and r.voucher_id is null
   order by at, operation_id`,
);

export async function insertVoucher(tx: Transaction, voucher: VoucherRow): Promise<void> {
  await tx.run(insert, voucher);
}

export async function findVoucher(session: Session, id: string): Promise<LocatedVoucher | undefined> {
  return session.first(find, { id });
}

/** @throws VOUCHER_NOT_FOUND */
export async function getVoucher(session: Session, id: string): Promise<LocatedVoucher> {
  const row = await findVoucher(session, id);
  if (!row) throw voucherNotFound();
  return row;
}

/** @param codeHash of `hashVoucherCode` @throws VOUCHER_NOT_FOUND */
export async function getVoucherByCode(session: Session, codeHash: string): Promise<LocatedVoucher> {
  const row = await session.first(findByHash, { code_hash: codeHash });
  if (!row) throw voucherNotFound();
  return row;
}

/** Last of all in the global lock order; of several the one with the lowest id first. @throws VOUCHER_NOT_FOUND */
export async function lockVoucher(tx: Transaction, id: string): Promise<VoucherRow> {
  const row = await tx.first(lockOne, { id });
  if (!row) throw voucherNotFound();
  return row;
}

/** @returns false when the locked voucher has less than that */
export async function takeFromVoucher(tx: Transaction, id: string, amountMinor: number): Promise<boolean> {
  return (await tx.run(take, { id, amount_minor: amountMinor })) === 1;
}

/** Gives back to a locked voucher what it paid; the table refuses more than it was issued for. */
export async function returnToVoucher(
  tx: Transaction,
  id: string,
  amountMinor: number,
  expiresAt: Instant,
): Promise<void> {
  const count = await tx.run(putBack, { id, amount_minor: amountMinor, expires_at: expiresAt });
  invariant(count === 1, `voucher ${id} was locked and is not there`);
}

export async function storeCodeHash(tx: Transaction, id: string, codeHash: string): Promise<void> {
  await tx.run(setCode, { id, code_hash: codeHash });
}

/** Oldest first. */
export async function listMovements(session: Session, id: string): Promise<VoucherMovement[]> {
  return session.all(movements, { id });
}

function voucherNotFound(): OpsdeskError {
  return new OpsdeskError('VOUCHER_NOT_FOUND', 'there is no such voucher', {
    hint: 'Read the code once more, letter by letter; or find the voucher by its booking: opsdesk voucher list --booking LOCATOR',
  });
}
