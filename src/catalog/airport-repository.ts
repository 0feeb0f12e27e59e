import type { Transaction } from '../database/dialect.js';
import type { AirportRow } from '../database/schema.js';
import { insertInto } from '../database/statement.js';
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
