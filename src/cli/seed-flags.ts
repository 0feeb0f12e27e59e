import { Flags } from '@oclif/core';
import { OpsdeskError } from '../kernel/errors.js';
import type { LocalDate } from '../kernel/local-date.js';
import { dateFlag } from './parse.js';

const DEFAULT_LOAD = 0.8;

export const seedFlags = {
  scenario: Flags.option({
    summary:
      'Which world: hub is one or two airlines with their hubs; storm fills the flights that were imported with passengers.',
    helpValue: 'NAME',
    options: ['hub', 'storm'] as const,
    default: 'hub' as const,
  })(),
  seed: Flags.integer({ summary: 'What everything random follows from.', helpValue: 'N', min: 0, default: 1 }),
  size: Flags.option({
    summary: 'Of hub: how many flights, 48, 1,000 or 10,000; and hotels, 6, 60 or 300. small unless given.',
    helpValue: 'SIZE',
    options: ['small', 'medium', 'large'] as const,
  })(),
  start: dateFlag({ summary: 'Of hub: first day of the schedule; tomorrow unless given.' }),
  load: Flags.custom<number>({
    summary: 'Of storm: the share of the seats that is sold, 0.1 to 1; 0.8 unless given.',
    helpValue: 'SHARE',
    parse: async (text) => parseLoad(text),
  })(),
};

interface ParsedSeedFlags {
  readonly scenario: 'hub' | 'storm';
  readonly seed: number;
  readonly size: 'small' | 'medium' | 'large' | undefined;
  readonly start: LocalDate | undefined;
  readonly load: number | undefined;
}

/** What is to be seeded. @throws USAGE for a flag of the other scenario */
export function readSeedFlags({ scenario, seed, size, start, load }: ParsedSeedFlags) {
  if (scenario === 'storm') {
    if (size !== undefined) throw foreign('size', 'hub');
    if (start !== undefined) throw foreign('start', 'hub');
    return { scenario, seed, load: load ?? DEFAULT_LOAD };
  }
  if (load !== undefined) throw foreign('load', 'storm');
  return { scenario, seed, size: size ?? ('small' as const), start };
}

function foreign(flag: string, scenario: string): OpsdeskError {
  return new OpsdeskError('USAGE', `--${flag} belongs to --scenario ${scenario}`, {
    hint: 'See: opsdesk db seed --help',
    details: { flag },
  });
}

/** @throws INVALID_INPUT unless it is a decimal; how much of it is sensible the scenario says */
function parseLoad(text: string): number {
  if (/^\d(\.\d{1,4})?$/.test(text.trim())) return Number(text);
  throw new OpsdeskError('INVALID_INPUT', `"${text}" is not a share`, { hint: 'Write a decimal from 0.1 to 1: 0.8.' });
}
