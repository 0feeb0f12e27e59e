import type { RefundKind, RefundPartRow, RefundRow, RefundStatus } from '../database/schema.js';
import { formatInstant } from '../kernel/instant.js';
import { type Money, money } from '../kernel/money.js';
import { chargedOfPart } from './charged.js';

export interface RefundPartView {
  readonly partId: string;
  readonly paymentId: string;
  readonly status: RefundPartRow['status'];
  readonly amount: Money;
  /** What goes back, where the payment was charged in another currency; else null. */
  readonly charged: Money | null;
  /** Why it was declined, or is not known; a short code. */
  readonly failure: string | null;
}

export interface RefundView {
  readonly refundId: string;
  readonly recordLocator: string;
  readonly status: RefundStatus;
  readonly kind: RefundKind;
  readonly amount: Money;
  readonly reason: string | null;
  readonly createdAt: string;
  readonly settledAt: string | null;
  /** The voucher that it became; null where it goes back to where it came from. */
  readonly voucherId: string | null;
  readonly parts: readonly RefundPartView[];
}

export function viewRefund(refund: RefundRow, parts: readonly RefundPartRow[], recordLocator: string): RefundView {
  return {
    refundId: refund.id,
    recordLocator,
    status: refund.status,
    kind: refund.kind,
    amount: money(refund.amount_minor, refund.currency),
    reason: refund.reason,
    createdAt: formatInstant(refund.created_at),
    settledAt: refund.settled_at === null ? null : formatInstant(refund.settled_at),
    voucherId: refund.voucher_id,
    parts: parts.map((part) => ({
      partId: part.id,
      paymentId: part.payment_id,
      status: part.status,
      amount: money(part.amount_minor, refund.currency),
      charged: part.charged_currency === null ? null : chargedOfPart(part, refund.currency),
      failure: part.failure,
    })),
  };
}
