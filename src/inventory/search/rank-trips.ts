import type { FareBoard } from './fare-board.js';
import type { FareJudge } from './fare-judge.js';
import type { FoundJourney } from './find-itineraries.js';
import type { OfferOrder } from './flight-search.js';
import { Heap } from './heap.js';
import type { Itinerary } from './itinerary.js';
import type { SeatCounts } from './seat-counts.js';
import type { SearchFare } from './space-repository.js';

/** An itinerary in the cheapest classes of a cabin that have room. */
export interface Choice {
  readonly itinerary: Itinerary;
  /** One for each flight. */
  readonly fares: readonly SearchFare[];
  /** Of the whole party, in minor units. */
  readonly priceMinor: number;
}

/** One choice for each journey, all of one cabin and one currency. */
export interface Trip {
  readonly pool: string;
  readonly choices: readonly Choice[];
  readonly priceMinor: number;
  /** Of all journeys together. */
  readonly minutes: number;
}

export interface TripQuery {
  readonly journeys: readonly FoundJourney[];
  readonly fares: FareBoard;
  readonly counts: SeatCounts;
  /** That the party needs on each flight. */
  readonly seats: number;
  readonly isSold: FareJudge;
  /** Minor units for the whole party; undefined for no limit. */
  readonly maxMinorOf: (currency: string) => number | undefined;
  readonly sort: OfferOrder;
  readonly limit: number;
}

export interface RankedTrips {
  /** Best first. Seats that nobody has counted are taken to be there. */
  readonly trips: readonly Trip[];
  /** The flights of these trips whose seats nobody has counted. */
  readonly uncounted: ReadonlySet<number>;
}

/** Nobody reads so far: it ends a search whose filters refuse nearly every pair of journeys. */
const MOST_TRIED = 50_000;

interface Candidate extends Trip {
  /** By journey, which of its choices. */
  readonly at: readonly number[];
  /** The journey whose choice was moved on last: only it and those behind are moved on, so that none comes twice. */
  readonly from: number;
  readonly streams: readonly (readonly Choice[])[];
}

/**
 * The best trips, found best first: each journey's choices are sorted, and of their combinations only those
 * are looked at that no better one stands before.
 */
export function rankTrips(query: TripQuery): RankedTrips {
  const compare = comparing(query.sort);
  const heap = new Heap<Candidate>(compare);
  for (const pool of query.fares.pools) {
    const streams = streamsOf(query, pool, compare);
    if (streams) heap.push(candidate(pool, streams, Array(streams.length).fill(0), 0) as Candidate);
  }
  const trips: Trip[] = [];
  for (let tried = 0; trips.length < query.limit && tried < MOST_TRIED; tried += 1) {
    const best = heap.pop();
    if (!best) break;
    for (let journey = best.from; journey < best.at.length; journey += 1) {
      const at = best.at.map((index, each) => (each === journey ? index + 1 : index));
      const next = candidate(best.pool, best.streams, at, journey);
      if (next) heap.push(next);
    }
    if (isTrip(best, query)) trips.push(best);
  }
  return { trips, uncounted: uncountedOf(trips, query.counts) };
}

/** The choices of each journey in a pool, in the order that is asked for; undefined where a journey has none. */
function streamsOf(query: TripQuery, pool: string, compare: (a: Trip, b: Trip) => number): Choice[][] | undefined {
  const all: Choice[][] = [];
  for (const [journey, { itineraries }] of query.journeys.entries()) {
    const choices = itineraries.flatMap((itinerary) => chooseFares(query, itinerary, pool, journey) ?? []);
    if (choices.length === 0) return undefined;
    all.push(choices);
  }
  const affordable = withinPrice(all, query.maxMinorOf(currencyOf(pool)));
  if (affordable.some((choices) => choices.length === 0)) return undefined;
  return affordable.map((choices) => {
    const trips = choices.map((choice) => tripOf(pool, [choice])).sort(compare);
    return trips.map((trip) => trip.choices[0] as Choice);
  });
}

