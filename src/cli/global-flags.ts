import { Flags } from '@oclif/core';
import { OpsdeskError } from '../kernel/errors.js';

export const OUTPUT_FORMATS = ['table', 'json', 'ndjson', 'csv', 'ids'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** The most items that one page may have. */
export const MAX_LIMIT = 10_000;

const GLOBAL = { helpGroup: 'GLOBAL' } as const;

/** Flags that every command has. Each has an environment twin. */
export const globalFlags = {
  profile: Flags.string({
    summary: 'Profile to work with.',
    helpValue: 'NAME',
    env: 'OPSDESK_PROFILE',
    ...GLOBAL,
  }),
  output: Flags.option({
    char: 'o',
    summary: 'Print as table, json, ndjson, csv or ids.',
    helpValue: 'FORMAT',
    options: OUTPUT_FORMATS,
    env: 'OPSDESK_OUTPUT',
    ...GLOBAL,
  })(),
  json: Flags.boolean({ summary: 'The same as --output json.', env: 'OPSDESK_JSON', ...GLOBAL }),
  fields: Flags.string({
    summary: 'Only these fields, in this order.',
    helpValue: 'A,B',
    env: 'OPSDESK_FIELDS',
    ...GLOBAL,
  }),
  limit: Flags.string({
    summary: 'At most this many items, up to 10,000.',
    helpValue: 'N',
    env: 'OPSDESK_LIMIT',
    ...GLOBAL,
  }),
  cursor: Flags.string({
    summary: 'Continue a list where another page ended.',
    helpValue: 'C',
    env: 'OPSDESK_CURSOR',
    ...GLOBAL,
  }),
  quiet: Flags.boolean({ summary: 'No notes and no progress.', env: 'OPSDESK_QUIET', ...GLOBAL }),
  'no-input': Flags.boolean({
    summary: 'Never ask: fail where a value is missing.',
    env: 'OPSDESK_NO_INPUT',
    ...GLOBAL,
  }),
  'no-color': Flags.boolean({ summary: 'No colours (NO_COLOR too).', env: 'OPSDESK_NO_COLOR', ...GLOBAL }),
  debug: Flags.boolean({ summary: 'Show the stack of an error.', env: 'OPSDESK_DEBUG', ...GLOBAL }),
  timeout: Flags.string({
    summary: 'Give up after this many seconds.',
    helpValue: 'S',
    env: 'OPSDESK_TIMEOUT',
    ...GLOBAL,
  }),
};

/** What the global flags came to, whichever way they were given. */
export interface Globals {
  readonly format: OutputFormat;
  readonly fields: readonly string[] | undefined;
  readonly limit: number | undefined;
  readonly cursor: string | undefined;
  readonly profile: string | undefined;
  readonly timeoutMs: number | undefined;
  readonly isQuiet: boolean;
  readonly mayAsk: boolean;
  readonly isColourRefused: boolean;
}

interface GlobalValues {
  readonly profile?: string | undefined;
  readonly output?: OutputFormat | undefined;
  readonly json?: boolean | undefined;
  readonly fields?: string | undefined;
  readonly limit?: string | undefined;
  readonly cursor?: string | undefined;
  readonly quiet?: boolean | undefined;
  readonly 'no-input'?: boolean | undefined;
  readonly 'no-color'?: boolean | undefined;
  readonly timeout?: string | undefined;
}

/** @param typed the names of the flags that stood on the command line, which win over those of the environment */
export function resolveGlobals(values: GlobalValues, typed: ReadonlySet<string>): Globals {
  return {
    format: resolveFormat(values, typed),
    fields: values.fields === undefined ? undefined : parseFields(values.fields),
    limit: values.limit === undefined ? undefined : parseLimit(values.limit),
    cursor: values.cursor || undefined,
    profile: typed.has('profile') ? values.profile : undefined,
    timeoutMs: values.timeout === undefined ? undefined : parseTimeout(values.timeout),
    isQuiet: values.quiet ?? false,
    mayAsk: !values['no-input'],
    isColourRefused: values['no-color'] ?? false,
  };
}

function resolveFormat({ json, output }: GlobalValues, typed: ReadonlySet<string>): OutputFormat {
  if (json && typed.has('json')) {
    if (typed.has('output') && output !== 'json') {
      throw new OpsdeskError('USAGE', `--json and --output ${output} ask for different things`, {
        hint: 'Give one of them.',
      });
    }
    return 'json';
  }
  if (output && typed.has('output')) return output;
  return json ? 'json' : (output ?? 'table');
}

function parseFields(text: string): string[] {
  const fields = text.split(',').map((name) => name.trim());
  if (fields.every((name) => name !== '')) return [...new Set(fields)];
  throw new OpsdeskError('USAGE', `--fields "${text}" has an empty name`, { hint: 'Separate the names by commas.' });
}

function parseLimit(text: string): number {
  const limit = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= MAX_LIMIT) return limit;
  throw new OpsdeskError('USAGE', `--limit "${text}" is not a number from 1 to ${MAX_LIMIT}`);
}

function parseTimeout(text: string): number {
  const seconds = /^\d{1,7}(\.\d{1,3})?$/.test(text) ? Number(text) : 0;
  if (seconds > 0) return Math.min(Math.round(seconds * 1_000), 2 ** 31 - 1);
  throw new OpsdeskError('USAGE', `--timeout "${text}" is not a number of seconds above 0`);
}
