import type { View } from '../../cli/output.js';
import type { WorkerCounts } from '../../notification/run-worker.js';
import { formatPairs } from '../detail.js';

/** What was done, by its kind: which kinds there are is the worker's to know. */
export const workerView: View<WorkerCounts> = {
  columns: [
    {
      key: 'done',
      header: 'Done',
      kind: 'number',
      value: (counts) => Object.values(counts).reduce((a, b) => a + b, 0),
    },
  ],
  text: (counts, paint) => {
    const done = Object.entries(counts).filter(([, count]) => count > 0);
    if (done.length === 0) return 'Nothing was to be done.';
    return formatPairs(
      done.map(([what, count]) => [what, String(count)]),
      paint,
    );
  },
};
