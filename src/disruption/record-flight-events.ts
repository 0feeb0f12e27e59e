import type { ErrorCode } from '../kernel/error-codes.js';
import { isOpsdeskError } from '../kernel/errors.js';
import { formatFlightRef } from '../kernel/flight-ref.js';
import type { WriteOptions } from '../runtime/request.js';
import { isOfTheJob, workThrough } from '../runtime/work-through.js';
import { beginJob, type JobDeps } from '../seeding/begin-job.js';
import { rowKey } from '../seeding/import-job-repository.js';
import type { FlightEvent } from './flight-event.js';
import { type FlightEventLine, readFlightEvents } from './flight-event-csv.js';
import { recordOnce } from './record-flight-event.js';

export interface FlightEventsInput {
  /** Follows from the contents of the file and the key of the job, so that the same file is the same job. */
  readonly job: string;
  readonly source: AsyncIterable<Uint8Array>;
  /** Of the events that name none; undefined says nothing of it. */
  readonly cause?: FlightEvent['cause'];
  /** Flights under way at once, from 1. */
  readonly concurrency: number;
  /** Stops once so many rows have failed; without it the job goes on to the end. */
  readonly maxFailures?: number | undefined;
  /** Aborted to stop: flights that are under way are brought home. */
  readonly signal: AbortSignal;
  /** Told of each row as it ends, which is not always in their order, and of how many there are. */
  readonly onRow: (row: FlightEventRowResult, total: number) => void | Promise<void>;
}

/** What became of a row. `unchanged`: the same was known already. */
export interface FlightEventRowResult {
  /** Of the file, from 1; the header is a line too. */
  readonly line: number;
  readonly flight: string;
  readonly status: 'recorded' | 'unchanged' | 'failed';
  /** Numbers: bookings that were changed, and messages that went out with that. */
  readonly bookings: number;
  readonly notified: number;
  readonly code: ErrorCode | null;
  readonly message: string | null;
}

/** Numbers of rows, and of the bookings and messages behind them. */
export interface FlightEventsResult {
  readonly jobId: string;
  readonly rows: number;
  readonly recorded: number;
  readonly unchanged: number;
  readonly failed: number;
  readonly bookings: number;
  readonly notified: number;
  /** `stopped` by the limit of failures, `interrupted` by a signal: the rest is left to the next run. */
  readonly end: 'done' | 'stopped' | 'interrupted';
}

/**
 * Records what a file says of flights: all of it is read and looked up first, then each event is a transaction of its
 * own, under a key of its own, so that a job which was killed anywhere is run again and does what is missing. Events of
 * one flight follow on one another in the order of the file.
 * Anybody may go on with it, for the same said again changes nothing; under an idempotency key it is its actor's.
 * @throws IMPORT_REJECTED with every wrong line, WRONG_STATE when the job is another's,
 * IDEMPOTENCY_MISMATCH when its key was used with another file, DATABASE_UNAVAILABLE
 */
export async function recordFlightEvents(
  deps: JobDeps,
  input: FlightEventsInput,
  options: WriteOptions,
): Promise<FlightEventsResult> {
  const lines = await readFlightEvents(deps.session, input.source, input.cause);
  const job = { command: 'flight status', job: input.job, actor: deps.actor };
  if (options.idempotencyKey !== undefined) await beginJob(deps, job, options);
  const counts = { recorded: 0, unchanged: 0, failed: 0 };
  let bookings = 0;
  let notified = 0;
  const end = await workThrough({
    items: byFlight(lines).values(),
    concurrency: input.concurrency,
    signal: input.signal,
    isEnough: () => counts.failed >= (input.maxFailures ?? Number.POSITIVE_INFINITY),
    work: async (events) => {
      for (const event of events) {
        const row = await recordRow(deps, input.job, event, options);
        counts[row.status] += 1;
        bookings += row.bookings;
        notified += row.notified;
        await input.onRow(row, lines.length);
      }
    },
  });
  const rows = counts.recorded + counts.unchanged + counts.failed;
  return { jobId: input.job, rows, ...counts, bookings, notified, end };
}

/** In the order of the file, within each flight as well. */
function byFlight(lines: readonly FlightEventLine[]): FlightEventLine[][] {
  const flights = new Map<number, FlightEventLine[]>();
  for (const line of lines) {
    const known = flights.get(line.flightId);
    if (known) known.push(line);
    else flights.set(line.flightId, [line]);
  }
  return [...flights.values()];
}

async function recordRow(
  deps: JobDeps,
  job: string,
  { line, ref, event }: FlightEventLine,
  options: WriteOptions,
): Promise<FlightEventRowResult> {
  const flight = formatFlightRef(ref);
  const nothing = { bookings: 0, notified: 0 };
  try {
    // Said with another cause it is another statement.
    const idempotencyKey = `${rowKey(job, line)}:${event.cause ?? ''}`;
    const { recorded, isRepeated } = await recordOnce(deps, { ref, ...event }, { ...options, idempotencyKey });
    if (isRepeated || recorded.outcome === 'unchanged') {
      return { line, flight, status: 'unchanged', ...nothing, code: null, message: null };
    }
    const { bookings, notified } = recorded;
    return { line, flight, status: 'recorded', bookings: bookings.length, notified, code: null, message: null };
  } catch (error) {
    if (!isOpsdeskError(error) || isOfTheJob(error)) throw error;
    return { line, flight, status: 'failed', ...nothing, code: error.code, message: error.message };
  }
}
