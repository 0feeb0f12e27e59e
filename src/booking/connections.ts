import type { Session } from '../database/dialect.js';
import type { FlightRow } from '../database/schema.js';
import { flightRefOf } from '../inventory/flight.js';
import { ConnectionRules } from '../inventory/search/connection-rules.js';
import { findCountries, listConnectionTimes } from '../inventory/search/timetable-repository.js';
import { OpsdeskError } from '../kernel/errors.js';
import { MINUTE_MS } from '../kernel/instant.js';

/** A flight of a journey, and whether it is being bought now. */
export interface JourneyFlight {
  readonly flight: FlightRow;
  readonly journey: number;
  readonly isNew: boolean;
}

/**
 * Flights that are bought leave the time for a change that their airports ask for, as the search does. Who
 * stays on board of a flight with several legs changes nothing, and what was sold before is not asked again.
 * @param flights in the order of travel
 * @throws REFUSED_BY_RULE
 */
export async function requireTimeToConnect(session: Session, flights: readonly JourneyFlight[]): Promise<void> {
  const changes = flights.flatMap((departing, index) => {
    const arriving = flights.slice(0, index).findLast((each) => each.journey === departing.journey);
    return arriving && isBoughtChange(arriving, departing) ? [{ from: arriving.flight, to: departing.flight }] : [];
  });
  if (changes.length === 0) return;
  const airports = [...new Set(changes.flatMap(({ from, to }) => [from.origin, to.origin, to.destination]))];
  const [countries, times] = await Promise.all([
    findCountries(session, airports),
    listConnectionTimes(session, [...new Set(changes.map(({ to }) => to.origin))]),
  ]);
  const rules = new ConnectionRules(countries, times);
  const missed = changes.find(({ from, to }) => !rules.isInTime(from, to));
  if (!missed) return;
  const { from, to } = missed;
  const waitMinutes = Math.floor((to.departs_at - from.arrives_at) / MINUTE_MS);
  const minimumMinutes = rules.minimumMinutes(from, to);
  throw new OpsdeskError(
    'REFUSED_BY_RULE',
    `${flightRefOf(to)} leaves ${waitMinutes} minutes after ${flightRefOf(from)} arrives, and a change at ${to.origin} takes ${minimumMinutes}`,
    {
      hint: `Look for a later one: opsdesk flight search ${to.origin} ${to.destination} --depart ${to.departure_date}`,
      details: { airport: to.origin, waitMinutes, minimumMinutes },
    },
  );
}

function isBoughtChange(arriving: JourneyFlight, departing: JourneyFlight): boolean {
  const [from, to] = [arriving.flight, departing.flight];
  const isOneAircraft = from.carrier === to.carrier && from.number === to.number;
  return (arriving.isNew || departing.isNew) && from.destination === to.origin && !isOneAircraft;
}
