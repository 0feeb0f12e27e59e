import { lockFlightsWithBookings } from '../booking/flight-bookings.js';
import { reschedule } from '../booking/follow-flight.js';
import { addAirlines } from '../catalog/airline-repository.js';
import { addAirports, zonesOfFlight } from '../catalog/airport-repository.js';
import type { Airport } from '../catalog/airports.js';
import type { FlightRow } from '../database/schema.js';
import { currentDelay, delayedBy } from '../disruption/flight-event.js';
import { listDelaysOfDays, listEventsOfFlight } from '../disruption/flight-event-repository.js';
import { refOfFlight } from '../inventory/flight.js';
import { updateFlight } from '../inventory/flight-repository.js';
import { OpsdeskError } from '../kernel/errors.js';
import { formatFlightRef } from '../kernel/flight-ref.js';
import { formatInstant, MINUTE_MS } from '../kernel/instant.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { listFlightsOfDays } from './flight-schedule-repository.js';
import { loadFlights, lockFlightIds, type Progress } from './load-flights.js';
import { type PlannedFlight, refOfPlanned } from './planned-flight.js';
import { importRejected, type RowProblem } from './row-problems.js';

/** The flights of a file, each of them sound, with the airports that they use. */
export interface FlightImport {
  readonly flights: readonly { readonly line: number; readonly flight: PlannedFlight }[];
  readonly airports: readonly Airport[];
  /** Lines that are of no flight for passengers. */
  readonly skipped?: number;
}

export interface ImportOptions {
  /** Applies new times to flights that exist. */
  readonly update?: boolean | undefined;
  readonly onProgress?: Progress | undefined;
}

/** Numbers of flights. `rejected` is always 0: with one wrong row nothing is imported at all. */
export interface ImportResult {
  readonly imported: number;
  readonly unchanged: number;
  readonly updated: number;
  readonly rejected: number;
  /** Lines of the file that are of no flight for passengers. */
  readonly skipped: number;
  /** Bookings whose flights have other times now. */
  readonly rescheduled: number;
}

/**
 * Imports the new flights, and lets those be that exist with the same times: their equipment and seats
 * stay as they are, for seats may be sold. New times are a schedule change, offered to every booking.
 * @throws SCHEDULE_CHANGE when flights exist with other times, unless `update`; IMPORT_REJECTED,
 *   DATABASE_BUSY when a booking that changes is locked by others: to be tried again
 */
export async function importFlights(
  work: UnitOfWork,
  { flights, airports, skipped = 0 }: FlightImport,
  options: ImportOptions = {},
): Promise<ImportResult> {
  const { tx } = work;
  const nothing = { imported: 0, unchanged: 0, updated: 0, rejected: 0, skipped, rescheduled: 0 };
  if (flights.length === 0) return nothing;
  const lastId = await lockFlightIds(tx);
  const { fresh, changes } = compare(flights, await knownFlights(work, flights));
  if (changes.length > 0 && !options.update) throw scheduleChange(changes);
  const rescheduled = changes.length > 0 ? await moveFlights(work, changes) : 0;
  if (fresh.length > 0) {
    addAirports(tx, airports);
    addAirlines(tx, new Set(fresh.map(({ carrier }) => carrier)));
    await loadFlights(tx, fresh, lastId, options.onProgress);
  }
  const unchanged = flights.length - fresh.length - changes.length;
  return { ...nothing, imported: fresh.length, unchanged, updated: changes.length, rescheduled };
}

type Lines = FlightImport['flights'];

interface KnownFlight {
  readonly row: FlightRow;
  /** Milliseconds that it is behind its schedule, as it was said: no schedule has to know of that. */
  readonly delayMs: number;
}

