import type { FlightRow } from '../database/schema.js';
import { DAY_MS } from '../kernel/instant.js';

/**
 * Which flights make up one journey, numbered from 1: a flight goes on with the journey before it where it
 * leaves from where that one ended, within a day, and does not go back to where it began.
 */
export function numberJourneys(flights: readonly FlightRow[]): number[] {
  let journey = 0;
  let begin: FlightRow | undefined;
  let last: FlightRow | undefined;
  return flights.map((flight) => {
    const waitMs = last ? flight.departs_at - last.arrives_at : Number.NaN;
    const goesOn = last?.destination === flight.origin && waitMs >= 0 && waitMs <= DAY_MS;
    if (!goesOn || begin?.origin === flight.destination) {
      journey += 1;
      begin = flight;
    }
    last = flight;
    return journey;
  });
}
