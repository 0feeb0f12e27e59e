import type { Session } from '../database/dialect.js';
import { type Statement, statement } from '../database/statement.js';
import type { Instant } from '../kernel/instant.js';
import type { LocalDate } from '../kernel/local-date.js';
import { offsetOf, pageAt } from '../kernel/offset-page.js';
import { datesOf, type Period } from './period.js';

export const LOAD_KEYS = ['day', 'route', 'flight', 'property'] as const;
export type LoadKey = (typeof LOAD_KEYS)[number];

export interface LoadQuery extends Period {
  readonly by: LoadKey;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** How full something is, in seats; of a property in room nights. */
export interface LoadRow {
  readonly by: LoadKey;
  /** A local day of departure, `LHR-JFK`, a flight, a property's code. */
  readonly key: string;
  /** What may be sold, overbooking included. */
  readonly units: number;
  readonly sold: number;
  /** By holds that have not run out. */
  readonly held: number;
  /** Sold of the units, 0 to 1, to four decimals. */
  readonly share: number;
}

type Args = { from: LocalDate; to: LocalDate; now: Instant; count: number };
type CountRow = { key: string; units: number; sold: number; held: number };

const FLIGHT_KEYS = {
  day: 'f.departure_date',
  route: "f.origin || '-' || f.destination",
  // With its leg where the number has several that day, as everywhere.
  flight: `f.carrier || f.number || '/' || f.departure_date || case when exists (select 1 from flight o
      where o.carrier = f.carrier and o.number = f.number and o.departure_date = f.departure_date and o.id <> f.id)
      then '-' || f.origin else '' end`,
} as const;

/** A cancelled flight has no load. */
const ofFlights = (by: keyof typeof FLIGHT_KEYS) =>
  statement<Args, CountRow>(
    `load_factor_by_${by}`,
    `select ${FLIGHT_KEYS[by]} as key, cast(sum(c.units) as bigint) as units,
        cast(sum(coalesce(s.sold, 0)) as bigint) as sold, cast(sum(coalesce(s.held, 0)) as bigint) as held
      from flight f join (select flight_id, sum(authorised) as units from flight_cabin group by flight_id) c
          on c.flight_id = f.id
        left join (select flight_id, sum(case when status = 'sold' then 1 else 0 end) as sold,
            sum(case when status = 'held' and (hold_expires_at is null or hold_expires_at > :now) then 1 else 0 end) as held
          from seat where status in ('sold','held') group by flight_id) s on s.flight_id = f.id
     where f.departure_date >= :from and f.departure_date <= :to and f.status <> 'cancelled'
     group by 1 order by 1 limit :count`,
  );

/** A stay is sold when its booking is confirmed; the check-out is no night. */
const ofProperties = statement<Args, CountRow>(
  'load_factor_by_property',
  `select p.code as key, cast(sum(n.allotment + n.overbooking) as bigint) as units,
      cast(sum(coalesce(s.sold, 0)) as bigint) as sold, cast(sum(coalesce(s.held, 0)) as bigint) as held
    from property p join room_type t on t.property_id = p.id join room_night n on n.room_type_id = t.id
      left join (select x.room_type_id, x.night,
          sum(case when b.status = 'confirmed' then x.rooms else 0 end) as sold,
          sum(case when b.status = 'held' and (x.hold_expires_at is null or x.hold_expires_at > :now)
            then x.rooms else 0 end) as held
        from stay_night x join booking b on b.id = x.booking_id group by x.room_type_id, x.night) s
        on s.room_type_id = n.room_type_id and s.night = n.night
   where n.night >= :from and n.night <= :to group by 1 order by 1 limit :count`,
);

const BY_KEY: Readonly<Record<LoadKey, Statement<Args, CountRow>>> = {
  day: ofFlights('day'),
  route: ofFlights('route'),
  flight: ofFlights('flight'),
  property: ofProperties,
};

/** Seats of the flights that depart in a period, or room nights in it. */
export async function reportLoadFactor(session: Session, query: LoadQuery, now: Instant) {
  const offset = offsetOf(query.cursor);
  const args = { ...datesOf(query), now, count: offset + query.limit + 1 };
  const rows = await session.all(BY_KEY[query.by], args);
  const shown = rows.map(
    ({ key, units, sold, held }): LoadRow => ({
      ...{ by: query.by, key, units, sold, held },
      share: units === 0 ? 0 : Math.round((sold / units) * 10_000) / 10_000,
    }),
  );
  return pageAt(shown, offset, query.limit);
}
