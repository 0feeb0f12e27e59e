import { createHash, type Hash } from 'node:crypto';
import type { Session } from '../database/dialect.js';
import type { FlightRow } from '../database/schema.js';
import { MINUTE_MS } from '../kernel/instant.js';
import { type LocalDate, toEpochDay } from '../kernel/local-date.js';
import { LOCATOR_ALPHABET } from '../kernel/record-locator.js';
import {
  type CabinLine,
  cabinsOfFlights,
  type FareLine,
  faresOfFlights,
  flightsAfter,
  nightsAfter,
  type PagedSection,
  SECTIONS,
  type SeatLine,
  type Section,
  seatsOfFlights,
} from './digest-queries.js';
import { rateOf } from './hotel-calendar.js';

const FLIGHTS_PER_PAGE = 500;
const MINUTES_PER_DAY = 1_440;

/**
 * SHA-256 of the world that a database holds. Ids and instants stay out: dates and local departure
 * times count from `start`, arrivals from their departure, and a room's price is told without what season and
 * weekend add, so that neither the back end, nor the day, nor summer time changes it.
 */
export async function digestWorld(session: Session, start: LocalDate): Promise<string> {
  const digest = createHash('sha256');
  for (const section of SECTIONS) {
    digest.update(`${section.name}\n`);
    for await (const rows of pagesOf(session, section)) {
      for (const row of rows) addLine(digest, Object.values(withDayOffset(row, start)));
    }
  }
  digest.update('flight\n');
  for (const line of await flightLines(session, start)) digest.update(`${line}\n`);
  digest.update('room_night\n');
  await addNights(digest, session, start);
  return digest.digest('hex');
}

/** What there is for each booking comes in as many parts as locators have first letters: there may be a million rows. */
async function* pagesOf(
  session: Session,
  section: Section | PagedSection,
): AsyncGenerator<readonly Readonly<Record<string, unknown>>[]> {
  if (!section.isPaged) {
    yield await session.all(section.query, {});
    return;
  }
  const letters = [...LOCATOR_ALPHABET].sort();
  for (const [at, from] of letters.entries()) {
    yield await session.all(section.query, { from, to: letters[at + 1] ?? '~' });
  }
}

/** One line for each flight, in an order that ids have no part in. Seats are folded page by page: there are millions. */
async function flightLines(session: Session, start: LocalDate): Promise<string[]> {
  const lines: string[] = [];
  let after = 0;
  for (;;) {
    const flights = await session.all(flightsAfter, { after, page: FLIGHTS_PER_PAGE });
    const last = flights.at(-1);
    if (!last) return lines.sort();
    const range = { after, last: last.id };
    const [cabins, fares, seats] = await Promise.all([
      session.all(cabinsOfFlights, range),
      session.all(faresOfFlights, range),
      session.all(seatsOfFlights, range),
    ]);
    const contents = hashByFlight([...cabins, ...fares, ...seats]);
    for (const flight of flights) lines.push(flightLine(flight, start, contents.get(flight.id)?.digest('hex') ?? ''));
    after = last.id;
  }
}

/** Property by property: there are a hundred thousand nights. */
async function addNights(digest: Hash, session: Session, start: LocalDate): Promise<void> {
  const startDay = toEpochDay(start);
  let after = '';
  for (;;) {
    const nights = await session.all(nightsAfter, { after });
    for (const { night, price_minor: price, ...rest } of nights) {
      const { rateMinor, offMinor } = rateOf(night, price);
      addLine(digest, [toEpochDay(night) - startDay, rateMinor, offMinor, ...Object.values(rest)]);
    }
    const last = nights.at(-1);
    if (!last) return;
    after = last.code;
  }
}

function hashByFlight(rows: readonly (CabinLine | FareLine | SeatLine)[]): Map<number, Hash> {
  const hashes = new Map<number, Hash>();
  for (const { flight_id: flightId, ...rest } of rows) {
    let hash = hashes.get(flightId);
    if (!hash) {
      hash = createHash('sha256');
      hashes.set(flightId, hash);
    }
    addLine(hash, Object.values(rest));
  }
  return hashes;
}

function flightLine(flight: FlightRow, start: LocalDate, contents: string): string {
  const startDay = toEpochDay(start);
  const localMinute = flight.departs_at / MINUTE_MS + flight.departs_offset - startDay * MINUTES_PER_DAY;
  const blockMinutes = (flight.arrives_at - flight.departs_at) / MINUTE_MS;
  const { carrier, number, origin, destination, equipment, status, version } = flight;
  const day = toEpochDay(flight.departure_date) - startDay;
  return JSON.stringify([
    ...[carrier, number, day, origin, destination, localMinute, blockMinutes],
    ...[equipment, status, version, contents],
  ]);
}

/** A date column of a section is named `departure_date` and becomes days since the start. */
function withDayOffset(row: Readonly<Record<string, unknown>>, start: LocalDate): Readonly<Record<string, unknown>> {
  if (typeof row.departure_date !== 'string') return row;
  return { ...row, departure_date: toEpochDay(row.departure_date) - toEpochDay(start) };
}

function addLine(hash: Hash, values: readonly unknown[]): void {
  hash.update(`${JSON.stringify(values)}\n`);
}
