import { addAirlines } from '../catalog/airline-repository.js';
import { addAirports } from '../catalog/airport-repository.js';
import type { Airport } from '../catalog/airports.js';
import type { Transaction } from '../database/dialect.js';
import type { FlightRow } from '../database/schema.js';
import { OpsdeskError } from '../kernel/errors.js';
import { formatFlightRef } from '../kernel/flight-ref.js';
import { formatInstant } from '../kernel/instant.js';
import type { FlightCsv } from './flight-csv.js';
import { planRow } from './flight-row.js';
import { listFlightsOfDays, moveFlight } from './flight-schedule-repository.js';
import { loadFlights, lockFlightIds, type Progress } from './load-flights.js';
import type { PlannedFlight } from './planned-flight.js';
import { importRejected, type RowProblem } from './row-problems.js';

/** The flights of a file, each of them sound, with the airports that they use. */
export interface FlightImport {
  readonly flights: readonly { readonly line: number; readonly flight: PlannedFlight }[];
  readonly airports: readonly Airport[];
}

/**
 * Looks at every row: wall times become instants by the zone of each airport.
 * @throws IMPORT_REJECTED with every row that is wrong
 */
export async function planImport(csv: FlightCsv): Promise<FlightImport> {
  const { openAirports } = await import('../catalog/airports.js');
  const findAirport = await openAirports();
  const problems: RowProblem[] = [...csv.problems];
  const used = new Map<string, Airport>();
  const lineByKey = new Map<string, number>();
  const flights: { line: number; flight: PlannedFlight }[] = [];
  for (const row of csv.rows) {
    const planned = planRow(row, (iata) => {
      const airport = findAirport(iata);
      if (airport) used.set(iata, airport);
      return airport;
    });
    if (!('carrier' in planned)) {
      problems.push(...planned);
      continue;
    }
    const key = keyOf(planned);
    const earlier = lineByKey.get(key);
    if (earlier === undefined) lineByKey.set(key, row.line);
    else problems.push({ line: row.line, column: '', reason: `${refOf(planned)} stands on line ${earlier} already` });
    flights.push({ line: row.line, flight: planned });
  }
  if (problems.length > 0) throw importRejected(problems);
  return { flights, airports: [...used.values()] };
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
}

/**
 * Imports the new flights, and lets those be that exist with the same times: their equipment and seats
 * stay as they are, for seats may be sold.
 * @throws SCHEDULE_CHANGE when flights exist with other times, unless `update`; IMPORT_REJECTED
 */
export async function importFlights(
  tx: Transaction,
  { flights, airports }: FlightImport,
  options: ImportOptions = {},
): Promise<ImportResult> {
  const dates = flights.map(({ flight }) => flight.departureDate).sort();
  const [from, to] = [dates[0], dates.at(-1)];
  if (from === undefined || to === undefined) return { imported: 0, unchanged: 0, updated: 0, rejected: 0 };
  const lastId = await lockFlightIds(tx);
  const existing = new Map((await listFlightsOfDays(tx, from, to)).map((row) => [keyOfRow(row), row]));
  const fresh: PlannedFlight[] = [];
  const changes: ScheduleChange[] = [];
  const problems: RowProblem[] = [];
  for (const { line, flight } of flights) {
    const row = existing.get(keyOf(flight));
    if (!row) fresh.push(flight);
    else if (row.destination !== flight.destination) problems.push(otherDestination(line, row));
    else if (row.departs_at !== flight.departsAt || row.arrives_at !== flight.arrivesAt)
      changes.push({ line, row, flight });
  }
  if (problems.length > 0) throw importRejected(problems);
  if (changes.length > 0 && !options.update) throw scheduleChange(changes);
  for (const { row, flight } of changes.toSorted((a, b) => a.row.id - b.row.id)) await moveFlight(tx, row, flight);
  if (fresh.length > 0) {
    addAirports(tx, airports);
    addAirlines(tx, new Set(fresh.map(({ carrier }) => carrier)));
    await loadFlights(tx, fresh, lastId, options.onProgress);
  }
  const unchanged = flights.length - fresh.length - changes.length;
  return { imported: fresh.length, unchanged, updated: changes.length, rejected: 0 };
}

interface ScheduleChange {
  readonly line: number;
  readonly row: FlightRow;
  readonly flight: PlannedFlight;
}

function scheduleChange(changes: readonly ScheduleChange[]): OpsdeskError {
  const rows = changes.map(({ line, row, flight }) => ({
    line,
    flight: refOf(flight),
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
    hint: 'Import with --update to change the times. Seats and bookings stay as they are.',
    details: { rows },
  });
}

function otherDestination(line: number, row: FlightRow): RowProblem {
  return { line, column: 'destination', reason: `the flight exists, and goes to ${row.destination}` };
}

function keyOf({ carrier, number, departureDate, origin }: PlannedFlight): string {
  return `${carrier}/${number}/${departureDate}/${origin}`;
}

function keyOfRow(row: FlightRow): string {
  return `${row.carrier}/${row.number}/${row.departure_date}/${row.origin}`;
}

function refOf({ carrier, number, departureDate, origin }: PlannedFlight): string {
  return formatFlightRef({ carrier, number, departureDate, origin });
}
