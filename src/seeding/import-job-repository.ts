import type { Session, Transaction } from '../database/dialect.js';
import { statement } from '../database/statement.js';
import type { Instant } from '../kernel/instant.js';

type JobKey = { command: string; job: string };

/** A key is its actor's: of a job that two began each row would be made twice. Nobody is called nothing. */
const claimJob = statement<JobKey & { answer: string; created_at: Instant }>(
  'claim_import_job',
  `insert into idempotency (actor, command, key, input_hash, customer_id, progress, answer, created_at)
   values ('', :command, :job, :job, null, null, :answer, :created_at) on conflict do nothing`,
);
const findOwner = statement<JobKey, { answer: string }>(
  'find_import_job',
  "select answer from idempotency where actor = '' and command = :command and key = :job",
);
const findAnyRow = statement<{ actor: string; command: string; from: string; to: string }, { key: string }>(
  'find_any_imported_row',
  `select key from idempotency
    where actor = :actor and command = :command and key >= :from and key < :to order by key limit 1`,
);
const findRow = statement<{ actor: string; command: string; key: string }, { is_answered: number }>(
  'find_imported_row',
  `select case when answer is null then 0 else 1 end as is_answered from idempotency
    where actor = :actor and command = :command and key = :key`,
);

/** A job in the hands of whoever runs it. */
export interface OwnJob {
  /** Under which its rows have their keys: `booking import`. */
  readonly command: string;
  readonly job: string;
  readonly actor: string;
}

/** Whose job it is: the first to claim it has it, for as long as keys are kept. */
export async function claimImportJob(tx: Transaction, { command, job, actor }: OwnJob, now: Instant): Promise<string> {
  await tx.run(claimJob, { command, job, answer: JSON.stringify({ actor }), created_at: now });
  const row = await tx.first(findOwner, { command, job });
  return row === undefined ? actor : (JSON.parse(row.answer) as { actor: string }).actor;
}

/**
 * Padded, so that the rows of a job lie together in the order of their lines.
 * @param attempt from 1: above it where the one before came to an end that is not the last word
 */
export function rowKey(job: string, line: number, attempt = 1): string {
  const key = `${job}:${String(line).padStart(9, '0')}`;
  return attempt === 1 ? key : `${key}.${attempt}`;
}

/** Whether an earlier run came to any of the job's rows. */
export async function hasImportedRows(session: Session, { command, job, actor }: OwnJob): Promise<boolean> {
  const range = { actor, command, from: `${job}:`, to: `${job};` };
  return (await session.first(findAnyRow, range)) !== undefined;
}

/** Whether an earlier run finished the row. */
export async function wasRowImported(
  session: Session,
  { command, job, actor }: OwnJob,
  line: number,
  attempt = 1,
): Promise<boolean> {
  const row = await session.first(findRow, { actor, command, key: rowKey(job, line, attempt) });
  return row?.is_answered === 1;
}
