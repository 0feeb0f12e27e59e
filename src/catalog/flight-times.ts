import { HOUR_MS, type Instant, localDateOf } from '../kernel/instant.js';
import type { LocalDate } from '../kernel/local-date.js';
import type { ZonedInstant } from './wall-time.js';

/** When a flight leaves and arrives: instants, and minutes that the clocks there are ahead of UTC. */
export interface FlightTimes {
  readonly departureDate: LocalDate;
  readonly departsAt: Instant;
  readonly departsOffset: number;
  readonly arrivesAt: Instant;
  readonly arrivesOffset: number;
}

const MAX_DURATION_MS = 24 * HOUR_MS;

/** Times that no flight can have: what is wrong with the arrival. */
export interface ImpossibleTimes {
  readonly reason: string;
}

/**
 * The times of a flight that leaves at one instant and arrives at the first of several that it can: of a wall time
 * that comes twice in a night, either may be meant.
 */
export function flightTimes(departure: ZonedInstant, arrivals: readonly ZonedInstant[]): FlightTimes | ImpossibleTimes {
  const arrival = arrivals.find(({ instant }) => instant > departure.instant);
  if (!arrival) return { reason: 'is not after the departure, by the time zones of the airports' };
  if (arrival.instant - departure.instant > MAX_DURATION_MS) {
    return { reason: 'is more than 24 hours after the departure' };
  }
  return {
    departureDate: localDateOf(departure.instant, departure.offsetMinutes),
    departsAt: departure.instant,
    departsOffset: departure.offsetMinutes,
    arrivesAt: arrival.instant,
    arrivesOffset: arrival.offsetMinutes,
  };
}

/** What is wrong with an end of a flight whose wall time `shownInstantsOf` knows no instant of. @param airport IATA */
export function skippedAt(airport: string): string {
  return `is a time that the clocks at ${airport} skip`;
}
