import type { Session } from '../database/dialect.js';
import { statement } from '../database/statement.js';

/** A booking's money in minor units of its currency. */
export interface MoneySummary {
  /** Captured, refunds not taken off. */
  readonly paidMinor: number;
  /** Given back for certain. */
  readonly refundedMinor: number;
  /** Payments under way, unknown or in review: each may have been taken, and counts as spent. */
  readonly reservedMinor: number;
  /** Refunds under way, unknown or in review: each may have been given. */
  readonly refundReservedMinor: number;
  /** What of both kinds of refunds was goodwill: a present, which nobody owes back. */
  readonly goodwillMinor: number;
  /** What of the debt was written off: no money that came in, so that none of it goes back. */
  readonly writtenOffMinor: number;
}

const summary = statement<
  { booking_id: string },
  {
    paid_minor: number;
    refunded_minor: number;
    reserved_minor: number;
    refund_reserved_minor: number;
    goodwill_minor: number;
    written_off_minor: number;
  }
>(
  'summarise_money',
  `select coalesce(sum(p.captured_minor), 0) as paid_minor,
     coalesce(sum(p.refunded_minor), 0) as refunded_minor,
     coalesce(sum(case when p.status in ('created', 'authorised', 'unknown', 'needs_review')
       then p.amount_minor - p.captured_minor else 0 end), 0) as reserved_minor,
     coalesce(sum((select sum(x.amount_minor) from refund_part x
       where x.payment_id = p.id and x.status in ('pending', 'unknown', 'needs_review'))), 0) as refund_reserved_minor,
     (select coalesce(sum((select sum(x.amount_minor) from refund_part x
         where x.refund_id = r.id and x.status <> 'failed')), 0)
       from refund r where r.booking_id = :booking_id and r.kind = 'goodwill') as goodwill_minor,
     (select coalesce(sum(w.amount_minor), 0) from write_off w where w.booking_id = :booking_id) as written_off_minor
   from payment p where p.booking_id = :booking_id`,
);

/** Inside a transaction that has locked the booking's payments the sums are binding; elsewhere they inform. */
export async function summariseMoney(session: Session, bookingId: string): Promise<MoneySummary> {
  const row = await session.first(summary, { booking_id: bookingId });
  return {
    paidMinor: row?.paid_minor ?? 0,
    refundedMinor: row?.refunded_minor ?? 0,
    reservedMinor: row?.reserved_minor ?? 0,
    refundReservedMinor: row?.refund_reserved_minor ?? 0,
    goodwillMinor: row?.goodwill_minor ?? 0,
    writtenOffMinor: row?.written_off_minor ?? 0,
  };
}
