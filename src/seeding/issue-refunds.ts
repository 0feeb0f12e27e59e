import { issueRefund } from '../booking/issue-refund.js';
import type { ErrorCode } from '../kernel/error-codes.js';
import { isOpsdeskError } from '../kernel/errors.js';
import type { Money } from '../kernel/money.js';
import type { RefundView } from '../payment/refund-view.js';
import type { WriteOptions } from '../runtime/request.js';
import { isOfTheJob, workThrough } from '../runtime/work-through.js';
import { beginJob, type JobDeps } from './begin-job.js';
import type { BookingFileFormat } from './booking-rows.js';
import { hasImportedRows, type OwnJob, rowKey, wasRowImported } from './import-job-repository.js';
import { type RefundLine, readRefundRows } from './refund-rows.js';

export interface RefundFileInput {
  /** Follows from the contents of the file and the key of the job, so that the same file is the same job. */
  readonly job: string;
  readonly source: AsyncIterable<Uint8Array>;
  readonly format: BookingFileFormat;
  /** Rows under way at once, from 1. */
  readonly concurrency: number;
  /** Stops once so many rows have failed; without it the job goes on to the end. */
  readonly maxFailures?: number | undefined;
  /** Aborted to stop: rows that are under way are brought home. */
  readonly signal: AbortSignal;
  /** Told of each row as it ends, which is not always in their order, and of how many there are. */
  readonly onRow: (row: RefundedRow, total: number) => void | Promise<void>;
}

/**
 * What became of a row. `already`: an earlier run of the job had finished it. `failed` is a refund, too, that a gateway
 * declined (PAYMENT_DECLINED): the next run makes a new one; or of which nobody knows yet (REFUND_UNKNOWN): it asks again.
 */
export interface RefundedRow {
  /** Of the file, from 1; the header is a line too. */
  readonly line: number;
  readonly status: 'refunded' | 'already' | 'failed';
  readonly recordLocator: string;
  /** Null where none was made, and in a dry run. */
  readonly refundId: string | null;
  readonly amount: Money | null;
  readonly code: ErrorCode | null;
  readonly message: string | null;
}

/** Numbers of rows. */
export interface RefundFileResult {
  readonly jobId: string;
  readonly rows: number;
  readonly refunded: number;
  readonly already: number;
  readonly failed: number;
  /** `stopped` by the limit of failures, `interrupted` by a signal: the rest is left to the next run. */
  readonly end: 'done' | 'stopped' | 'interrupted';
}

const REFUND_COMMAND = 'refund issue';

/**
 * Gives money back for each row of a file, in transactions and under a key of its own, so that a job which was killed
 * anywhere is run again and does what is missing. All of the file is read and looked up first.
 * @throws IMPORT_REJECTED with every wrong line, WRONG_STATE when the job is another's,
 * IDEMPOTENCY_MISMATCH when its key was used with another file, DATABASE_UNAVAILABLE
 */
export async function issueRefunds(
  deps: JobDeps,
  input: RefundFileInput,
  options: WriteOptions,
): Promise<RefundFileResult> {
  const lines = await readRefundRows(deps.session, input.source, input.format);
  const job = { command: REFUND_COMMAND, job: input.job, actor: deps.actor };
  await beginJob(deps, job, options);
  const isResumed = await hasImportedRows(deps.session, job);
  const counts = { refunded: 0, already: 0, failed: 0 };
  const end = await workThrough({
    items: lines.values(),
    concurrency: input.concurrency,
    signal: input.signal,
    isEnough: () => counts.failed >= (input.maxFailures ?? Number.POSITIVE_INFINITY),
    work: async (line) => {
      const row = await refundRow(deps, job, line, options, isResumed);
      counts[row.status] += 1;
      await input.onRow(row, lines.length);
    },
  });
  return { jobId: input.job, rows: counts.refunded + counts.already + counts.failed, ...counts, end };
}

async function refundRow(
  deps: JobDeps,
  job: OwnJob,
  refundLine: RefundLine,
  options: WriteOptions,
  isResumed: boolean,
  attempt = 1,
): Promise<RefundedRow> {
  const { line, recordLocator, amount, reason } = refundLine;
  const isDone = isResumed && (await wasRowImported(deps.session, job, line, attempt));
  const row = { line, recordLocator };
  try {
    const idempotencyKey = rowKey(job.job, line, attempt);
    const rowOptions = { ...options, idempotencyKey, reason: reason ?? options.reason };
    const refund = await issueRefund(deps, { recordLocator, amount }, rowOptions);
    // Declined in an earlier run: that refund is over, and its key has nothing else to tell.
    if (isDone && refund.status === 'failed') return refundRow(deps, job, refundLine, options, isResumed, attempt + 1);
    const made = { refundId: options.isDryRun ? null : refund.refundId, amount: refund.amount };
    const failure = options.isDryRun ? undefined : failureOf(refund);
    if (failure) return { ...row, status: 'failed', ...made, ...failure };
    return { ...row, status: isDone ? 'already' : 'refunded', ...made, code: null, message: null };
  } catch (error) {
    if (!isOpsdeskError(error) || isOfTheJob(error)) throw error;
    const { code, message, details } = error;
    const refundId = typeof details.refundId === 'string' ? details.refundId : null;
    return { ...row, status: 'failed', refundId, amount: null, code, message };
  }
}

/** What a refund has come to that has not gone back. */
function failureOf({ status, parts }: RefundView): { code: ErrorCode; message: string } | undefined {
  if (status === 'succeeded') return undefined;
  const why = parts.flatMap(({ failure }) => failure ?? []).join(', ') || status;
  return status === 'failed'
    ? { code: 'PAYMENT_DECLINED', message: `the gateway declined it: ${why}` }
    : { code: 'REFUND_UNKNOWN', message: `nobody knows yet whether it was paid: ${why}` };
}
