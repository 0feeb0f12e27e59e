import type { PaymentRow, RefundPartRow } from '../database/schema.js';
import { chargedShare } from './charged.js';

/** A payment with what is left of it to give back. */
export interface RefundablePayment {
  readonly payment: PaymentRow;
  /** Minor units: captured, less every refund of it that did not fail. */
  readonly refundableMinor: number;
  /** What those refunds gave back in the currency that was charged, where it is another one. */
  readonly chargedTakenMinor: number;
}

export interface RefundShare {
  readonly payment: PaymentRow;
  /** Minor units, above zero. */
  readonly amountMinor: number;
  /** The same in the currency that was charged; null where that is the booking's. */
  readonly chargedMinor: number | null;
}

/**
 * Back to the original means of payment, newest first, never more than each took in.
 * @returns undefined when the payments together have less left
 */
export function spreadRefund(amountMinor: number, payments: readonly RefundablePayment[]): RefundShare[] | undefined {
  const shares: RefundShare[] = [];
  let missing = amountMinor;
  for (const refundable of payments.toSorted(newestFirst)) {
    const share = Math.min(missing, refundable.refundableMinor);
    if (share <= 0) continue;
    const chargedMinor = chargedShareOf(refundable, share);
    shares.push({ payment: refundable.payment, amountMinor: share, chargedMinor });
    missing -= share;
  }
  return missing === 0 ? shares : undefined;
}

function chargedShareOf(
  { payment, refundableMinor, chargedTakenMinor }: RefundablePayment,
  amountMinor: number,
): number | null {
  if (payment.charged_minor === null) return null;
  const { captured_minor: capturedMinor } = payment;
  const chargedMinor = payment.charged_minor - payment.charged_moved_minor;
  const takenMinor = capturedMinor - refundableMinor;
  return chargedShare({ capturedMinor, takenMinor, chargedMinor, chargedTakenMinor }, amountMinor);
}

function newestFirst({ payment: a }: RefundablePayment, { payment: b }: RefundablePayment): number {
  return b.created_at - a.created_at || (a.id < b.id ? 1 : -1);
}

/**
 * The state of a refund from those of its parts: it is settled when all of them are. With a part that
 * failed it has failed, even where another was paid: what failed may be refunded anew.
 */
export function refundStatusOf(parts: readonly Pick<RefundPartRow, 'status'>[]): RefundPartRow['status'] {
  const bySeverity = ['pending', 'unknown', 'needs_review', 'failed'] as const;
  return bySeverity.find((status) => parts.some((part) => part.status === status)) ?? 'succeeded';
}
