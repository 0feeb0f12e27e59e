import type { Session } from '../database/dialect.js';
import { statement } from '../database/statement.js';
import type { Instant } from '../kernel/instant.js';
import { fromEpochDay } from '../kernel/local-date.js';

type InPeriod = { from: Instant; before: Instant };

/** Under one key, in one currency and its minor units. */
export type SoldSum = {
  readonly key: string;
  readonly currency: string;
  readonly bookings: number;
  readonly passengers: number;
  readonly gross_minor: number;
  readonly refunded_minor: number;
};

/** Of one booking that money was taken for, in minor units. */
export type SoldBooking = {
  readonly id: string;
  readonly currency: string;
  readonly passengers: number;
  readonly gross_minor: number;
  readonly refunded_minor: number;
};

/** A line of such a booking, with what it costs: by that its money is shared out. */
export type SoldItem = {
  readonly kind: 'flight' | 'stay';
  readonly booking_id: string;
  readonly key: string;
  readonly weight: number;
};

const IN_PERIOD = 'b.created_at >= :from and b.created_at < :before';

const sold = `booking b join (select booking_id, sum(captured_minor) as gross_minor, sum(refunded_minor) as refunded_minor
      from payment where captured_minor > 0 group by booking_id) m on m.booking_id = b.id`;
const partyOf = '(select count(*) from passenger q where q.booking_id = b.id)';

const soldBookings = statement<InPeriod, SoldBooking>(
  'sold_bookings',
  `select b.id, b.currency, ${partyOf} as passengers, m.gross_minor, m.refunded_minor
    from ${sold} where ${IN_PERIOD} order by b.id`,
);

/** Whole numbers divide without a rest in both dialects: a day is one of UTC, since 1970. */
const SUM_KEYS = { day: 'b.created_at / 86400000', agent: 'b.created_by' } as const;
export type SumKey = keyof typeof SUM_KEYS;

const sumsBy = (by: SumKey) =>
  statement<InPeriod, Omit<SoldSum, 'key'> & { key: string | number }>(
    `sales_by_${by}`,
    `select x.key, x.currency, count(*) as bookings, cast(sum(x.passengers) as bigint) as passengers,
        cast(sum(x.gross_minor) as bigint) as gross_minor, cast(sum(x.refunded_minor) as bigint) as refunded_minor
      from (select ${SUM_KEYS[by]} as key, b.currency, ${partyOf} as passengers, m.gross_minor, m.refunded_minor
        from ${sold} where ${IN_PERIOD}) x group by x.key, x.currency`,
  );
const salesBy = { day: sumsBy('day'), agent: sumsBy('agent') };

/** What of a live booking was given up or does not operate has no part in its price; of one that is over, all has. */
const hasPart = (item: string) =>
  `(b.status not in ('held','confirmed','waitlisted') or ${item}.status not in ('XX','UN','UC','NO'))`;
const ofSold = `${IN_PERIOD} and exists (select 1 from payment p where p.booking_id = b.id and p.captured_minor > 0)`;

const soldItems = statement<InPeriod, SoldItem>(
  'sold_items',
  `select 'flight' as kind, b.id as booking_id, f.origin || '-' || f.destination as key, s.base_minor + s.tax_minor as weight
    from booking b join segment s on s.booking_id = b.id join flight f on f.id = s.flight_id
   where ${ofSold} and ${hasPart('s')}
   union all select 'stay', b.id, p.code, t.price_minor
    from booking b join stay t on t.booking_id = b.id join property p on p.id = t.property_id
   where ${ofSold} and ${hasPart('t')}`,
);

export async function sumSold(session: Session, by: SumKey, period: InPeriod): Promise<SoldSum[]> {
  const rows = await session.all(salesBy[by], period);
  return rows.map((row) => ({ ...row, key: typeof row.key === 'number' ? fromEpochDay(row.key) : row.key }));
}

export function listSoldBookings(session: Session, period: InPeriod): Promise<SoldBooking[]> {
  return session.all(soldBookings, period);
}

/** Flights by their route, stays by their property. */
export function listSoldItems(session: Session, period: InPeriod): Promise<SoldItem[]> {
  return session.all(soldItems, period);
}
