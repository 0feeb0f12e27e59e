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
