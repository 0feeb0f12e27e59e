import type { Session, Transaction } from '../database/dialect.js';
import type { WorkerRow } from '../database/schema.js';
import { statement } from '../database/statement.js';
import type { Instant } from '../kernel/instant.js';

const upsert = statement<WorkerRow>(
  'beat_of_worker',
  `insert into worker (id, host, pid, program_version, started_at, seen_at, done, last_error, last_error_at)
    values (:id, :host, :pid, :program_version, :started_at, :seen_at, :done, :last_error, :last_error_at)
    on conflict (id) do update set seen_at = excluded.seen_at, done = excluded.done,
      last_error = excluded.last_error, last_error_at = excluded.last_error_at`,
);
const remove = statement<{ id: string }>('remove_worker', 'delete from worker where id = :id');
const removeUnseen = statement<{ before: Instant }>(
  'remove_unseen_workers',
  'delete from worker where seen_at < :before',
);
const listAll = statement<Record<string, never>, WorkerRow>(
  'list_workers',
  'select * from worker order by started_at, id',
);

const ask = statement<Record<string, never>, { answer: number }>('ask_database', 'select 1 as answer');

/** Whether the database answers: throws where it does not. */
export async function askDatabase(session: Session): Promise<unknown> {
  return session.first(ask, {});
}

/** Says that a worker is there, or that it still is. */
export async function saveWorker(tx: Transaction, row: WorkerRow): Promise<void> {
  await tx.run(upsert, row);
}

export async function removeWorker(tx: Transaction, id: string): Promise<void> {
  await tx.run(remove, { id });
}

/** Forgets workers that were not seen from then on: they were killed. */
export async function removeWorkersUnseenSince(tx: Transaction, before: Instant): Promise<void> {
  await tx.run(removeUnseen, { before });
}

/** The longest running first. */
export async function listWorkerRows(session: Session): Promise<WorkerRow[]> {
  return session.all(listAll, {});
}
