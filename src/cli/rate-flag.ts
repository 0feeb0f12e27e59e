import { Flags } from '@oclif/core';
import { OpsdeskError } from '../kernel/errors.js';

/** How many a second: `10/s`, `0.5/s`, or the number alone. */
export const rateFlag = Flags.custom<number>({
  helpValue: 'N/s',
  parse: async (text) => {
    const rate = Number(/^(\d{1,4}(?:\.\d{1,3})?)(?:\/s)?$/.exec(text.trim())?.[1]);
    if (rate > 0) return rate;
    throw new OpsdeskError('INVALID_INPUT', `"${text}" is not a rate`, { hint: 'Write how many a second: 10/s.' });
  },
});
