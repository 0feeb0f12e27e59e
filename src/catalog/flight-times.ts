import { HOUR_MS, type Instant } from '../kernel/instant.js';
import type { LocalDate } from '../kernel/local-date.js';
import { instantOf, instantsOf, type WallTime } from './wall-time.js';

/** When a flight leaves and arrives: instants, and minutes that the clocks there are ahead of UTC. */
export interface FlightTimes {
  readonly departureDate: LocalDate;
  readonly departsAt: Instant;
  readonly departsOffset: number;
  readonly arrivesAt: Instant;
  readonly arrivesOffset: number;
}

const MAX_DURATION_MS = 24 * HOUR_MS;

/** Wall times at two places that no flight can have: what is wrong with the arrival. */
export interface ImpossibleTimes {
  readonly reason: string;
}

/**
 * Turns the wall times of a flight into instants. Of a wall time that comes twice in a night, it arrives
 * at the first that it can.
 */
export function flightTimes(
  origin: { readonly timeZone: string; readonly wall: WallTime },
  destination: { readonly timeZone: string; readonly wall: WallTime },
): FlightTimes | ImpossibleTimes {
  const departure = instantOf(origin.timeZone, origin.wall);
  const candidates = instantsOf(destination.timeZone, destination.wall);
  const arrival = candidates.find(({ instant }) => instant > departure.instant);
  if (!arrival) return { reason: 'is not after the departure, by the time zones of the airports' };
  if (arrival.instant - departure.instant > MAX_DURATION_MS) {
    return { reason: 'is more than 24 hours after the departure' };
  }
  return {
    departureDate: origin.wall.date,
    departsAt: departure.instant,
    departsOffset: departure.offsetMinutes,
    arrivesAt: arrival.instant,
    arrivesOffset: arrival.offsetMinutes,
  };
}
