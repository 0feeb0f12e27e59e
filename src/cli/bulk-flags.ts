import { Flags } from '@oclif/core';
import { outFlag } from './file-flags.js';

const BULK = { helpGroup: 'BULK' } as const;

/** More than that only queue up for the connections. */
const MAX_CONCURRENCY = 64;

/** What every command takes that works through many items. */
export const bulkFlags = {
  ...outFlag,
  concurrency: Flags.integer({
    summary: 'So many items at once.',
    helpValue: 'N',
    min: 1,
    max: MAX_CONCURRENCY,
    default: 4,
    ...BULK,
  }),
  'max-failures': Flags.integer({ summary: 'Stop once so many have failed.', helpValue: 'N', min: 1, ...BULK }),
  resume: Flags.string({ summary: 'Go on with this job.', helpValue: 'JOB', ...BULK }),
};
