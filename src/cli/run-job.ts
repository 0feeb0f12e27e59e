import { Flags } from '@oclif/core';
import type { AppliedItem, ApplyChoice } from '../disruption/work-on-items.js';
import { appliedItemColumns } from '../present/views/job-view.js';
import { bulkFlags } from './bulk-flags.js';
import type { Globals } from './global-flags.js';
import type { Progress } from './progress.js';
import { openResultLines } from './result-lines.js';
import type { Terminal } from './terminal.js';
import { toldFailures } from './told-failures.js';

const { resume: _, ...itemFlags } = bulkFlags;

/** What a command takes that carries a plan out. */
export const jobFlags = {
  canary: Flags.integer({
    summary: 'Only the first N of what is left; look at them, then go on.',
    helpValue: 'N',
    min: 1,
    helpGroup: 'BULK',
  }),
  ...itemFlags,
};

interface JobFlags {
  readonly canary?: number | undefined;
  readonly concurrency: number;
  readonly 'max-failures'?: number | undefined;
  readonly out?: string | undefined;
}

interface JobSurroundings {
  readonly terminal: Terminal;
  readonly globals: Pick<Globals, 'format'>;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  readonly note: (text: string) => void;
}

/** How a job is run from a terminal: its choices, a bar, and a line for each item. */
export interface JobRun {
  readonly choice: ApplyChoice;
  /** Whether stdout has the items, and no room for a result. */
  readonly hasPrintedItems: boolean;
  end(): void;
}

export async function openJobRun(flags: JobFlags, { terminal, globals, ...around }: JobSurroundings): Promise<JobRun> {
  const isRows = globals.format === 'csv' || globals.format === 'ndjson';
  const out = flags.out ?? (isRows ? '-' : undefined);
  const isCsv =
    globals.format === 'csv' || (globals.format !== 'ndjson' && out?.toLowerCase().endsWith('.csv') === true);
  const tell = (text: string) => {
    around.progress.finish();
    around.note(text);
  };
  const lines =
    out === undefined
      ? toldFailures<AppliedItem>(tell, ({ recordLocator }) => recordLocator)
      : await openResultLines(out, isCsv ? 'csv' : 'ndjson', appliedItemColumns, { terminal });
  let done = 0;
  return {
    choice: {
      canary: flags.canary,
      concurrency: flags.concurrency,
      maxFailures: flags['max-failures'],
      signal: around.signal,
      onItem: async (item, total) => {
        done += 1;
        around.progress.update(done, total);
        await lines.write(item);
      },
      onJob: (jobId) => tell(`Job ${jobId}: after an interruption, go on with opsdesk disruption resume ${jobId}`),
    },
    hasPrintedItems: out === '-',
    end: () => {
      around.progress.finish();
      lines.close();
    },
  };
}
