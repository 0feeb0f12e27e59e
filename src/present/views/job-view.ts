import type { View } from '../../cli/output.js';
import type { ApplyResult } from '../../disruption/apply-plan.js';
import type { JobView } from '../../disruption/show-job.js';
import type { AppliedItem } from '../../disruption/work-on-items.js';
import { type Column, field } from '../column.js';

/** What became of each booking of a plan. */
export const appliedItemColumns: readonly Column<AppliedItem>[] = [
  field('recordLocator', 'Booking', 'ref'),
  field('status', 'Status'),
  field('code', 'Code'),
  field('message', 'Message', 'free-text'),
];

const jobColumns: readonly Column<JobView>[] = [
  field('jobId', 'Job', 'ref'),
  field('kind', 'Kind'),
  field('status', 'Status'),
  field('items', 'Bookings', 'number'),
  number('moved', 'Moved', ({ actions }) => actions.move + actions.restore),
  number('refunded', 'Refunded', ({ actions }) => actions.refund),
  number('kept', 'Kept', ({ actions }) => actions.keep),
  number('pending', 'Pending', ({ states }) => states.pending),
  number('skipped', 'Skipped', ({ states }) => states.skipped),
  number('failed', 'Failed', ({ states }) => states.failed),
  { key: 'why', header: 'Why', kind: 'text', value: whyUndone },
  field('undoes', 'Takes back', 'text', { isWide: true }),
  field('planId', 'Plan', 'text', { isWide: true }),
  field('createdAt', 'Begun', 'instant'),
  field('createdBy', 'By', 'free-text'),
  field('finishedAt', 'Finished', 'instant'),
];

export const jobView: View<JobView> = { columns: jobColumns, emptyText: 'No plan has been applied.' };

export const applyResultView: View<ApplyResult> = {
  columns: [...jobColumns, field('end', 'This run')],
};

function number(key: string, header: string, value: (job: JobView) => number): Column<JobView> {
  return { key, header, kind: 'number', value };
}

function whyUndone({ reasons }: JobView): string | null {
  return reasons.length === 0 ? null : reasons.map(({ code, bookings }) => `${code} ${bookings}`).join(', ');
}

/** A plan to take a job back, without its items. */
export const rollbackView: View<RollbackSummary> = {
  columns: [
    field('planId', 'Plan', 'ref'),
    field('ofJob', 'Takes back'),
    field('restored', 'Bookings to take back', 'number'),
    field('kept', 'Stay as they are', 'number'),
    field('out', 'Written to', 'free-text'),
  ],
};

export interface RollbackSummary {
  readonly planId: string;
  readonly ofJob: string | null;
  readonly restored: number;
  readonly kept: number;
  readonly out: string;
}
