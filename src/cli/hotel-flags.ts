import { Args, Flags } from '@oclif/core';
import { OpsdeskError } from '../kernel/errors.js';

/** A property by its code, in capitals. */
export const propertyArg = Args.custom<string>({
  description: 'Property by its code, such as LON-01.',
  parse: async (text) => {
    const code = text.trim().toUpperCase();
    if (/^[A-Z0-9-]+$/.test(code)) return code;
    throw new OpsdeskError('INVALID_INPUT', `"${text}" is not a property`, { hint: 'Write its code: LON-01.' });
  },
});

/** A guests' rating, 0 to 10 with at most one decimal. */
export const ratingFlag = Flags.custom<number>({
  helpValue: 'N',
  parse: async (text) => {
    if (/^(\d(\.\d)?|10(\.0)?)$/.test(text.trim())) return Number(text);
    throw new OpsdeskError('INVALID_INPUT', `"${text}" is not a rating`, { hint: 'Write one from 0 to 10: 8.5.' });
  },
});
