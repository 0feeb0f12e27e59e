import { MINUTE_MS } from '../../kernel/instant.js';
import { type ConnectionRules, MAXIMUM_CONNECTION_MINUTES } from './connection-rules.js';
import { type Itinerary, itineraryOf, type TimetableFlight } from './itinerary.js';

/** The flights of a journey by their place in it; one may stand in several places. */
export interface Timetable {
  /** Those that leave the origin. */
  readonly first: readonly TimetableFlight[];
  /** Those on the way. */
  readonly middle: readonly TimetableFlight[];
  /** Those that reach the destination. */
  readonly last: readonly TimetableFlight[];
}

/**
 * Every way from origin to destination with connections that the rules allow, and no airport twice.
 * @param maxMinutes of a whole journey
 */
export function joinFlights(
  { first, middle, last }: Timetable,
  destination: string,
  rules: ConnectionRules,
  maxMinutes = Number.POSITIVE_INFINITY,
): Itinerary[] {
  const intoDestination = new Departures(last);
  const between = new Departures(middle);
  const found: Itinerary[] = [];
  const add = (...flights: TimetableFlight[]) => {
    const itinerary = itineraryOf(flights);
    if (itinerary.minutes <= maxMinutes) found.push(itinerary);
  };
  for (const one of first) {
    if (one.destination === destination) add(one);
    else {
      for (const two of intoDestination.after(one, rules)) add(one, two);
      for (const two of between.after(one, rules)) {
        if (two.destination === one.origin) continue;
        for (const three of intoDestination.after(two, rules)) add(one, two, three);
      }
    }
  }
  return found;
}

/** Flights by the place that they leave, in the order of departure. */
class Departures {
  private readonly byOrigin = new Map<string, TimetableFlight[]>();

  constructor(flights: readonly TimetableFlight[]) {
    for (const flight of flights) {
      const known = this.byOrigin.get(flight.origin);
      if (known) known.push(flight);
      else this.byOrigin.set(flight.origin, [flight]);
    }
    for (const leaving of this.byOrigin.values()) leaving.sort((a, b) => a.departs_at - b.departs_at);
  }

  *after(arriving: TimetableFlight, rules: ConnectionRules): Generator<TimetableFlight> {
    const leaving = this.byOrigin.get(arriving.destination) ?? [];
    const until = arriving.arrives_at + MAXIMUM_CONNECTION_MINUTES * MINUTE_MS;
    for (let at = firstFrom(leaving, arriving.arrives_at); at < leaving.length; at += 1) {
      const flight = leaving[at] as TimetableFlight;
      if (flight.departs_at > until) return;
      if (rules.isConnection(arriving, flight)) yield flight;
    }
  }
}

/** Where the flights begin that leave at an instant or later. */
function firstFrom(leaving: readonly TimetableFlight[], instant: number): number {
  let low = 0;
  let high = leaving.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((leaving[middle] as TimetableFlight).departs_at < instant) low = middle + 1;
    else high = middle;
  }
  return low;
}
