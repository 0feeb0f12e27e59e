import type { Session } from '../database/dialect.js';
import type { FlightEventRow } from '../database/disruption-schema.js';
import type { StayRow } from '../database/hotel-schema.js';
import type {
  AirportRow,
  BookingRow,
  ConnectionTimeRow,
  FlightCabinRow,
  FlightRow,
  PassengerRow,
  ScheduleChangeRow,
  SegmentRow,
  Tier,
} from '../database/schema.js';
import { statement } from '../database/statement.js';
import { legCount } from '../inventory/flight-sql.js';
import type { Instant } from '../kernel/instant.js';

/** A flight with how many have its number that day, for its reference. */
export type ScheduledFlight = FlightRow & { readonly leg_count: number };
export type AirportPlace = Pick<AirportRow, 'iata' | 'city' | 'country' | 'time_zone' | 'latitude' | 'longitude'>;
export type BookingHead = Pick<BookingRow, 'id' | 'record_locator' | 'version' | 'currency'> & { readonly tier: Tier };
export type PassengerCount = Pick<PassengerRow, 'booking_id' | 'type' | 'service'> & { readonly count: number };
export type SegmentLine = Pick<
  SegmentRow,
  'booking_id' | 'position' | 'flight_id' | 'status' | 'cabin' | 'base_minor' | 'tax_minor' | 'journey' | 'replaces'
>;
export type Offer = Pick<
  ScheduleChangeRow,
  | 'booking_id'
  | 'old_position'
  | 'new_position'
  | 'status'
  | 'flight_id'
  | 'old_departs_at'
  | 'old_departs_offset'
  | 'old_arrives_at'
  | 'old_arrives_offset'
>;
export type LiveStay = Pick<
  StayRow,
  'booking_id' | 'position' | 'room_type_id' | 'check_in' | 'check_out' | 'rooms' | 'guests'
>;
export type CabinRow = Pick<FlightCabinRow, 'flight_id' | 'cabin' | 'authorised'>;
export interface CabinUnits {
  readonly flight_id: number;
  readonly cabin: string;
  readonly units: number;
}

const ids = ':ids';

/** Confirmed bookings with a segment that does not operate any more, or that has new times. */
const hit = (name: string, scope: string) =>
  statement<{ departed: number; ids: string; since: number }, { id: string }>(
    `disrupted_bookings_${name}`,
    (sql) => `select distinct g.booking_id as id from segment g
        join flight f on f.id = g.flight_id join booking b on b.id = g.booking_id
      where g.status in ('UN','TK') and b.status = 'confirmed' and f.departs_at >= :departed
        ${scope.replace('$ids', sql.isAnyOf('g.flight_id', sql.listed(ids, 'bigint')))} order by 1`,
  );
const hitAtAll = hit('all', 'and :ids = :ids and :since = :since');
const hitOnFlights = hit('on_flights', 'and $ids and :since = :since');
const hitSince = hit(
  'since',
  'and :ids = :ids and exists (select 1 from flight_event e where e.flight_id = g.flight_id and e.recorded_at >= :since)',
);
const leftOver = statement<{ job_id: string }, { booking_id: string }>(
  'left_over_of_job',
  `select booking_id from disruption_item where job_id = :job_id and status in ('skipped','failed') order by booking_id`,
);

/** Which disrupted bookings are meant; all of them where nothing is named. */
export interface DisruptedFilter {
  readonly flightIds: readonly number[];
  readonly since: Instant | null;
  /** Of the first departure that still counts. */
  readonly departedFrom: Instant;
}

/** The ids of bookings that may be hit, in order: what of them is, `findHits` decides. */
export async function listDisruptedIds(session: Session, filter: DisruptedFilter): Promise<string[]> {
  const { flightIds, since, departedFrom } = filter;
  const args = { departed: departedFrom, ids: flightIds.join(), since: since ?? 0 };
  const query = flightIds.length > 0 ? hitOnFlights : since === null ? hitAtAll : hitSince;
  return (await session.all(query, args)).map(({ id }) => id);
}

/** The bookings that a job skipped or failed to rebook. */
export async function listLeftOver(session: Session, jobId: string): Promise<string[]> {
  return (await session.all(leftOver, { job_id: jobId })).map(({ booking_id }) => booking_id);
}

const ofBookings = <R>(name: string, select: string, column: string, rest: string) =>
  statement<{ ids: string }, R>(
    `plan_${name}`,
    (sql) => `${select} where ${sql.isAnyOf(column, sql.listed(ids, 'text'))} ${rest}`,
  );
const heads = ofBookings<BookingHead>(
  'bookings',
  `select b.id, b.record_locator, b.version, b.currency, c.tier from booking b join customer c on c.id = b.customer_id`,
  'b.id',
  `and b.status = 'confirmed' order by b.id`,
);
const parties = ofBookings<PassengerCount>(
  'passengers',
  'select booking_id, type, service, cast(count(*) as bigint) as count from passenger',
  'booking_id',
  'group by booking_id, type, service order by booking_id, type, service',
);
const lines = ofBookings<SegmentLine>(
  'segments',
  'select booking_id, position, flight_id, status, cabin, base_minor, tax_minor, journey, replaces from segment',
  'booking_id',
  'order by booking_id, position',
);
const offers = ofBookings<Offer>(
  'offers',
  `select booking_id, old_position, new_position, status, flight_id, old_departs_at, old_departs_offset, old_arrives_at, old_arrives_offset
    from schedule_change`,
  'booking_id',
  'order by booking_id, id',
);
const stays = ofBookings<LiveStay>(
  'stays',
  'select booking_id, position, room_type_id, check_in, check_out, rooms, guests from stay',
  'booking_id',
  `and status = 'HK' order by booking_id, position`,
);

