import type { Session, Transaction } from '../database/dialect.js';
import type { AirportRow } from '../database/schema.js';
import { insertInto, statement } from '../database/statement.js';
import type { Airport } from './airports.js';

const insertAirport = insertInto<AirportRow>(
  'airport',
  ['iata', 'name', 'city', 'country', 'time_zone', 'latitude', 'longitude'],
  'on conflict (iata) do nothing',
);

/** Adds the airports that the database does not have yet; sent before the next load or with the commit. */
export function addAirports(tx: Transaction, airports: Iterable<Airport>): void {
  for (const { iata, name, city, country, timeZone, latitude, longitude } of airports) {
    tx.later(insertAirport, { iata, name, city, country, time_zone: timeZone, latitude, longitude });
  }
}

const zoneOf = statement<{ iata: string }, Pick<AirportRow, 'time_zone'>>(
  'time_zone_of_airport',
  'select time_zone from airport where iata = :iata',
);

/** The IANA zone of an airport that a flight of the database uses. */
export async function getTimeZone(session: Session, iata: string): Promise<string> {
  const row = await session.first(zoneOf, { iata });
  if (!row) throw new Error(`airport ${iata} is missing`);
  return row.time_zone;
}

/** The zones of the two ends of a flight, IANA. */
export async function zonesOfFlight(
  session: Session,
  { origin, destination }: { readonly origin: string; readonly destination: string },
): Promise<{ readonly origin: string; readonly destination: string }> {
  const [from, to] = await Promise.all([getTimeZone(session, origin), getTimeZone(session, destination)]);
  return { origin: from, destination: to };
}
