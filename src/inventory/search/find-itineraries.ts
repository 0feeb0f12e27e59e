import type { Session } from '../../database/dialect.js';
import { OpsdeskError } from '../../kernel/errors.js';
import { localDateOf, MINUTE_MS } from '../../kernel/instant.js';
import { ConnectionRules, MAXIMUM_CONNECTION_MINUTES } from './connection-rules.js';
import type { JourneyWish } from './flight-search.js';
import type { Itinerary, TimetableFlight } from './itinerary.js';
import { joinFlights } from './join-flights.js';
import {
  type FlightsOpen,
  findCountries,
  listBetween,
  listConnectionTimes,
  listFeeders,
  listLeaving,
} from './timetable-repository.js';

/** What a journey must be like, apart from its places and its day. */
export interface JourneyLimits extends FlightsOpen {
  /** One unless given, and two where nothing flies with fewer. */
  readonly maxStops: number | undefined;
  readonly maxMinutes: number | undefined;
  /** Whether a first flight leaves at a time that is asked for. */
  readonly isDepartureFit: (flight: TimetableFlight) => boolean;
  readonly isArrivalFit: (flight: TimetableFlight) => boolean;
}

/**
 * More ways than anybody reads come from networks with hundreds of flights between two places and
 * their hubs; of those the quickest are looked at, so that a search never prices a hundred thousand.
 */
const MOST_ITINERARIES = 2_000;

const DEFAULT_STOPS = 1;
const MOST_STOPS = 2;

/** A journey's ways, and who may change where. */
export interface FoundJourney {
  readonly itineraries: readonly Itinerary[];
  readonly rules: ConnectionRules;
}

/**
 * The ways to make one journey, by the timetable alone. One round trip for each flight of the longest way, and
 * the rows that they bring are those of the places on the way, however large the timetable is.
 * @throws AIRPORT_NOT_FOUND when an end of it is not known here
 */
export async function findItineraries(
  session: Session,
  wish: JourneyWish,
  limits: JourneyLimits,
): Promise<FoundJourney> {
  const found = await searchTimetable(session, wish, limits, limits.maxStops ?? DEFAULT_STOPS);
  if (limits.maxStops !== undefined || found.itineraries.length > 0) return found;
  return searchTimetable(session, wish, limits, MOST_STOPS);
}

async function searchTimetable(
  session: Session,
  wish: JourneyWish,
  limits: JourneyLimits,
  maxStops: number,
): Promise<FoundJourney> {
  const { origin, destination, departureDate: date } = wish;
  const open: FlightsOpen = { now: limits.now, carrier: limits.carrier };
  const [leaving, feeders, ends] = await Promise.all([
    maxStops === 0
      ? listBetween(session, { origins: [origin], destinations: [destination] }, { from: date, to: date }, open)
      : listLeaving(session, origin, date, open),
    maxStops === MOST_STOPS ? listFeeders(session, destination, date, open) : [],
    findCountries(session, [origin, destination]),
  ]);
  requireKnown(wish, ends);
  const first = leaving.filter(limits.isDepartureFit);
  const changing = first.filter((flight) => flight.destination !== destination);
  const vias = placesOf(changing);
  const onward = feeders.filter((place) => place !== origin);
  const middle = await listAfter(session, changing, { origins: vias, destinations: onward }, open);
  const changes = [...new Set([...vias, ...placesOf(middle)])];
  const [last, countries, times] = await Promise.all([
    maxStops === 0
      ? []
      : listAfter(session, [...changing, ...middle], { origins: changes, destinations: [destination] }, open),
    findCountries(session, [origin, destination, ...changes]),
    listConnectionTimes(session, changes),
  ]);
  const rules = new ConnectionRules(countries, times);
  const joined = joinFlights({ first, middle, last }, destination, rules, limits.maxMinutes);
  const fit = joined.filter((itinerary) => limits.isArrivalFit(itinerary.last));
  return { itineraries: fit.length > MOST_ITINERARIES ? quickest(fit) : fit, rules };
}

function placesOf(flights: readonly TimetableFlight[]): string[] {
  return [...new Set(flights.map((flight) => flight.destination))];
}

/** The flights between some places that may be caught from any of those before. */
async function listAfter(
  session: Session,
  before: readonly TimetableFlight[],
  places: { readonly origins: readonly string[]; readonly destinations: readonly string[] },
  open: FlightsOpen,
): Promise<TimetableFlight[]> {
  let earliest = Number.POSITIVE_INFINITY;
  let latest = Number.NEGATIVE_INFINITY;
  for (const { arrives_at, arrives_offset } of before) {
    const onTheWall = arrives_at + arrives_offset * MINUTE_MS;
    earliest = Math.min(earliest, onTheWall);
    latest = Math.max(latest, onTheWall);
  }
  if (earliest > latest) return [];
  // Clocks may go forward while the traveller waits.
  const longestWaitMs = (MAXIMUM_CONNECTION_MINUTES + 60) * MINUTE_MS;
  return listBetween(
    session,
    places,
    { from: localDateOf(earliest, 0), to: localDateOf(latest + longestWaitMs, 0) },
    open,
  );
}

function quickest(itineraries: readonly Itinerary[]): Itinerary[] {
  const sorted = itineraries.toSorted((a, b) => a.minutes - b.minutes || (a.key < b.key ? -1 : 1));
  return sorted.slice(0, MOST_ITINERARIES);
}

function requireKnown({ origin, destination }: JourneyWish, known: ReadonlyMap<string, string>): void {
  const unknown = [origin, destination].find((airport) => !known.has(airport));
  if (unknown === undefined) return;
  throw new OpsdeskError('AIRPORT_NOT_FOUND', `no flight here serves "${unknown}"`, {
    hint: 'Give the three letters of an airport: LHR. See what flies: opsdesk flight list',
    details: { airport: unknown },
  });
}
