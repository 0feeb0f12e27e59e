import type { Session } from '../../database/dialect.js';
import type { Instant } from '../../kernel/instant.js';
import { addDays } from '../../kernel/local-date.js';
import { money } from '../../kernel/money.js';
import { FareBoard } from './fare-board.js';
import { type FareJudge, judgeFares } from './fare-judge.js';
import { type FoundJourney, findItineraries } from './find-itineraries.js';
import {
  type CalendarDay,
  type FlightSearch,
  type Found,
  type JourneyWish,
  type OfferView,
  routeOf,
} from './flight-search.js';
import { seatsOf } from './party.js';
import { type RankedTrips, rankTrips, type Trip, type TripQuery } from './rank-trips.js';
import { type ReadSearch, readSearch } from './read-search.js';
import { SeatCounts } from './seat-counts.js';
import { listFaresOf } from './space-repository.js';
import { offerIdOf, viewOffer } from './view-offer.js';

/**
 * Trips with room for the party on every flight, one offer for each cabin at its cheapest open classes. Seats are
 * counted for the offers that are shown and for no others.
 * @throws AIRPORT_NOT_FOUND when nothing flies from or to there, INVALID_INPUT, PASSENGER_RULE
 */
export async function searchFlights(session: Session, query: FlightSearch, now: Instant): Promise<Found<OfferView>> {
  const read = readSearch(query, now);
  const journeys = await Promise.all(
    query.journeys.map((wish, at) => findItineraries(session, wish, limitsOf(read, at))),
  );
  const base = await openTrips(session, query, read, journeys);
  const trips: TripQuery = { ...base, journeys, isSold: judgeOf(query.journeys, journeys, now) };
  const [ranked] = await rankWithSeats(session, [trips], now);
  return {
    items: (ranked?.trips ?? []).map((trip) => viewOffer(trip, read.party, base.counts)),
    routes: routesOf(query.journeys, journeys),
  };
}

/** Days before and after those that were asked for. */
const FLEXIBLE_DAYS = [-3, -2, -1, 0, 1, 2, 3] as const;

/**
 * The lowest fare of the days around: for a return, of each day out with each day back. Days without an offer
 * are left out.
 * @throws what `searchFlights` throws
 */
export async function searchCalendar(session: Session, query: FlightSearch, now: Instant): Promise<Found<CalendarDay>> {
  const read = readSearch(query, now);
  const wishes = query.journeys.map((wish) =>
    FLEXIBLE_DAYS.map((shift) => ({ ...wish, departureDate: addDays(wish.departureDate, shift) })),
  );
  const found = await Promise.all(
    wishes.map((days, at) => Promise.all(days.map((wish) => findItineraries(session, wish, limitsOf(read, at))))),
  );
  const base = await openTrips(session, query, read, found.flat());
  const pairs = pairDays(wishes, found).filter(({ journeys }) => journeys.every((each) => each.itineraries.length > 0));
  const queries = pairs.map(({ wishes: days, journeys }): TripQuery => {
    return { ...base, journeys, isSold: judgeOf(days, journeys, now), sort: 'price', limit: 1 };
  });
  const ranked = await rankWithSeats(session, queries, now);
  const items = pairs.flatMap(({ wishes: days }, at) => {
    const [best] = ranked[at]?.trips ?? [];
    return best ? [viewDay(days, best)] : [];
  });
  return { items, routes: routesOf(wishes.flat(), found.flat()) };
}

interface DayPair {
  readonly wishes: readonly JourneyWish[];
  readonly journeys: readonly FoundJourney[];
}

/** Each day out with each day back that does not come before it. */
function pairDays(wishes: readonly JourneyWish[][], found: readonly FoundJourney[][]): DayPair[] {
  const days = (journey: number) =>
    (wishes[journey] ?? []).map((wish, at) => ({ wish, found: found[journey]?.[at] as FoundJourney }));
  return days(0).flatMap((out) => {
    if (wishes.length === 1) return [{ wishes: [out.wish], journeys: [out.found] }];
    return days(1)
      .filter((back) => back.wish.departureDate >= out.wish.departureDate)
      .map((back) => ({ wishes: [out.wish, back.wish], journeys: [out.found, back.found] }));
  });
}

function viewDay(days: readonly JourneyWish[], trip: Trip): CalendarDay {
  return {
    departureDate: (days[0] as JourneyWish).departureDate,
    returnDate: days[1]?.departureDate ?? null,
    price: money(trip.priceMinor, trip.choices[0]?.fares[0]?.currency ?? ''),
    offerId: offerIdOf(trip),
  };
}

/** What is common to the trips of a search, with the fares of every flight that may be part of one. */
async function openTrips(
  session: Session,
  query: FlightSearch,
  read: ReadSearch,
  journeys: readonly FoundJourney[],
): Promise<Omit<TripQuery, 'journeys' | 'isSold'>> {
  const flightIds = new Set(
    journeys.flatMap(({ itineraries }) => itineraries.flatMap(({ flights }) => flights.map(({ id }) => id))),
  );
  return {
    fares: new FareBoard(await listFaresOf(session, [...flightIds], query.cabin ?? ''), read.party),
    counts: new SeatCounts(),
    seats: seatsOf(read.party),
    maxMinorOf: read.maxMinorOf,
    sort: query.sort,
    limit: query.limit,
  };
}

/** Ranks as if all seats were open, counts those of the best, and ranks again until all of the best are counted. */
async function rankWithSeats(session: Session, queries: readonly TripQuery[], now: Instant): Promise<RankedTrips[]> {
  for (;;) {
    const ranked = queries.map(rankTrips);
    const uncounted = new Set(ranked.flatMap((each) => [...each.uncounted]));
    const [query] = queries;
    if (!query || uncounted.size === 0) return ranked;
    await query.counts.count(session, uncounted, now);
  }
}

function limitsOf(read: ReadSearch, at: number) {
  return read.limits[at] as ReadSearch['limits'][number];
}

function judgeOf(wishes: readonly JourneyWish[], journeys: readonly FoundJourney[], now: Instant): FareJudge {
  const starts = wishes.map(({ departureDate }, at) => ({
    departureDate,
    offsetMinutes: journeys[at]?.itineraries[0]?.first.departs_offset ?? 0,
  }));
  return judgeFares(starts, now);
}

/** Every route whose seats or flights may change the answer. */
function routesOf(wishes: readonly JourneyWish[], journeys: readonly FoundJourney[]): string[] {
  const flights = journeys.flatMap(({ itineraries }) => itineraries.flatMap((itinerary) => itinerary.flights));
  const used = flights.map((flight) => routeOf({ ...flight, departureDate: flight.departure_date }));
  return [...new Set([...wishes.map(routeOf), ...used])];
}
