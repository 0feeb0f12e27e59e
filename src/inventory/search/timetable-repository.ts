import type { Session } from '../../database/dialect.js';
import type { ConnectionTimeRow } from '../../database/schema.js';
import { statement } from '../../database/statement.js';
import { DAY_MS, HOUR_MS, type Instant } from '../../kernel/instant.js';
import { type LocalDate, toEpochDay } from '../../kernel/local-date.js';
import type { TimetableFlight } from './itinerary.js';

const flightColumns = `f.id, f.carrier, f.number, f.departure_date, f.origin, f.destination,
  f.departs_at, f.departs_offset, f.arrives_at, f.arrives_offset`;
const isOpen = `f.departs_at > :now and f.status in ('scheduled','delayed') and (:carrier = '' or f.carrier = :carrier)`;

type OpenArgs = { now: number; carrier: string };

const leaving = statement<
  OpenArgs & { origin: string; date: string; earliest: number; latest: number },
  TimetableFlight
>(
  'search_flights_leaving',
  `select ${flightColumns} from flight f
    where f.origin = :origin and f.departs_at between :earliest and :latest and f.departure_date = :date and ${isOpen}`,
);
const onRoutes = statement<OpenArgs & { routes: string; from_date: string; to_date: string }, TimetableFlight>(
  'search_flights_on_routes',
  (sql) => `with route(ends) as (${sql.listed(':routes', 'text')})
    select ${flightColumns} from route cross join flight f
    where f.origin = substr(route.ends, 1, 3) and f.destination = substr(route.ends, 4, 3)
      and f.departure_date between :from_date and :to_date and ${isOpen}`,
);
const between = statement<
  OpenArgs & { origins: string; destinations: string; from_date: string; to_date: string },
  TimetableFlight
>(
  'search_flights_between',
  (sql) => `select ${flightColumns} from flight f
    where ${sql.isAnyOf('f.origin', sql.listed(':origins', 'text'))}
      and ${sql.isAnyOf('f.destination', sql.listed(':destinations', 'text'))}
      and f.departure_date between :from_date and :to_date and ${isOpen}`,
);
const feeders = statement<OpenArgs & { destination: string; earliest: number; latest: number }, { origin: string }>(
  'search_feeders',
  `select distinct f.origin from flight f
    where f.destination = :destination and f.arrives_at between :earliest and :latest and ${isOpen}`,
);
const airportsNamed = statement<{ airports: string }, { iata: string; country: string }>(
  'search_airports',
  (sql) => `select iata, country from airport where ${sql.isAnyOf('iata', sql.listed(':airports', 'text'))}`,
);
const connectionTimes = statement<{ airports: string }, ConnectionTimeRow>(
  'search_connection_times',
  (sql) =>
    `select airport, kind, minutes from connection_time where ${sql.isAnyOf('airport', sql.listed(':airports', 'text'))}`,
);

/** Which flights a search may use at all. */
export interface FlightsOpen {
  readonly now: Instant;
  /** Empty for any. */
  readonly carrier: string;
}

/** Clocks of the world are at most so far from UTC. */
const WIDEST_OFFSET_MS = 14 * HOUR_MS;
/** No flight, and no journey of three with the waits between them, takes longer. */
const LONGEST_JOURNEY_MS = 3 * DAY_MS;

/** The flights that leave a place on a local day. */
export async function listLeaving(session: Session, origin: string, date: LocalDate, open: FlightsOpen) {
  const midnight = toEpochDay(date) * DAY_MS;
  const span = { earliest: midnight - WIDEST_OFFSET_MS, latest: midnight + DAY_MS + WIDEST_OFFSET_MS };
  return session.all(leaving, { ...open, origin, date, ...span });
}

/**
 * So many routes are looked up one by one, each by its own entry of the index: PostgreSQL would otherwise read
 * all that leaves the origins, which at a hub is most of the timetable. Of more routes than this few exist.
 */
const MOST_ROUTES = 256;

/** The flights from any of some places to any of some others, by their local days of departure. */
export async function listBetween(
  session: Session,
  places: { readonly origins: readonly string[]; readonly destinations: readonly string[] },
  dates: { readonly from: LocalDate; readonly to: LocalDate },
  open: FlightsOpen,
): Promise<TimetableFlight[]> {
  const { origins, destinations } = places;
  const common = { ...open, from_date: dates.from, to_date: dates.to };
  const count = origins.length * destinations.length;
  if (count === 0) return [];
  if (count > MOST_ROUTES) {
    return session.all(between, { ...common, origins: origins.join(), destinations: destinations.join() });
  }
  const routes = origins.flatMap((origin) => destinations.map((destination) => origin + destination));
  return session.all(onRoutes, { ...common, routes: routes.join() });
}

/** Where the flights come from that may end a journey begun on a local day. */
export async function listFeeders(session: Session, destination: string, date: LocalDate, open: FlightsOpen) {
  const midnight = toEpochDay(date) * DAY_MS;
  const span = { earliest: midnight - WIDEST_OFFSET_MS, latest: midnight + LONGEST_JOURNEY_MS };
  return (await session.all(feeders, { ...open, destination, ...span })).map(({ origin }) => origin);
}

/** The country of each airport that is known. */
export async function findCountries(session: Session, airports: readonly string[]): Promise<Map<string, string>> {
  const rows = await session.all(airportsNamed, { airports: airports.join() });
  return new Map(rows.map(({ iata, country }) => [iata, country]));
}

export async function listConnectionTimes(session: Session, airports: readonly string[]): Promise<ConnectionTimeRow[]> {
  return airports.length === 0 ? [] : session.all(connectionTimes, { airports: airports.join() });
}
