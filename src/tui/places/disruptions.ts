import type { JobView } from '../../disruption/show-job.js';
import { bar } from '../../present/bar.js';
import { field } from '../../present/column.js';
import { formatDetail } from '../../present/detail.js';
import { jobView } from '../../present/views/job-view.js';
import { ListPlace } from '../parts/list-place.js';
import { TextPlace } from '../parts/text-place.js';
import type { Place } from '../place.js';
import type { Stage } from '../stage.js';
import { openPlanFile } from './plan.js';

const MOST = 100;

/** The jobs that carry plans out, and how far each has come. */
export function openDisruptions(stage: Stage): Place {
  return new ListPlace<JobView>(stage, {
    title: 'Disruptions',
    command: () => ['disruption', 'status'],
    columns: () => [
      field('jobId', 'Job', 'ref'),
      field('kind', 'Kind'),
      field('status', 'Status'),
      { key: 'done', header: 'Settled', kind: 'text', value: progress },
      { key: 'skipped', header: 'Skipped', kind: 'number', value: ({ states }) => states.skipped },
      { key: 'failed', header: 'Failed', kind: 'number', value: ({ states }) => states.failed },
    ],
    idOf: ({ jobId }) => jobId,
    emptyText: 'No plan has been applied. Press o to read one.',
    fetch: async () => ({ items: await stage.app.disruptions.jobs(MOST), nextCursor: null }),
    open: ({ jobId }) => stage.open(openJob(stage, jobId)),
    bindings: () => [{ keys: ['o'], label: 'open a plan', run: () => stage.open(openPlanFile(stage)) }],
  });
}

export function openJob(stage: Stage, jobId: string): Place {
  return new TextPlace(stage, {
    title: jobId,
    command: ['disruption', 'status', jobId],
    read: async () => {
      const job = await stage.app.disruptions.job(jobId);
      return [`${progress(job)} of ${job.items}`, '', formatDetail(job, jobView.columns, stage.theme.paint)].join('\n');
    },
  });
}

function progress({ items, states }: JobView): string {
  const settled = items - states.pending;
  return `${bar(items === 0 ? 1 : settled / items, 10)} ${settled}`;
}
