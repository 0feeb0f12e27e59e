import type { Session } from '../database/dialect.js';
import type { DisruptionJobRow } from '../database/disruption-schema.js';
import { formatInstant } from '../kernel/instant.js';
import { countItems, countReasons, getJob, listJobs } from './job-repository.js';

export interface JobView {
  readonly jobId: string;
  readonly planId: string;
  readonly kind: DisruptionJobRow['kind'];
  /** The job that it takes back. */
  readonly undoes: string | null;
  readonly status: 'running' | 'finished';
  readonly items: number;
  /** How many are in each state, whoever did them. */
  readonly states: Readonly<Record<'pending' | 'done' | 'skipped' | 'failed', number>>;
  /** Of those that are done. */
  readonly actions: Readonly<Record<'move' | 'refund' | 'keep' | 'restore', number>>;
  /** Why items were skipped or failed, the most frequent first. */
  readonly reasons: readonly { readonly code: string; readonly status: string; readonly bookings: number }[];
  readonly createdAt: string;
  readonly createdBy: string;
  readonly finishedAt: string | null;
}

/** How far a job has come. @throws JOB_NOT_FOUND */
export async function showJob(session: Session, id: string): Promise<JobView> {
  return viewJob(session, await getJob(session, id));
}

/** The jobs that there are, the newest first. */
export async function showJobs(session: Session, count: number): Promise<JobView[]> {
  return Promise.all((await listJobs(session, count)).map((job) => viewJob(session, job)));
}

async function viewJob(session: Session, job: DisruptionJobRow): Promise<JobView> {
  const [counted, reasons] = await Promise.all([countItems(session, job.id), countReasons(session, job.id)]);
  const states = { pending: 0, done: 0, skipped: 0, failed: 0 };
  const actions = { move: 0, refund: 0, keep: 0, restore: 0 };
  for (const { action, status, bookings } of counted) {
    states[status] += bookings;
    if (status === 'done') actions[action] += bookings;
  }
  return viewJobOf(job, states, actions, reasons);
}

export function viewJobOf(
  job: DisruptionJobRow,
  { pending, done, skipped, failed }: JobView['states'],
  actions: JobView['actions'],
  reasons: JobView['reasons'],
): JobView {
  return {
    jobId: job.id,
    planId: job.plan_id,
    kind: job.kind,
    undoes: job.undoes_job,
    status: job.finished_at === null ? 'running' : 'finished',
    items: job.items,
    states: { pending, done, skipped, failed },
    actions,
    reasons,
    createdAt: formatInstant(job.created_at),
    createdBy: job.created_by,
    finishedAt: job.finished_at === null ? null : formatInstant(job.finished_at),
  };
}
