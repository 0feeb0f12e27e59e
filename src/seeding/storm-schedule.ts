import type { Session, Transaction } from '../database/dialect.js';
import type { AirportRow, ConnectionTimeRow, FareRow, FlightCabinRow, FlightRow } from '../database/schema.js';
import { statement } from '../database/statement.js';
import type { LegCount } from '../inventory/flight.js';
import { legCount } from '../inventory/flight-sql.js';
import { ConnectionRules } from '../inventory/search/connection-rules.js';
import { OpsdeskError } from '../kernel/errors.js';
import type { LocalDate } from '../kernel/local-date.js';
import { seatsOfFlights } from './digest-queries.js';
import { type SoldUnits, StormFlight } from './storm-flight.js';

type Nothing = Record<string, never>;

const lockFlights = statement<Nothing, FlightRow>(
  'lock_storm_flights',
  (sql) => `select * from flight order by carrier, number, departure_date, origin ${sql.forUpdate()}`,
);
const anyBooking = statement<Nothing, { id: string }>('storm_any_booking', 'select id from booking limit 1');
const allAirports = statement<Nothing, AirportRow>('storm_airports', 'select * from airport');
const allConnectionTimes = statement<Nothing, ConnectionTimeRow>(
  'storm_connection_times',
  'select airport, kind, minutes from connection_time',
);
const allCabins = statement<Nothing, FlightCabinRow>(
  'storm_cabins',
  `select flight_id, cabin, capacity, authorised, first_ordinal, last_ordinal from flight_cabin
    order by flight_id, first_ordinal`,
);
const allFlights = statement<Nothing, FlightRow & LegCount>(
  'storm_flights',
  `select f.*, ${legCount} as leg_count from flight f order by f.departs_at, f.carrier, f.number, f.origin`,
);
const allFares = statement<Nothing, FareRow>(
  'storm_fares',
  'select * from fare order by flight_id, base_minor + tax_minor, fare_class',
);
const dropSeats = statement<Nothing>('drop_storm_seats', 'delete from seat');

const FLIGHTS_PER_PAGE = 500;

/** The timetable that a storm is laid over. */
export interface StormSchedule {
  /** In the order of their references. */
  readonly flights: readonly FlightRow[];
  readonly cabins: ReadonlyMap<number, readonly FlightCabinRow[]>;
  readonly airports: ReadonlyMap<string, AirportRow>;
  readonly rules: ConnectionRules;
  readonly firstDay: LocalDate;
  readonly lastDay: LocalDate;
}

/**
 * Locks all flights, so that nobody sells any of them meanwhile, and reads their timetable.
 * @throws WRONG_STATE without flights, ALREADY_EXISTS with bookings
 */
export async function lockSchedule(tx: Transaction): Promise<StormSchedule> {
  const flights = await tx.all(lockFlights, {});
  if (flights.length === 0) {
    throw new OpsdeskError('WRONG_STATE', 'the storm scenario fills the flights that are there, and there are none', {
      hint: 'Import a schedule first: opsdesk flight import FILE',
    });
  }
  // The statements after the lock see whatever was sold while it was waited for.
  const [booking, airports, times, cabins] = await Promise.all([
    tx.first(anyBooking, {}),
    tx.all(allAirports, {}),
    tx.all(allConnectionTimes, {}),
    tx.all(allCabins, {}),
  ]);
  if (booking) {
    throw new OpsdeskError(
      'ALREADY_EXISTS',
      'the database has bookings already, and the storm scenario makes all of them',
      {
        hint: 'Empty it with opsdesk db reset, import the schedule, and seed again.',
      },
    );
  }
  const days = flights.map((flight) => flight.departure_date).sort();
  return {
    flights,
    cabins: byFlight(cabins),
    airports: new Map(airports.map((airport) => [airport.iata, airport])),
    rules: new ConnectionRules(new Map(airports.map(({ iata, country }) => [iata, country])), times),
    firstDay: days[0] as LocalDate,
    lastDay: days.at(-1) as LocalDate,
  };
}

/** Every flight with its fares and units, the first departure first: an order that ids have no part in. */
export async function readFlights(session: Session): Promise<StormFlight[]> {
  const [flights, fares] = await Promise.all([session.all(allFlights, {}), session.all(allFares, {})]);
  const faresOf = byFlight(fares);
  const units = await readUnits(session, Math.max(0, ...flights.map(({ id }) => id)));
  return flights.map(
    (flight) => new StormFlight(flight, faresOf.get(flight.id) ?? [], units.get(flight.id) ?? NO_UNITS),
  );
}

/** Takes every seat away: they are loaded again with their holders. */
export async function dropAllSeats(tx: Transaction): Promise<void> {
  await tx.run(dropSeats, {});
}

const NO_UNITS: SoldUnits = { ordinals: [], cabins: [], seatNumbers: [], levels: [], statuses: [] };

/** A schedule has some dozens of cabin layouts: flights with the same units share what was read of them. */
async function readUnits(session: Session, lastId: number): Promise<Map<number, SoldUnits>> {
  const known = new Map<string, SoldUnits>();
  const found = new Map<number, SoldUnits>();
  for (let after = 0; after < lastId; after += FLIGHTS_PER_PAGE) {
    for (const { flight_id: flightId, seats } of await session.all(seatsOfFlights, {
      after,
      last: after + FLIGHTS_PER_PAGE,
    })) {
      const units = known.get(seats) ?? parseUnits(seats);
      known.set(seats, units);
      found.set(flightId, units);
    }
  }
  return found;
}

/** `ordinal cabin seat-number level status`, the number missing of an overbooking slot. */
function parseUnits(text: string): SoldUnits {
  const rows = text.split(',').map((unit) => unit.split(' '));
  return {
    ordinals: rows.map(([ordinal]) => Number(ordinal)),
    cabins: rows.map(([, cabin]) => cabin ?? ''),
    seatNumbers: rows.map(([, , seatNumber]) => seatNumber || null),
    levels: rows.map(([, , , level]) => Number(level)),
    statuses: rows.map(([, , , , status]) => status ?? ''),
  };
}

function byFlight<T extends { readonly flight_id: number }>(rows: readonly T[]): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const row of rows) {
    const group = groups.get(row.flight_id);
    if (group) group.push(row);
    else groups.set(row.flight_id, [row]);
  }
  return groups;
}
