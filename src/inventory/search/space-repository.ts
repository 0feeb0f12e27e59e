import type { Session } from '../../database/dialect.js';
import type { FareRow } from '../../database/schema.js';
import { statement } from '../../database/statement.js';
import type { Instant } from '../../kernel/instant.js';
import { legCount } from '../flight-sql.js';

export type SearchFare = Pick<
  FareRow,
  | 'flight_id'
  | 'fare_class'
  | 'cabin'
  | 'currency'
  | 'base_minor'
  | 'tax_minor'
  | 'nest_level'
  | 'advance_purchase_days'
  | 'min_stay_days'
  | 'max_stay_days'
>;

/** The units of a cabin that can be sold down to one class and no further. */
export interface OpenUnits {
  readonly flight_id: number;
  readonly cabin: string;
  readonly nest_level: number;
  readonly units: number;
}

const faresOf = statement<{ flights: string; cabin: string }, SearchFare>(
  'search_fares',
  (sql) => `select x.flight_id, x.fare_class, x.cabin, x.currency, x.base_minor, x.tax_minor, x.nest_level,
      x.advance_purchase_days, x.min_stay_days, x.max_stay_days
    from fare x where ${sql.isAnyOf('x.flight_id', sql.listed(':flights', 'bigint'))}
      and (:cabin = '' or x.cabin = :cabin)`,
);
const unitsOf = statement<{ flights: string; now: number }, OpenUnits>('search_open_units', (sql) => {
  const isAsked = sql.isAnyOf('flight_id', sql.listed(':flights', 'bigint'));
  const counted = 'select flight_id, cabin, nest_level, count(*) as units from seat where';
  return `${counted} ${isAsked} and status = 'open' group by flight_id, cabin, nest_level
    union all ${counted} ${isAsked} and status = 'held' and hold_expires_at <= :now group by flight_id, cabin, nest_level`;
});
const legCountsOf = statement<{ flights: string }, { id: number; leg_count: number }>(
  'search_leg_counts',
  (sql) =>
    `select f.id, ${legCount} as leg_count from flight f where ${sql.isAnyOf('f.id', sql.listed(':flights', 'bigint'))}`,
);

/** @param cabin empty for any */
export async function listFaresOf(
  session: Session,
  flightIds: readonly number[],
  cabin: string,
): Promise<SearchFare[]> {
  return flightIds.length === 0 ? [] : session.all(faresOf, { flights: flightIds.join(), cabin });
}

/** What can be sold of some flights at this moment; a hold that has run out is open. */
export async function countUnits(session: Session, flightIds: readonly number[], now: Instant): Promise<OpenUnits[]> {
  return session.all(unitsOf, { flights: flightIds.join(), now });
}

/** How many flights have the number of each flight that day. */
export async function countLegs(session: Session, flightIds: readonly number[]) {
  return session.all(legCountsOf, { flights: flightIds.join() });
}
