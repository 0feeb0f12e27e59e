import { CABINS } from '../catalog/aircraft.js';
import { airlineCountry } from '../catalog/airlines.js';
import { greatCircleKm } from '../catalog/great-circle.js';
import type { DisruptionCause } from '../database/disruption-schema.js';
import type { Disruption, DisruptionKind, Journey, Offer, Place, Route } from '../entitlement/journey.js';
import { type Instant, localDateOf, MINUTE_MS } from '../kernel/instant.js';
import { nightsBetween } from '../kernel/local-date.js';
import { money } from '../kernel/money.js';
import { type BookingRecord, isSeated, type SegmentRecord } from './booking-record.js';
import type { AirportPlace, BookingFate } from './hit-journey-repository.js';
import { isRefused, type SoldLine } from './sold-lines.js';

/** One way of a booking, and what became of it. */
export interface TracedJourney {
  /** 1 is the way out. */
  readonly number: number;
  /** As they were sold, in the order of travel. */
  readonly sold: readonly SoldLine[];
  /** What gets them there now, in the order of travel; new flights that were refused are among them. */
  readonly current: readonly SegmentRecord[];
  /** The first flight that does not go as it was sold; undefined where all do. */
  readonly struck: SoldLine | undefined;
}

/** Gateways that pay back to a card. Others have the longer term of the American rules. */
const CARD_GATEWAYS: readonly string[] = ['sandbox', 'stripe'];

/**
 * The ways of a booking as they were sold, each from where it begins to where it ends. What the customer gave up is no
 * part of them, unless it was given up because another way was found for the whole.
 */
export function traceJourneys(lines: readonly SoldLine[], fate: BookingFate): TracedJourney[] {
  const numbers = [...new Set(lines.map(({ journey }) => journey))].sort((a, b) => a - b);
  return numbers.flatMap((number) => {
    const own = byDeparture(lines.filter(({ journey }) => journey === number));
    const runs = splitRuns(own.filter(({ isGivenUp }) => !isGivenUp));
    return runs.map((run): TracedJourney => {
      const current = currentOf(run, fate);
      const sold = getsThere(run, current, fate) ? run : withGivenUp(run, own, current, fate);
      const struck = sold.find((line) => isStruck(line)) ?? (getsThere(sold, current, fate) ? undefined : sold[0]);
      return { number, sold, current, struck };
    });
  });
}

/** What the rules of the law ask about a way. */
export function factsOf({ sold, struck }: TracedJourney, { places }: BookingFate): Journey {
  const [first] = sold as [SoldLine, ...SoldLine[]];
  const last = sold.at(-1) ?? first;
  const { flight } = first.segment;
  const { carrier } = (struck ?? first).segment.flight;
  return {
    ...routeBetween(flight.origin, last.segment.flight.destination, places),
    via: sold.slice(1).map(({ segment }) => placeOf(segment.flight.origin, places)),
    departureDate: localDateOf(first.departsAt, flight.departs_offset),
    carrier: { code: carrier, country: airlineCountry(carrier) },
  };
}

/** What became of it, as the law sees it. @param now business time */
export function disruptionOf(
  record: Pick<BookingRecord, 'booking'>,
  journey: TracedJourney,
  fate: BookingFate,
  now: Instant,
): Disruption {
  const { sold, current } = journey;
  const struck = journey.struck ?? (sold[0] as SoldLine);
  const { kind, cause, toldAt } = eventOf(journey, struck, fate);
  const fareMinor = sold.reduce((sum, { segment }) => sum + segment.base_minor + segment.tax_minor, 0);
  const isDiverted = current.some(({ flight }) => flight.status === 'diverted');
  return {
    ...{ kind, cause },
    noticeMinutes: minutesBetween(toldAt ?? now, struck.departsAt),
    offer: isDiverted || !getsThere(sold, current, fate) ? undefined : offerOf(sold, current),
    answer: answerOf(journey, fate),
    downgraded: findDowngraded(sold, fate.places),
    fare: money(fareMinor, record.booking.currency),
    isPaidByCard: fate.gateways.every((gateway) => CARD_GATEWAYS.includes(gateway)),
    today: localDateOf(now, struck.segment.flight.departs_offset),
  };
}

/** It does not go at the times, or with the flight, that was sold. */
function isStruck({ segment, departsAt, arrivesAt, ends }: SoldLine): boolean {
  if (segment.flight.status === 'cancelled' || segment.flight.status === 'diverted') return true;
  const [end] = ends;
  if (!end || ends.length > 1 || !isSeated(end) || end.flight_id !== segment.flight_id) return true;
  return end.flight.departs_at !== departsAt || end.flight.arrives_at !== arrivesAt;
}

/** What was said of the flight that began it, and when the passengers were told; undefined where nobody wrote it down. */
function eventOf({ sold }: TracedJourney, struck: SoldLine, { events }: BookingFate) {
  const cancelled = sold.find(({ segment, ends }) => segment.flight.status === 'cancelled' || isAbandoned(ends));
  const line = cancelled ?? struck;
  const kind: DisruptionKind = cancelled ? 'cancelled' : 'delayed';
  const ofFlight = events.filter((event) => event.flight_id === line.segment.flight_id);
  const event = ofFlight.findLast((each) => each.kind === kind) ?? ofFlight.at(-1);
  const offers = line.changes.map((change) => change.offered_at);
  // New routing is found after a cancellation was told; new times are told by offering them, and again when they change.
  const told = cancelled ? [event?.recorded_at ?? offers[0]] : [event?.recorded_at, ...offers];
  const known = told.filter((at) => at !== undefined);
  const cause: DisruptionCause = event?.cause ?? 'unknown';
  return { kind, cause, toldAt: known.length === 0 ? undefined : Math.max(...known) };
}

