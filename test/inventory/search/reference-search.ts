import {
  type ConnectionKind,
  MAXIMUM_CONNECTION_MINUTES,
  MINIMUM_CONNECTION_MINUTES,
} from '../../../src/inventory/search/connection-rules.js';
import { DAY_MS, type Instant, MINUTE_MS } from '../../../src/kernel/instant.js';
import type { ScheduledFare, ScheduledFlight } from '../../support/schedule.js';

export interface ReferenceQuery {
  readonly origin: string;
  readonly destination: string;
  readonly date: string;
  readonly returnDate?: string | undefined;
  readonly seats: number;
  readonly maxStops: number;
  readonly now: Instant;
}

type Countries = Readonly<Record<string, string>>;

const dayOf = (instant: Instant) => new Date(instant).toISOString().slice(0, 10);
const nights = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / DAY_MS;

/**
 * Every trip that can be sold with its lowest price, found by trying everything: `1+2,3 Y` and minor units.
 * Slow, and without a thought in common with the search.
 */
export function referenceSearch(
  flights: readonly ScheduledFlight[],
  countries: Countries,
  query: ReferenceQuery,
): Map<string, number> {
  const { origin, destination, date, returnDate } = query;
  const outs = waysOf(flights, countries, origin, destination, date, query);
  const backs = returnDate ? waysOf(flights, countries, destination, origin, returnDate, query) : [[]];
  const found = new Map<string, number>();
  for (const out of outs) {
    for (const back of backs) {
      if (back.length > 0 && !isCaught(out.at(-1) as ScheduledFlight, back[0] as ScheduledFlight, countries)) continue;
      for (const cabin of ['C', 'Y']) {
        const prices = [...out, ...back].map((flight) => cheapest(flight, cabin, out.includes(flight), query));
        if (prices.some((price) => price === undefined)) continue;
        const name = [out, back].flatMap((way) => (way.length ? [way.map(({ id }) => id).join('+')] : [])).join();
        found.set(
          `${name} ${cabin}`,
          prices.reduce((sum: number, price) => sum + (price as number), 0),
        );
      }
    }
  }
  return found;
}

function waysOf(
  flights: readonly ScheduledFlight[],
  countries: Countries,
  origin: string,
  destination: string,
  date: string,
  { maxStops, now }: ReferenceQuery,
): ScheduledFlight[][] {
  const open = flights.filter(({ departsAt }) => departsAt > now);
  let chains = open.filter((each) => each.origin === origin && dayOf(each.departsAt) === date).map((each) => [each]);
  const found: ScheduledFlight[][] = [];
  for (let stops = 0; stops <= maxStops; stops += 1) {
    found.push(...chains.filter((chain) => chain.at(-1)?.destination === destination));
    chains = chains
      .filter((chain) => chain.at(-1)?.destination !== destination)
      .flatMap((chain) =>
        open
          .filter((next) => {
            const last = chain.at(-1) as ScheduledFlight;
            const isNew = next.destination !== origin && chain.every((each) => each.destination !== next.destination);
            const wait = (next.departsAt - last.arrivesAt) / MINUTE_MS;
            const isSoon = wait <= MAXIMUM_CONNECTION_MINUTES;
            return next.origin === last.destination && isNew && isSoon && isCaught(last, next, countries);
          })
          .map((next) => [...chain, next]),
      );
  }
  return found;
}

function isCaught(last: ScheduledFlight, next: ScheduledFlight, countries: Countries): boolean {
  const letter = (each: ScheduledFlight) => (countries[each.origin] === countries[each.destination] ? 'D' : 'I');
  const kind = `${letter(last)}${letter(next)}` as ConnectionKind;
  return (next.departsAt - last.arrivesAt) / MINUTE_MS >= MINIMUM_CONNECTION_MINUTES[kind];
}

function cheapest(
  flight: ScheduledFlight,
  cabin: string,
  isOut: boolean,
  { date, returnDate, seats, now }: ReferenceQuery,
): number | undefined {
  const isSold = (fare: ScheduledFare) => {
    const start = isOut ? date : (returnDate ?? date);
    if (nights(dayOf(now), start) < (fare.advanceDays ?? 0)) return false;
    if (fare.minStayDays && (!returnDate || nights(date, returnDate) < fare.minStayDays)) return false;
    return !(fare.maxStayDays && returnDate && nights(date, returnDate) > fare.maxStayDays);
  };
  const hasRoom = (fare: ScheduledFare) => {
    const pools = (flight.seats ?? []).filter(
      (pool) => pool.cabin === cabin && (pool.nestLevel ?? 1) >= (fare.nestLevel ?? 1),
    );
    const isRunOut = (flight.heldUntil ?? 0) <= now;
    return pools.reduce((sum, pool) => sum + pool.open + (isRunOut ? (pool.held ?? 0) : 0), 0) >= seats;
  };
  const prices = (flight.fares ?? [])
    .filter((fare) => fare.cabin === cabin && isSold(fare) && hasRoom(fare))
    .map((fare) => (fare.baseMinor + (fare.taxMinor ?? 0)) * seats);
  return prices.length === 0 ? undefined : Math.min(...prices);
}
