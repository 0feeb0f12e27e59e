import type { Transaction } from '../database/dialect.js';
import type { FlightRow } from '../database/schema.js';
import { statement } from '../database/statement.js';
import type { LocalDate } from '../kernel/local-date.js';

const flightsOfDays = statement<{ from: string; to: string }, FlightRow>(
  'flights_of_days',
  `select id, carrier, number, departure_date, origin, destination, departs_at, departs_offset,
          arrives_at, arrives_offset, equipment, status, version
     from flight where departure_date between :from and :to`,
);

/** Every flight that departs on one of the days, both ends included, by the calendar of its origin. */
export async function listFlightsOfDays(tx: Transaction, from: LocalDate, to: LocalDate): Promise<FlightRow[]> {
  return tx.all(flightsOfDays, { from, to });
}
