import type { Session } from '../database/dialect.js';
import { formatInstant } from '../kernel/instant.js';
import { type BacklogRow, reportBacklog } from '../report/backlog.js';
import type { Clock } from '../runtime/clock.js';
import { LOST_AFTER_MS } from './heartbeat.js';
import { listWorkerRows } from './worker-repository.js';

/** A worker, by what it last said of itself. */
export interface WorkerItem {
  readonly workerId: string;
  /** `lost`: it was killed, or it has lost the database; others go on with its work. */
  readonly state: 'running' | 'lost';
  readonly host: string;
  readonly pid: number;
  readonly programVersion: string;
  readonly startedAt: string;
  readonly seenAt: string;
  /** How often things were done, by what was done. */
  readonly done: Readonly<Record<string, number>>;
  readonly lastError: string | null;
  readonly lastErrorAt: string | null;
}

export interface WorkerStatus {
  readonly workers: readonly WorkerItem[];
  /** What they have before them. */
  readonly items: readonly BacklogRow[];
  readonly nextCursor: null;
}

/** Who works behind the desk, and what waits for them. */
export async function workerStatus(deps: { readonly session: Session; readonly clock: Clock }): Promise<WorkerStatus> {
  const [rows, items] = await Promise.all([listWorkerRows(deps.session), reportBacklog(deps)]);
  const lostBefore = deps.clock.real() - LOST_AFTER_MS;
  const workers = rows.map(
    (row): WorkerItem => ({
      workerId: row.id,
      state: row.seen_at < lostBefore ? 'lost' : 'running',
      host: row.host,
      pid: row.pid,
      programVersion: row.program_version,
      startedAt: formatInstant(row.started_at),
      seenAt: formatInstant(row.seen_at),
      done: JSON.parse(row.done) as Record<string, number>,
      lastError: row.last_error,
      lastErrorAt: row.last_error_at === null ? null : formatInstant(row.last_error_at),
    }),
  );
  return { workers, items, nextCursor: null };
}
