import { createBooking } from '../booking/create-booking.js';
import { type BookingOrder, readOrder } from '../booking/read-order.js';
import type { ErrorCode } from '../kernel/error-codes.js';
import { isOpsdeskError, OpsdeskError } from '../kernel/errors.js';
import type { WriteOptions } from '../runtime/request.js';
import { isOfTheJob, workThrough } from '../runtime/work-through.js';
import { beginJob, type JobDeps } from './begin-job.js';
import { type BookingFileFormat, type BookingFileRow, bookingRows } from './booking-rows.js';
import { hasImportedRows, rowKey, wasRowImported } from './import-job-repository.js';

const IMPORT_COMMAND = 'booking import';

export interface BookingImportInput {
  /** Follows from the contents of the file and the key of the job, so that the same file is the same job. */
  readonly job: string;
  readonly source: AsyncIterable<Uint8Array>;
  readonly format: BookingFileFormat;
  /** Looks at the shape of a row. @throws INVALID_INPUT */
  readonly readShape: (json: unknown) => BookingOrder;
  /** Rows under way at once, from 1. */
  readonly concurrency: number;
  /** Stops once so many rows have failed; without it the job goes on to the end. */
  readonly maxFailures?: number | undefined;
  /** Aborted to stop: rows that are under way are brought home. */
  readonly signal: AbortSignal;
  /** Told of each row as it ends, which is not always in their order. */
  readonly onRow: (row: ImportedRow) => void | Promise<void>;
}

/** What became of a row. `already`: an earlier run of the job had finished it. */
export interface ImportedRow {
  /** Of the file, from 1; the header is a line too. */
  readonly line: number;
  readonly status: 'created' | 'already' | 'failed';
  /** Of a failed row where the booking stands all the same: held, and not paid. Null in a dry run. */
  readonly recordLocator: string | null;
  readonly code: ErrorCode | null;
  readonly message: string | null;
}

/** Numbers of rows. */
export interface BookingImportResult {
  readonly jobId: string;
  readonly rows: number;
  readonly created: number;
  readonly already: number;
  readonly failed: number;
  /** `stopped` by the limit of failures, `interrupted` by a signal: the rest is left to the next run. */
  readonly end: 'done' | 'stopped' | 'interrupted';
}

/**
 * Makes each row of a file a booking, in a transaction of its own and under a key of its own, so that a job
 * which was killed anywhere is run again and does what is missing.
 * @throws IMPORT_REJECTED for a header, WRONG_STATE when the job is another's,
 * IDEMPOTENCY_MISMATCH when its key was used with another file, DATABASE_UNAVAILABLE
 */
export async function importBookings(
  deps: JobDeps,
  input: BookingImportInput,
  options: WriteOptions,
): Promise<BookingImportResult> {
  const rows = bookingRows(input.source, input.format);
  // A header that is refused begins no job.
  const first = await rows.next();
  const job = { command: IMPORT_COMMAND, job: input.job, actor: deps.actor };
  await beginJob(deps, job, options);
  const isResumed = await hasImportedRows(deps.session, job);
  const counts = { created: 0, already: 0, failed: 0 };
  const end = await workThrough({
    items: startingWith(first, rows),
    concurrency: input.concurrency,
    signal: input.signal,
    isEnough: () => counts.failed >= (input.maxFailures ?? Number.POSITIVE_INFINITY),
    work: async (fileRow) => {
      const row = await importRow(deps, input, fileRow, options, isResumed);
      counts[row.status] += 1;
      await input.onRow(row);
    },
  });
  return { jobId: input.job, rows: counts.created + counts.already + counts.failed, ...counts, end };
}

/** Ends with the rows, which closes the file, however much of it was read. */
async function* startingWith(first: IteratorResult<BookingFileRow>, rows: AsyncGenerator<BookingFileRow>) {
  try {
    if (!first.done) yield first.value;
    yield* rows;
  } finally {
    await rows.return(undefined);
  }
}

async function importRow(
  deps: JobDeps,
  input: BookingImportInput,
  row: BookingFileRow,
  options: WriteOptions,
  isResumed: boolean,
): Promise<ImportedRow> {
  const { line } = row;
  const idempotencyKey = rowKey(input.job, line);
  const job = { command: IMPORT_COMMAND, job: input.job, actor: deps.actor };
  const isDone = isResumed && (await wasRowImported(deps.session, job, line));
  try {
    if (row.problem !== undefined) throw new OpsdeskError('INVALID_INPUT', row.problem);
    const order = readOrder(input.readShape(row.order));
    const booking = await createBooking(deps, order, { ...options, idempotencyKey }, IMPORT_COMMAND);
    const recordLocator = options.isDryRun ? null : booking.recordLocator;
    return { line, status: isDone ? 'already' : 'created', recordLocator, code: null, message: null };
  } catch (error) {
    if (!isOpsdeskError(error) || isOfTheJob(error)) throw error;
    const { recordLocator } = error.details;
    // The answer went with its customer, who was erased: the booking was made.
    const isErased = isDone && error.code === 'WRONG_STATE' && recordLocator === undefined;
    if (isErased) return { line, status: 'already', recordLocator: null, code: null, message: null };
    const locator = typeof recordLocator === 'string' ? recordLocator : null;
    return { line, status: 'failed', recordLocator: locator, code: error.code, message: error.message };
  }
}
