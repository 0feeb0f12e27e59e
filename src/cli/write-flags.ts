import { Flags } from '@oclif/core';
import { OpsdeskError } from '../kernel/errors.js';

const WRITE = { helpGroup: 'WRITE' } as const;

/** Flags of commands that write. They have no environment twins: a write is told what to do where it is typed. */
export const unversionedFlags = {
  'dry-run': Flags.boolean({ summary: 'Do the real work, show the result, and roll it back.', ...WRITE }),
  yes: Flags.boolean({ char: 'y', summary: 'Do not ask whether to go on.', ...WRITE }),
  reason: Flags.string({ summary: 'Why, for the audit trail.', helpValue: 'TEXT', ...WRITE }),
  'idempotency-key': Flags.string({
    summary: 'Do it once, however often it is run with this key.',
    helpValue: 'KEY',
    ...WRITE,
  }),
};

/** The same for what has a version: a booking, a customer. */
export const writeFlags = {
  ...unversionedFlags,
  'if-version': Flags.integer({
    summary: 'Only if it still has this version.',
    helpValue: 'N',
    min: 0,
    ...WRITE,
  }),
};

const confirmFlag = {
  confirm: Flags.string({
    summary: 'The reference again, in place of typing it when asked.',
    helpValue: 'REF',
    ...WRITE,
  }),
};

/** For what cannot be taken back: the reference itself must be typed, and `--yes` is not enough. */
export const severeFlags = { ...writeFlags, ...confirmFlag };

/** The same for what has no version: a job. */
export const severeUnversionedFlags = { ...unversionedFlags, ...confirmFlag };

/** What use cases take of the write flags. */
export interface WriteChoices {
  readonly isDryRun: boolean;
  readonly reason?: string;
  readonly idempotencyKey?: string;
  readonly ifVersion?: number;
}

const MAX_REASON = 500;
const MAX_KEY = 200;

/** @throws INVALID_INPUT when the reason or the key is too long to be kept */
export function writeChoices(flags: {
  readonly 'dry-run': boolean;
  readonly reason?: string | undefined;
  readonly 'idempotency-key'?: string | undefined;
  readonly 'if-version'?: number | undefined;
}): WriteChoices {
  const reason = bounded('--reason', flags.reason, MAX_REASON);
  const key = bounded('--idempotency-key', flags['idempotency-key'], MAX_KEY);
  return {
    isDryRun: flags['dry-run'],
    ...(reason === undefined ? {} : { reason }),
    ...(key === undefined ? {} : { idempotencyKey: key }),
    ...(flags['if-version'] === undefined ? {} : { ifVersion: flags['if-version'] }),
  };
}

function bounded(flag: string, text: string | undefined, max: number): string | undefined {
  if (text === undefined) return undefined;
  const trimmed = text.trim();
  if (trimmed.length <= max) return trimmed;
  throw new OpsdeskError('INVALID_INPUT', `${flag} is longer than ${max} characters`);
}
