import type { VoucherRow } from '../../database/schema.js';
import { formatInstant, type Instant } from '../../kernel/instant.js';
import { type Money, money } from '../../kernel/money.js';
import type { LocatedVoucher, VoucherMovement } from './voucher-repository.js';

/** `expired` has money on it that cannot be spent any more; `spent` has none. */
export type VoucherStatus = 'active' | 'spent' | 'expired';

export interface VoucherView {
  readonly voucherId: string;
  readonly status: VoucherStatus;
  readonly kind: VoucherRow['kind'];
  readonly issued: Money;
  readonly balance: Money;
  /** The first moment at which it pays no more. */
  readonly expiresAt: string;
  /** The booking that it was issued for. */
  readonly recordLocator: string | null;
  readonly createdAt: string;
}

/** The code is told once, to whoever issued it: a repeat of the command has null. */
export type IssuedVoucherView = VoucherView & { readonly code: string | null };

export interface VoucherMovementView {
  readonly at: string;
  readonly kind: VoucherMovement['kind'];
  readonly amount: Money;
  readonly recordLocator: string;
  readonly operationId: string;
}

export type VoucherDetail = VoucherView & { readonly movements: readonly VoucherMovementView[] };

/** Who has a voucher is told by its code alone: what is kept of that is left out. */
export function viewVoucher(row: VoucherRow, recordLocator: string | null, now: Instant): VoucherView {
  return {
    voucherId: row.id,
    status: row.balance_minor === 0 ? 'spent' : row.expires_at <= now ? 'expired' : 'active',
    kind: row.kind,
    issued: money(row.issued_minor, row.currency),
    balance: money(row.balance_minor, row.currency),
    expiresAt: formatInstant(row.expires_at),
    recordLocator,
    createdAt: formatInstant(row.created_at),
  };
}

export function viewVoucherDetail(
  row: LocatedVoucher,
  movements: readonly VoucherMovement[],
  now: Instant,
): VoucherDetail {
  return {
    ...viewVoucher(row, row.record_locator, now),
    movements: movements.map(({ at, kind, amount_minor, record_locator, operation_id }) => ({
      at: formatInstant(at),
      kind,
      amount: money(amount_minor, row.currency),
      recordLocator: record_locator,
      operationId: operation_id,
    })),
  };
}
