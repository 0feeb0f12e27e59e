import type { View } from '../../cli/output.js';
import type { BacklogRow } from '../../report/backlog.js';
import type { WorkerItem, WorkerStatus } from '../../worker/worker-status.js';
import { type Column, field } from '../column.js';
import { formatTable } from '../table.js';

export const backlogView: View<BacklogRow> = {
  columns: [
    field('work', 'Work', 'ref'),
    field('waiting', 'Waiting', 'number'),
    field('oldest', 'Since', 'instant'),
    field('givenUp', 'For a person', 'number'),
  ],
};

const workerColumns: readonly Column<WorkerItem>[] = [
  field('workerId', 'Worker', 'ref'),
  field('state', 'State'),
  { key: 'where', header: 'Where', kind: 'free-text', value: ({ host, pid }) => `${host}:${pid}` },
  field('startedAt', 'Since', 'instant'),
  field('seenAt', 'Seen', 'instant'),
  { key: 'done', header: 'Done', kind: 'number', value: ({ done }) => Object.values(done).reduce((a, b) => a + b, 0) },
  field('lastError', 'Last error', 'free-text'),
];

export const workerStatusView: View<WorkerStatus> = {
  columns: [
    { key: 'workers', header: 'Workers', kind: 'number', value: ({ workers }) => workers.length },
    { key: 'items', header: 'Waiting', kind: 'number', value: ({ items }) => items.reduce((a, b) => a + b.waiting, 0) },
  ],
  text: ({ workers, items }, paint) => {
    const running = workers.length === 0 ? 'No worker runs.' : formatTable(workers, workerColumns, { paint });
    return `${running}\n\n${formatTable(items, backlogView.columns, { paint })}`;
  },
};
