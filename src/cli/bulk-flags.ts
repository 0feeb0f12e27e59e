import { Flags } from '@oclif/core';

const BULK = { helpGroup: 'BULK' } as const;

/** Where a command reads many items from. */
export const fromFlag = {
  from: Flags.string({ summary: 'Read the input from a file, or - for stdin.', helpValue: 'FILE|-', ...BULK }),
};

/** Where a command writes many items to. */
export const outFlag = {
  out: Flags.string({ summary: 'Write the output to a file, or - for stdout.', helpValue: 'FILE|-', ...BULK }),
};

/** Flags of commands that work through many items. */
export const bulkFlags = {
  ...fromFlag,
  ...outFlag,
  concurrency: Flags.integer({ summary: 'How many items at once.', helpValue: 'N', min: 1, max: 64, ...BULK }),
  'max-failures': Flags.integer({ summary: 'Stop after this many failures.', helpValue: 'N', min: 0, ...BULK }),
  resume: Flags.string({ summary: 'Go on with an earlier job.', helpValue: 'JOB', ...BULK }),
};
