import type { PaymentStatus } from '../database/schema.js';
import { formatInstant } from '../kernel/instant.js';
import { type Money, money } from '../kernel/money.js';
import { chargedOf, type ExchangeView, viewExchange } from './charged.js';
import type { LocatedPayment } from './payment-repository.js';

export interface PaymentView {
  readonly paymentId: string;
  readonly recordLocator: string;
  readonly gateway: string;
  readonly status: PaymentStatus;
  readonly amount: Money;
  /** What the means of payment is charged, where that is another currency; else null, as is the rate. */
  readonly charged: Money | null;
  readonly exchange: ExchangeView | null;
  readonly captured: Money;
  readonly refunded: Money;
  /** What went along with bookings that were split off; not in `captured`. */
  readonly moved: Money;
  /** The payment that its money came from, when its booking was split off. */
  readonly splitFrom: string | null;
  /** Until when it is set aside, or was; null for what was never authorised. */
  readonly authorisedUntil: string | null;
  readonly createdAt: string;
  readonly settledAt: string | null;
  /** Why it was declined, or is not known; a short code. */
  readonly failure: string | null;
}

/** The token of the means of payment is left out: whoever has it can charge it. */
export function viewPayment(row: LocatedPayment): PaymentView {
  return {
    paymentId: row.id,
    recordLocator: row.record_locator,
    gateway: row.gateway,
    status: row.status,
    amount: money(row.amount_minor, row.currency),
    charged: row.charged_currency === null ? null : chargedOf(row),
    exchange: viewExchange(row),
    captured: money(row.captured_minor, row.currency),
    refunded: money(row.refunded_minor, row.currency),
    moved: money(row.moved_minor, row.currency),
    splitFrom: row.split_from,
    authorisedUntil: row.authorised_until === null ? null : formatInstant(row.authorised_until),
    createdAt: formatInstant(row.created_at),
    settledAt: row.settled_at === null ? null : formatInstant(row.settled_at),
    failure: row.failure,
  };
}