/** In each class that is cheapest among those with room; undefined where a flight has none. */
function chooseFares(query: TripQuery, itinerary: Itinerary, pool: string, journey: number): Choice | undefined {
  const fares: SearchFare[] = [];
  let priceMinor = 0;
  for (const flight of itinerary.flights) {
    const open = query.fares.faresOf(flight.id, pool).find(({ fare }) => {
      if (!query.isSold(fare, journey)) return false;
      const available = query.counts.availableIn(fare);
      return available === undefined || available >= query.seats;
    });
    if (!open) return undefined;
    fares.push(open.fare);
    priceMinor += open.priceMinor;
  }
  return { itinerary, fares, priceMinor };
}

/** Leaves out what is too dear beside the cheapest choices of the other journeys. */
function withinPrice(streams: readonly Choice[][], maxMinor: number | undefined): Choice[][] {
  if (maxMinor === undefined) return [...streams];
  const cheapest = streams.map((choices) => Math.min(...choices.map((choice) => choice.priceMinor)));
  const least = cheapest.reduce((sum, price) => sum + price, 0);
  return streams.map((choices, journey) =>
    choices.filter((choice) => choice.priceMinor - (cheapest[journey] as number) + least <= maxMinor),
  );
}

function candidate(
  pool: string,
  streams: readonly (readonly Choice[])[],
  at: readonly number[],
  from: number,
): Candidate | undefined {
  const choices: Choice[] = [];
  for (const [journey, index] of at.entries()) {
    const choice = streams[journey]?.[index];
    if (!choice) return undefined;
    choices.push(choice);
  }
  return { ...tripOf(pool, choices), at, from, streams };
}

function tripOf(pool: string, choices: readonly Choice[]): Trip {
  let priceMinor = 0;
  let minutes = 0;
  for (const choice of choices) {
    priceMinor += choice.priceMinor;
    minutes += choice.itinerary.minutes;
  }
  return { pool, choices, priceMinor, minutes };
}

/** Whether each journey can be begun after the one before, on flights of its own, within the price. */
function isTrip(trip: Trip, query: TripQuery): boolean {
  const maxMinor = query.maxMinorOf(currencyOf(trip.pool));
  if (maxMinor !== undefined && trip.priceMinor > maxMinor) return false;
  return trip.choices.every(({ itinerary }, journey) => {
    const before = trip.choices[journey - 1]?.itinerary;
    return !before || (query.journeys[journey] as FoundJourney).rules.isInTime(before.last, itinerary.first);
  });
}

function currencyOf(pool: string): string {
  return pool.slice(pool.indexOf(' ') + 1);
}

function uncountedOf(trips: readonly Trip[], counts: SeatCounts): Set<number> {
  const flights = new Set<number>();
  for (const fare of trips.flatMap(({ choices }) => choices.flatMap(({ fares }) => fares))) {
    if (counts.availableIn(fare) === undefined) flights.add(fare.flight_id);
  }
  return flights;
}

/**
 * A total order, and one that a trip cannot win by a later choice of a journey: what it compares are sums over
 * the journeys and lists of what each has, and each journey's choices are sorted by the same.
 */
function comparing(sort: OfferOrder): (a: Trip, b: Trip) => number {
  const byPrice = (a: Trip, b: Trip) => a.priceMinor - b.priceMinor;
  const byDuration = (a: Trip, b: Trip) => a.minutes - b.minutes;
  const orders = {
    price: [byPrice, byDeparture, byDuration],
    duration: [byDuration, byPrice, byDeparture],
    departure: [byDeparture, byPrice, byDuration],
  }[sort];
  return (a, b) => {
    for (const order of orders) {
      const difference = order(a, b);
      if (difference !== 0) return difference;
    }
    return byName(a, b);
  };
}

function byDeparture(a: Trip, b: Trip): number {
  for (let journey = 0; journey < a.choices.length; journey += 1) {
    const left = (a.choices[journey] as Choice).itinerary.departsAt;
    const right = (b.choices[journey] as Choice).itinerary.departsAt;
    if (left !== right) return left - right;
  }
  return 0;
}

function byName(a: Trip, b: Trip): number {
  const name = ({ choices, pool }: Trip) => `${choices.map(({ itinerary }) => itinerary.key).join(' ')} ${pool}`;
  const [left, right] = [name(a), name(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}