async function knownFlights({ tx }: UnitOfWork, flights: Lines): Promise<ReadonlyMap<string, KnownFlight>> {
  let [from, to] = ['9999-12-31', '0000-01-01'];
  for (const { flight } of flights) {
    if (flight.departureDate < from) from = flight.departureDate;
    if (flight.departureDate > to) to = flight.departureDate;
  }
  const [rows, delays] = await Promise.all([listFlightsOfDays(tx, from, to), listDelaysOfDays(tx, from, to)]);
  return new Map(
    rows.map((row) => [formatFlightRef(refOfFlight(row)), { row, delayMs: (delays.get(row.id) ?? 0) * MINUTE_MS }]),
  );
}

interface ScheduleChange {
  readonly line: number;
  readonly row: FlightRow;
  readonly flight: PlannedFlight;
}

/** @throws IMPORT_REJECTED for flights that exist and go to another place */
function compare(flights: Lines, known: ReadonlyMap<string, KnownFlight>) {
  const fresh: PlannedFlight[] = [];
  const changes: ScheduleChange[] = [];
  const problems: RowProblem[] = [];
  for (const { line, flight } of flights) {
    const { row, delayMs } = known.get(refOfPlanned(flight)) ?? {};
    if (!row || delayMs === undefined) fresh.push(flight);
    else if (row.destination !== flight.destination) problems.push(otherDestination(line, row));
    else if (row.departs_at - delayMs !== flight.departsAt || row.arrives_at - delayMs !== flight.arrivesAt)
      changes.push({ line, row, flight });
  }
  if (problems.length > 0) throw importRejected(problems);
  return { fresh, changes };
}

/** Moves flights, and offers the new times to the bookings on them. @returns how many bookings that were */
async function moveFlights(work: UnitOfWork, changes: readonly ScheduleChange[]): Promise<number> {
  const { flights, bookings } = await lockFlightsWithBookings(
    work.tx,
    changes.map(({ row }) => refOfFlight(row)),
  );
  const reached = new Set<string>();
  const records = new Map(bookings);
  for (const [index, { flight: before }] of flights.entries()) {
    const { flight: to } = changes[index] as ScheduleChange;
    const delay = currentDelay(await listEventsOfFlight(work.tx, before.id));
    const planned: FlightRow = {
      ...before,
      ...{ departs_at: to.departsAt, departs_offset: to.departsOffset },
      ...{ arrives_at: to.arrivesAt, arrives_offset: to.arrivesOffset, version: before.version + 1 },
    };
    const after = delay === 0 ? planned : await later(work, planned, delay);
    updateFlight(work.tx, after);
    // Who has flown has nothing to decide.
    if (before.departs_at <= work.now) continue;
    for (const [id, record] of records) {
      const moved = await reschedule(work, record, record, before, after);
      if (!moved) continue;
      reached.add(id);
      records.set(id, moved.record);
    }
  }
  return reached.size;
}

async function later({ tx }: UnitOfWork, planned: FlightRow, minutes: number): Promise<FlightRow> {
  return delayedBy(planned, minutes, await zonesOfFlight(tx, planned));
}

function scheduleChange(changes: readonly ScheduleChange[]): OpsdeskError {
  const rows = changes.map(({ line, row, flight }) => ({
    line,
    flight: refOfPlanned(flight),
    departsAt: {
      from: formatInstant(row.departs_at, row.departs_offset),
      to: formatInstant(flight.departsAt, flight.departsOffset),
    },
    arrivesAt: {
      from: formatInstant(row.arrives_at, row.arrives_offset),
      to: formatInstant(flight.arrivesAt, flight.arrivesOffset),
    },
  }));
  const first = rows[0]?.flight ?? '';
  const what = rows.length === 1 ? `${first} exists` : `${rows.length} flights exist, ${first} among them,`;
  return new OpsdeskError('SCHEDULE_CHANGE', `${what} with other times; nothing was imported`, {
    hint: 'Import with --update to change the times: bookings are offered the new ones, and keep their seats.',
    details: { rows },
  });
}

function otherDestination(line: number, row: FlightRow): RowProblem {
  return { line, column: 'destination', reason: `the flight exists, and goes to ${row.destination}` };
}
