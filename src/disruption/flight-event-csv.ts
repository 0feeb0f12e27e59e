import { openAirports } from '../catalog/airports.js';
import { layOutSeats } from '../catalog/seat-layout.js';
import type { Session } from '../database/dialect.js';
import { getFlight } from '../inventory/flight-repository.js';
import { isOpsdeskError } from '../kernel/errors.js';
import { type FlightRef, formatFlightRef } from '../kernel/flight-ref.js';
import { isLocalDate } from '../kernel/local-date.js';
import { type CsvTableRow, readCsvTable } from '../seeding/csv-table.js';
import { importRejected, quoteValue, type RowProblem } from '../seeding/row-problems.js';
import { CAUSES, EVENT_KINDS, eventProblems, type FlightEvent, misfitOf } from './flight-event.js';

const COLUMNS = {
  required: ['carrier', 'number', 'date', 'status'],
  optional: ['origin', 'delay_minutes', 'cause', 'diverted_to', 'equipment'],
  undone: 'nothing was recorded',
} as const;
type EventColumn = (typeof COLUMNS)['required'][number] | (typeof COLUMNS)['optional'][number];
type Values = CsvTableRow<EventColumn>['values'];
type Complain = (column: EventColumn, reason: string) => undefined;

/** The column of each part of an event. */
const COLUMN_OF = { delayMinutes: 'delay_minutes', divertedTo: 'diverted_to', equipment: 'equipment' } as const;

export interface FlightEventLine {
  readonly line: number;
  readonly flightId: number;
  readonly ref: FlightRef;
  readonly event: FlightEvent;
}

/** Look-ups that share a round trip. */
const BATCH = 200;

/**
 * Reads what became of flights from CSV, and looks every flight up before any of it is recorded.
 * @param cause of the events that name none
 * @throws IMPORT_REJECTED with everything that is wrong, by line and column
 */
export async function readFlightEvents(
  session: Session,
  source: AsyncIterable<Uint8Array>,
  cause: FlightEvent['cause'],
): Promise<FlightEventLine[]> {
  const { rows, problems: unreadable } = await readCsvTable<EventColumn>(source, COLUMNS);
  const problems: RowProblem[] = [...unreadable];
  const isAirport = rows.some(({ values }) => values.diverted_to !== '') ? await openAirports() : () => undefined;
  const read: Omit<FlightEventLine, 'flightId'>[] = [];
  for (const { line, values } of rows) {
    const complain: Complain = (column, reason) => {
      problems.push({ line, column, reason });
      return undefined;
    };
    const ref = readRef(values, complain);
    const event = readEvent(values, cause, complain);
    const { divertedTo, equipment } = event ?? {};
    if (divertedTo !== undefined && !isAirport(divertedTo)) {
      complain('diverted_to', `${quoteValue(divertedTo)} is no airport that opsdesk knows`);
    }
    if (equipment !== undefined && !layOutSeats(equipment)) {
      complain('equipment', `${quoteValue(equipment)} is no aircraft that opsdesk knows`);
    }
    if (ref && event) read.push({ line, ref, event });
  }
  const lines: FlightEventLine[] = [];
  for (let at = 0; at < read.length; at += BATCH) {
    const batch = read.slice(at, at + BATCH);
    const found = await Promise.all(batch.map((each) => findLine(session, each)));
    for (const each of found) {
      if ('flightId' in each) lines.push(each);
      else problems.push(each);
    }
  }
  if (problems.length > 0) throw importRejected(problems, COLUMNS.undone);
  return lines;
}

function readRef({ carrier, number, date, origin }: Values, complain: Complain): FlightRef | undefined {
  const code = /^[A-Z0-9]{2}$/.exec(carrier.toUpperCase())?.[0];
  if (!code) complain('carrier', `${quoteValue(carrier)} is no airline code of two letters or digits`);
  const digits = /^0*([1-9]\d{0,3}[A-Z]?)$/.exec(number.toUpperCase())?.[1];
  if (!digits) complain('number', `${quoteValue(number)} is no flight number of one to four digits`);
  const isDate = isLocalDate(date);
  if (!isDate) complain('date', `${quoteValue(date)} is no date like 2026-12-01`);
  const from = origin.toUpperCase();
  const isOrigin = /^([A-Z]{3})?$/.test(from);
  if (!isOrigin) complain('origin', `${quoteValue(origin)} is no airport code of three letters`);
  if (!code || !digits || !isDate || !isOrigin) return undefined;
  return { carrier: code, number: digits, departureDate: date, origin: from === '' ? undefined : from };
}

function readEvent(values: Values, cause: FlightEvent['cause'], complain: Complain): FlightEvent | undefined {
  const kind = EVENT_KINDS.find((each) => each === values.status.toLowerCase());
  const named = values.cause.toLowerCase();
  const own = CAUSES.find((each) => each === named);
  if (named !== '' && !own) complain('cause', `${quoteValue(values.cause)} is none of ${CAUSES.join(', ')}`);
  if (!kind) return complain('status', `${quoteValue(values.status)} is none of ${EVENT_KINDS.join(', ')}`);
  const { delay_minutes: minutes } = values;
  if (minutes !== '' && !/^\d{1,6}$/.test(minutes)) {
    return complain('delay_minutes', `${quoteValue(minutes)} is no number of minutes`);
  }
  const event: FlightEvent = {
    kind,
    cause: own ?? cause,
    delayMinutes: minutes === '' ? undefined : Number(minutes),
    divertedTo: values.diverted_to === '' ? undefined : values.diverted_to.toUpperCase(),
    equipment: values.equipment === '' ? undefined : values.equipment,
  };
  const problems = eventProblems(event);
  for (const { part, reason } of problems) complain(COLUMN_OF[part], reason);
  return problems.length === 0 ? event : undefined;
}

async function findLine(
  session: Session,
  read: Omit<FlightEventLine, 'flightId'>,
): Promise<FlightEventLine | RowProblem> {
  const { line, ref, event } = read;
  try {
    const flight = await getFlight(session, ref);
    const misfit = misfitOf(flight, event);
    return misfit ? { line, column: COLUMN_OF[misfit.part], reason: misfit.reason } : { ...read, flightId: flight.id };
  } catch (error) {
    if (isOpsdeskError(error, 'FLIGHT_NOT_FOUND')) {
      return { line, column: 'number', reason: `there is no flight ${formatFlightRef(ref)}` };
    }
    if (!isOpsdeskError(error, 'INVALID_INPUT')) throw error;
    return { line, column: 'origin', reason: `is missing: ${error.message}` };
  }
}
