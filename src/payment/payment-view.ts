import type { PaymentRow, PaymentStatus } from '../database/schema.js';
import { formatInstant } from '../kernel/instant.js';
import { type Money, money } from '../kernel/money.js';

export interface PaymentView {
  readonly paymentId: string;
  readonly recordLocator: string;
  readonly gateway: string;
  readonly status: PaymentStatus;
  readonly amount: Money;
  readonly captured: Money;
  readonly refunded: Money;
  /** What went along with bookings that were split off; not in `captured`. */
  readonly moved: Money;
  /** The payment that its money came from, when its booking was split off. */
  readonly splitFrom: string | null;
  readonly createdAt: string;
  readonly settledAt: string | null;
  /** Why it was declined, or is not known; a short code. */
  readonly failure: string | null;
}

/** The token of the means of payment is left out: whoever has it can charge it. */
export function viewPayment(row: PaymentRow, recordLocator: string): PaymentView {
  return {
    paymentId: row.id,
    recordLocator,
    gateway: row.gateway,
    status: row.status,
    amount: money(row.amount_minor, row.currency),
    captured: money(row.captured_minor, row.currency),
    refunded: money(row.refunded_minor, row.currency),
    moved: money(row.moved_minor, row.currency),
    splitFrom: row.split_from,
    createdAt: formatInstant(row.created_at),
    settledAt: row.settled_at === null ? null : formatInstant(row.settled_at),
    failure: row.failure,
  };
}