/** It does not operate, and nothing stands in for it. */
function isAbandoned(ends: readonly SegmentRecord[]): boolean {
  return ends.some(({ status }) => status === 'UN');
}

function offerOf(sold: readonly SoldLine[], current: readonly SegmentRecord[]): Offer {
  const [from, until] = [sold[0] as SoldLine, sold.at(-1) as SoldLine];
  const [first, last] = [current[0] as SegmentRecord, current.at(-1) as SegmentRecord];
  const soldDate = localDateOf(from.departsAt, from.segment.flight.departs_offset);
  return {
    departsLaterMinutes: minutesBetween(from.departsAt, first.flight.departs_at),
    arrivesLaterMinutes: minutesBetween(until.arrivesAt, last.flight.arrives_at),
    nights: nightsBetween(soldDate, localDateOf(first.flight.departs_at, first.flight.departs_offset)),
    isOtherAirport:
      first.flight.origin !== from.segment.flight.origin ||
      last.flight.destination !== until.segment.flight.destination,
    extraConnections: current.length - sold.length,
  };
}

function answerOf({ sold, current }: TracedJourney, fate: BookingFate): Disruption['answer'] {
  if (current.some((each) => isRefused(each, fate))) return 'rejected';
  const hasChanged = sold.some(({ changes }) => changes.length > 0);
  const isTaken = current.every(({ status }) => status !== 'TK') && getsThere(sold, current, fate);
  return hasChanged && isTaken ? 'accepted' : 'open';
}

function findDowngraded(sold: readonly SoldLine[], places: BookingFate['places']): Route | undefined {
  for (const { segment, ends } of sold) {
    const lower = ends.find((end) => isSeated(end) && rankOf(end) > rankOf(segment));
    if (lower) return routeBetween(lower.flight.origin, lower.flight.destination, places);
  }
  return undefined;
}

/** First class is 0. */
function rankOf({ cabin }: SegmentRecord): number {
  return (CABINS as readonly string[]).indexOf(cabin);
}

/** From where it was sold to where it was sold, at least to the same city, with every connection made. */
function getsThere(sold: readonly SoldLine[], current: readonly SegmentRecord[], { places }: BookingFate): boolean {
  const isNear = (a: string, b: string) => a === b || (places.get(a)?.city ?? a) === places.get(b)?.city;
  const [from, until] = [sold[0], sold.at(-1)];
  const [first, last] = [current[0], current.at(-1)];
  if (!from || !until || !first || !last) return false;
  return (
    isNear(first.flight.origin, from.segment.flight.origin) &&
    isNear(last.flight.destination, until.segment.flight.destination) &&
    current.every(({ flight }, index) => {
      const next = current[index + 1]?.flight;
      return !next || (isNear(flight.destination, next.origin) && flight.arrives_at <= next.departs_at);
    })
  );
}

/** Each run leads on from where the flight before it ends: what one number holds may have become several ways. */
function splitRuns(lines: readonly SoldLine[]): SoldLine[][] {
  const runs: SoldLine[][] = [];
  for (const line of lines) {
    const last = runs.at(-1)?.at(-1);
    if (last && leadsOn(last, line)) runs.at(-1)?.push(line);
    else runs.push([line]);
  }
  return runs;
}

function leadsOn(last: SoldLine, next: SoldLine): boolean {
  return last.segment.flight.destination === next.segment.flight.origin && last.arrivesAt <= next.departsAt;
}

/** The run with what was given up beside it, where that makes up the way that is flown now, or nothing is flown. */
function withGivenUp(
  run: readonly SoldLine[],
  own: readonly SoldLine[],
  current: readonly SegmentRecord[],
  fate: BookingFate,
): readonly SoldLine[] {
  const whole = splitRuns(own).find((each) => run.every((line) => each.includes(line)));
  return whole && (current.length === 0 || getsThere(whole, current, fate)) ? whole : run;
}

function currentOf(run: readonly SoldLine[], fate: BookingFate): SegmentRecord[] {
  const ends = new Set(run.flatMap((line) => line.ends));
  return [...ends]
    .filter((end) => (isSeated(end) || isRefused(end, fate)) && end.flight.status !== 'cancelled')
    .sort((a, b) => a.flight.departs_at - b.flight.departs_at);
}

function byDeparture(lines: readonly SoldLine[]): SoldLine[] {
  return lines.toSorted((a, b) => a.departsAt - b.departsAt || a.segment.position - b.segment.position);
}

function routeBetween(origin: string, destination: string, places: BookingFate['places']): Route {
  return {
    origin: placeOf(origin, places),
    destination: placeOf(destination, places),
    distanceKm: greatCircleKm(knownPlace(origin, places), knownPlace(destination, places)),
  };
}

function placeOf(airport: string, places: BookingFate['places']): Place {
  return { airport, country: knownPlace(airport, places).country };
}

function knownPlace(airport: string, places: BookingFate['places']): AirportPlace {
  const place = places.get(airport);
  if (!place) throw new Error(`airport ${airport} is missing`);
  return place;
}

/** Whole minutes that have passed. */
function minutesBetween(from: Instant, until: Instant): number {
  return Math.floor((until - from) / MINUTE_MS);
}
