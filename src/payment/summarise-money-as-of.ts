import type { Session } from '../database/dialect.js';
import { statement } from '../database/statement.js';
import type { Instant } from '../kernel/instant.js';
import type { MoneySummary } from './summarise-money.js';

type AsOf = { booking_id: string; at: Instant };

/** What a booking that was split off took along since was still its own then. */
const takenAlongSince = `coalesce((select sum(m.amount_minor) from payment m join booking b on b.id = m.booking_id
        where m.split_from = p.id and b.created_at > :at), 0)`;
const paymentsBy = statement<AsOf, { paid_minor: number; reserved_minor: number }>(
  'payments_as_of',
  `select coalesce(sum(case when p.settled_at <= :at then p.captured_minor + ${takenAlongSince} else 0 end), 0) as paid_minor,
      coalesce(sum(case when p.settled_at is null or p.settled_at > :at then p.amount_minor else 0 end), 0) as reserved_minor
    from payment p where p.booking_id = :booking_id and p.created_at <= :at`,
);
/** A refund's part has gone out once the ledger has it; until then it may have, unless it had failed by then. */
const refundPartsBy = statement<AsOf, { kind: string; is_posted: number; amount_minor: number }>(
  'refund_parts_as_of',
  `select r.kind, x.amount_minor, case when exists (select 1 from posting t
        where t.operation_id = x.id and t.created_at <= :at) then 1 else 0 end as is_posted
    from refund r join refund_part x on x.refund_id = r.id
   where r.booking_id = :booking_id and r.created_at <= :at
     and not (x.status = 'failed' and coalesce(r.settled_at, :at) <= :at)`,
);

const writtenOffBy = statement<AsOf, { written_off_minor: number }>(
  'written_off_as_of',
  `select coalesce(sum(amount_minor), 0) as written_off_minor from write_off
    where booking_id = :booking_id and created_at <= :at`,
);

/** A booking's money as it stood at a business time. */
export async function summariseMoneyAsOf(session: Session, bookingId: string, at: Instant): Promise<MoneySummary> {
  const args = { booking_id: bookingId, at };
  const [payments, parts, writtenOff] = await Promise.all([
    session.first(paymentsBy, args),
    session.all(refundPartsBy, args),
    session.first(writtenOffBy, args),
  ]);
  const sum = (wanted: (part: (typeof parts)[number]) => boolean) =>
    parts.filter(wanted).reduce((total, part) => total + part.amount_minor, 0);
  return {
    paidMinor: payments?.paid_minor ?? 0,
    reservedMinor: payments?.reserved_minor ?? 0,
    refundedMinor: sum((part) => part.is_posted === 1),
    refundReservedMinor: sum((part) => part.is_posted === 0),
    goodwillMinor: sum((part) => part.kind === 'goodwill'),
    writtenOffMinor: writtenOff?.written_off_minor ?? 0,
  };
}
