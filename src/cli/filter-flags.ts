import { Flags } from '@oclif/core';
import { parseLocator } from '../kernel/record-locator.js';
import { sinceFlag } from './parse.js';

/** Narrows a list down to what belongs to a booking, and to what is new. */
export const filterFlags = {
  booking: Flags.custom<string>({ helpValue: 'REF', parse: async (text) => parseLocator(text) })({
    summary: 'Only of this booking.',
  }),
  since: sinceFlag({ summary: 'Only from this day (UTC) or instant on.' }),
};
