import type { FlightRow } from '../database/schema.js';
import { DAY_MS } from '../kernel/instant.js';

/**
 * Which flights make up one journey, numbered from 1: a flight goes on with the journey before it where it
 * leaves from where that one ended, within a day, and does not go back to where it began.
 * @param flights in the order of travel
 * @param sold the journeys of those that were sold before, by their place: what was sold as one journey stays one, and
 *   two of them are joined by a flight that stands between them and by nothing else
 */
export function numberJourneys(flights: readonly FlightRow[], sold: readonly (number | undefined)[] = []): number[] {
  const begins: FlightRow[] = [];
  const bySold = new Map<number, number>();
  const numbers: number[] = [];
  for (const [index, flight] of flights.entries()) {
    const was = sold[index];
    const isApart = was !== undefined && index > 0 && sold[index - 1] !== undefined;
    const before = numbers.at(-1) ?? 0;
    let journey = was === undefined ? undefined : bySold.get(was);
    if (journey === undefined) {
      const goesOn =
        !isApart && isOnward(flights[index - 1], flight) && begins[before - 1]?.origin !== flight.destination;
      journey = goesOn ? before : begins.push(flight);
      if (was !== undefined) bySold.set(was, journey);
    }
    numbers.push(journey);
  }
  return numbers;
}

/** Within a day of the one before, and from where that one ended. */
function isOnward(last: FlightRow | undefined, flight: FlightRow): boolean {
  if (last?.destination !== flight.origin) return false;
  const waitMs = flight.departs_at - last.arrives_at;
  return waitMs >= 0 && waitMs <= DAY_MS;
}
