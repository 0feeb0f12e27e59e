import type { Session } from '../database/dialect.js';
import type { RefundQuoteRow } from '../database/schema.js';
import { insertInto, statement } from '../database/statement.js';
import { flightRefOf } from '../inventory/flight.js';
import { formatInstant, type Instant, MINUTE_MS } from '../kernel/instant.js';
import { type Money, money } from '../kernel/money.js';
import { checkInInstant, parsePolicy, refundShare } from '../pricing/cancellation-policy.js';
import { keptBack, keptShare, type PenaltyLine } from '../pricing/cancellation-value.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { type BookingRecord, chargeableMinor, isLive, paidTowardsMinor, statusAt } from './booking-record.js';
import type { StatutoryRefund } from './statutory-refund.js';

/** How long a quoted refund stands. */
export const QUOTE_TTL_MS = 30 * MINUTE_MS;

export interface RefundSum {
  /** Paid towards the booking and not given back, in minor units. */
  readonly paidMinor: number;
  /** What is kept, and why. */
  readonly lines: readonly PenaltyLine[];
  readonly keptMinor: number;
  /** What goes back if the booking is given up now, or went back because it was. */
  readonly owedMinor: number;
  /** What is owed on the booking as it stands: overpaid, or cancelled and not refunded yet. */
  readonly owedNowMinor: number;
  /** The law that is its floor; null where none gives more than the fares do. */
  readonly statutoryRule: string | null;
}

/**
 * Paid, minus the value of what was flown, minus the penalty; change fees stay collected.
 * @param floor what the law gives back whatever the fares say (`findStatutoryRefund`)
 */
export function sumRefund(record: BookingRecord, now: Instant, floor?: StatutoryRefund): RefundSum {
  const { booking, money: sums } = record;
  const paidMinor = paidTowardsMinor(sums);
  // Goodwill is no part of what a fare gives back, and still the gateway returns no more than it took.
  const refundableMinor = paidMinor - sums.goodwillMinor;
  const status = statusAt(booking, sums, now);
  const isOver = status === 'cancelled' || status === 'expired';
  const chargedMinor = chargeableMinor(record, now);
  const lines = isOver
    ? [{ what: 'kept by the fare rules', amountMinor: chargedMinor }]
    : penaltyLines(record, now, floor);
  const keptMinor = lines.reduce((sum, line) => sum + line.amountMinor, 0);
  return {
    paidMinor,
    lines,
    keptMinor,
    owedMinor: Math.max(0, Math.min(paidMinor - keptMinor, refundableMinor)),
    owedNowMinor: Math.max(0, Math.min(paidMinor - chargedMinor, refundableMinor)),
    statutoryRule: isOver ? null : (floor?.rule ?? null),
  };
}

function penaltyLines(record: BookingRecord, now: Instant, floor: StatutoryRefund | undefined): PenaltyLine[] {
  // Who has not paid has no fare to lose: giving up a hold is free.
  if (record.booking.status === 'held') return [];
  const types = record.passengers.map((passenger) => passenger.type);
  const flights = record.segments.filter(isLive).map((segment) => {
    const rule = floor?.positions.has(segment.position) ? floor.rule : undefined;
    const line = keptBack(segment, types, segment.flight.departs_at <= now, rule);
    return { ...line, what: `${flightRefOf(segment.flight)}: ${line.what}` };
  });
  const stays = record.stays.filter(isLive).map((stay) => {
    const share = refundShare(
      parsePolicy(stay.cancellation_policy),
      checkInInstant(stay.property.time_zone, stay.check_in),
      now,
    );
    return { what: `${stay.property.code}: ${share} % comes back`, amountMinor: keptShare(stay.price_minor, share) };
  });
  const lines = [...flights, ...stays];
  const fees = record.booking.fees_minor;
  return fees > 0 ? [...lines, { what: 'change fees', amountMinor: fees }] : lines;
}

export interface RefundQuoteView {
  readonly quoteId: string;
  readonly recordLocator: string;
  /** What goes back if the booking is cancelled now; what is owed, if it was. */
  readonly amount: Money;
  /** What `refund issue` without an amount pays on the booking as it stands. */
  readonly owedNow: Money;
  /** Towards the booking, less what went back. */
  readonly paid: Money;
  readonly penalty: Money;
  readonly basis: readonly { readonly what: string; readonly amount: Money }[];
  /** The law that is its floor; null where no flight was cancelled or significantly changed. */
  readonly statutoryRule: string | null;
  readonly expiresAt: string;
}

export function viewQuote(record: BookingRecord, row: RefundQuoteRow, sum: RefundSum): RefundQuoteView {
  const amount = (minor: number) => money(minor, row.currency);
  return {
    quoteId: row.id,
    recordLocator: record.booking.record_locator,
    amount: amount(sum.owedMinor),
    owedNow: amount(sum.owedNowMinor),
    paid: amount(sum.paidMinor),
    penalty: amount(sum.keptMinor),
    basis: sum.lines.map((line) => ({ what: line.what, amount: amount(line.amountMinor) })),
    statutoryRule: sum.statutoryRule,
    expiresAt: formatInstant(row.expires_at),
  };
}

const insertQuote = insertInto<RefundQuoteRow>('refund_quote', [
  'id',
  'booking_id',
  'booking_version',
  'currency',
  'amount_minor',
  'paid_minor',
  'penalty_minor',
  'basis',
  'created_at',
  'expires_at',
]);
const newest = statement<{ booking_id: string }, RefundQuoteRow>(
  'newest_refund_quote',
  'select * from refund_quote where booking_id = :booking_id order by created_at desc, id desc limit 1',
);

/** Only the newest quote of a booking can be confirmed. */
export async function findNewestQuote(session: Session, bookingId: string): Promise<RefundQuoteRow | undefined> {
  return session.first(newest, { booking_id: bookingId });
}

export function storeQuote(work: UnitOfWork, record: BookingRecord, sum: RefundSum): RefundQuoteRow {
  const { booking } = record;
  const row: RefundQuoteRow = {
    id: work.ids.next('quo'),
    booking_id: booking.id,
    booking_version: booking.version,
    currency: booking.currency,
    amount_minor: sum.owedMinor,
    paid_minor: sum.paidMinor,
    penalty_minor: sum.keptMinor,
    basis: JSON.stringify(sum.lines),
    created_at: work.now,
    expires_at: work.now + QUOTE_TTL_MS,
  };
  work.tx.later(insertQuote, row);
  work.audit({
    action: 'refund.quoted',
    entity: 'refund_quote',
    entityId: row.id,
    after: {
      recordLocator: booking.record_locator,
      bookingVersion: booking.version,
      amountMinor: row.amount_minor,
      penaltyMinor: row.penalty_minor,
      currency: row.currency,
    },
  });
  return row;
}
