import { Flags } from '@oclif/core';
import { OpsdeskError } from '../kernel/errors.js';
import { formatInstant, type Instant } from '../kernel/instant.js';
import { parseLocator } from '../kernel/record-locator.js';
import { sinceFlag } from './parse.js';

/** Narrows a list down to what belongs to a booking, and to what is new. */
export const filterFlags = {
  booking: Flags.custom<string>({ helpValue: 'REF', parse: async (text) => parseLocator(text) })({
    summary: 'Only of this booking.',
  }),
  since: sinceFlag({ summary: 'Only from this day (UTC) or instant on.' }),
};

/** @throws INVALID_INPUT when nothing can lie from the one on and before the other, which would look like having found nothing */
export function requireStretch({
  since,
  until,
}: {
  readonly since?: Instant | undefined;
  readonly until?: Instant | undefined;
}): void {
  if (since === undefined || until === undefined || since < until) return;
  const [first, last] = [formatInstant(since), formatInstant(until)];
  throw new OpsdeskError('INVALID_INPUT', `--until ${last} is not behind --since ${first}`, {
    hint: 'What is meant lies from --since on and before --until: exchange them, or leave one out.',
    details: { since: first, until: last },
  });
}