/** What a plan has to know of some bookings; the version is read before what it is the version of. */
export async function loadBookings(session: Session, bookingIds: readonly string[]) {
  const args = { ids: bookingIds.join() };
  const [heads_, passengers, segments, times, stays_] = await Promise.all([
    session.all(heads, args),
    session.all(parties, args),
    session.all(lines, args),
    session.all(offers, args),
    session.all(stays, args),
  ]);
  return { heads: heads_, passengers, segments, offers: times, stays: stays_ };
}

const flightColumns = `f.*, ${legCount} as leg_count`;
const leaving = statement<{ from: number; until: number }, ScheduledFlight>(
  'plan_flights',
  `select ${flightColumns} from flight f where f.departs_at between :from and :until
    and f.status in ('scheduled','delayed') order by f.departs_at, f.id`,
);
const flightsById = statement<{ ids: string }, ScheduledFlight>(
  'plan_flights_by_id',
  (sql) =>
    `select ${flightColumns} from flight f where ${sql.isAnyOf('f.id', sql.listed(ids, 'bigint'))} order by f.id`,
);
const cabins = statement<{ from: number; until: number }, CabinRow>(
  'plan_cabins',
  `select c.flight_id, c.cabin, c.authorised from flight f join flight_cabin c on c.flight_id = f.id
    where f.departs_at between :from and :until and f.status in ('scheduled','delayed')`,
);
/** Units above every limit are kept from all classes, and so from a plan as well. */
const countedUnits = (isFree: string) => `select s.flight_id, s.cabin, cast(count(*) as bigint) as units
    from flight f join seat s on s.flight_id = f.id join (select flight_id, cabin, min(nest_level) as level from fare
        group by flight_id, cabin) x on x.flight_id = s.flight_id and x.cabin = s.cabin
   where f.departs_at between :from and :until and f.status in ('scheduled','delayed')
     and ${isFree} and s.nest_level >= x.level group by s.flight_id, s.cabin`;
const openUnits = statement<{ from: number; until: number; now: number }, CabinUnits>(
  'plan_open_units',
  `${countedUnits(`s.status = 'open'`)} union all ${countedUnits(`s.status = 'held' and s.hold_expires_at <= :now`)}`,
);
const takenUnits = statement<{ ids: string; now: number }, CabinUnits>(
  'plan_taken_units',
  (sql) => `select s.flight_id, s.cabin, cast(count(*) as bigint) as units from seat s
    where ${sql.isAnyOf('s.flight_id', sql.listed(ids, 'bigint'))} and (s.status = 'sold'
      or s.status = 'held' and (s.hold_expires_at is null or s.hold_expires_at > :now))
    group by s.flight_id, s.cabin`,
);
const authorisedUnits = statement<{ ids: string }, CabinRow>(
  'plan_authorised_units',
  (sql) => `select flight_id, cabin, authorised from flight_cabin
    where ${sql.isAnyOf('flight_id', sql.listed(ids, 'bigint'))} order by flight_id, cabin`,
);
const events = statement<{ ids: string }, Pick<FlightEventRow, 'flight_id' | 'kind' | 'cause' | 'recorded_at'>>(
  'plan_flight_events',
  (sql) => `select flight_id, kind, cause, recorded_at from flight_event
    where ${sql.isAnyOf('flight_id', sql.listed(ids, 'bigint'))} and kind in ('cancelled','delayed','diverted')
    order by recorded_at, id`,
);
const airports = statement<Record<never, never>, AirportPlace>(
  'plan_airports',
  'select iata, city, country, time_zone, latitude, longitude from airport order by iata',
);
const connectionTimes = statement<Record<never, never>, ConnectionTimeRow>(
  'plan_connection_times',
  'select airport, kind, minutes from connection_time order by airport, kind',
);

/** The flights that leave within a time and operate, with the units of each cabin that may be sold. */
export async function loadTimetable(
  session: Session,
  span: { readonly from: Instant; readonly until: Instant },
  now: Instant,
) {
  const [flights, cabinRows, units] = await Promise.all([
    session.all(leaving, span),
    session.all(cabins, span),
    session.all(openUnits, { ...span, now }),
  ]);
  return { flights, cabins: cabinRows, units };
}

export async function loadPlaces(session: Session) {
  const [airportRows, times] = await Promise.all([session.all(airports, {}), session.all(connectionTimes, {})]);
  return { airports: airportRows, connectionTimes: times };
}

export function listFlightsById(session: Session, flightIds: readonly number[]): Promise<ScheduledFlight[]> {
  return inPieces(flightIds, (piece) => session.all(flightsById, { ids: piece.join() }));
}

/** Sold, or held by a hold that has not run out; and what may be sold at all. */
export async function listLoads(session: Session, flightIds: readonly number[], now: Instant) {
  const [taken, authorised] = await Promise.all([
    inPieces(flightIds, (piece) => session.all(takenUnits, { ids: piece.join(), now })),
    inPieces(flightIds, (piece) => session.all(authorisedUnits, { ids: piece.join() })),
  ]);
  return { taken, authorised };
}

/** What was said of flights, the last word last. */
export function listEvents(session: Session, flightIds: readonly number[]) {
  return inPieces(flightIds, (piece) => session.all(events, { ids: piece.join() }));
}

const IDS_A_QUERY = 1_000;

async function inPieces<T, R>(items: readonly T[], load: (piece: readonly T[]) => Promise<R[]>): Promise<R[]> {
  const found: R[] = [];
  for (let at = 0; at < items.length; at += IDS_A_QUERY) {
    for (const row of await load(items.slice(at, at + IDS_A_QUERY))) found.push(row);
  }
  return found;
}
