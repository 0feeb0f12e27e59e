import { Flags } from '@oclif/core';
import { OpsdeskError } from '../kernel/errors.js';

/** Flags that say of what and what: `Y=170`, `Q=35`, `Q=120.00:15.00`. Amounts stay as typed. */

const AMOUNT = String.raw`\d{1,9}(?:\.\d{1,4})?`;

function read(text: string, pattern: RegExp, what: string, example: string): readonly string[] {
  const match = pattern.exec(text.trim());
  if (match) return match.map((part) => part ?? '');
  throw new OpsdeskError('INVALID_INPUT', `"${text}" is not ${what}`, { hint: `Write it like ${example}.` });
}

/** `CLASS:CABIN:BASE:TAX[:LIMIT]`. */
export const fareFlag = Flags.custom<{
  fareClass: string;
  cabin: string;
  base: string;
  tax: string;
  limit: number | null;
}>({
  helpValue: 'CLASS:CABIN:BASE:TAX[:LIMIT]',
  parse: async (text) => {
    const pattern = new RegExp(`^([A-Z]):([FCWY]):(${AMOUNT}):(${AMOUNT})(?::(\\d{1,4}))?$`, 'i');
    const [, fareClass = '', cabin = '', base = '', tax = '', limit] = read(
      text,
      pattern,
      'a fare',
      'Q:Y:80.00:12.50:60',
    );
    return {
      fareClass: fareClass.toUpperCase(),
      cabin: cabin.toUpperCase(),
      base,
      tax,
      limit: limit ? Number(limit) : null,
    };
  },
});

/** `CABIN=N`. */
export const authorisedFlag = Flags.custom<{ cabin: string; units: number }>({
  helpValue: 'CABIN=N',
  parse: async (text) => {
    const [, cabin = '', units] = read(text, /^([FCWY])=(\d{1,4})$/i, 'a cabin with its units', 'Y=170');
    return { cabin: cabin.toUpperCase(), units: Number(units) };
  },
});

/** `CLASS=N`, or `CLASS=none`. */
export const limitFlag = Flags.custom<{ fareClass: string; limit: number | null }>({
  helpValue: 'CLASS=N|none',
  parse: async (text) => {
    const [, fareClass = '', limit = ''] = read(
      text,
      /^([A-Z])=(\d{1,4}|none)$/i,
      'a class with its limit',
      'Q=35, or Q=none',
    );
    return { fareClass: fareClass.toUpperCase(), limit: /none/i.test(limit) ? null : Number(limit) };
  },
});

/** `CLASS=BASE[:TAX]`. */
export const priceFlag = Flags.custom<{ fareClass: string; base: string; tax: string | undefined }>({
  helpValue: 'CLASS=BASE[:TAX]',
  parse: async (text) => {
    const pattern = new RegExp(`^([A-Z])=(${AMOUNT})(?::(${AMOUNT}))?$`, 'i');
    const [, fareClass = '', base = '', tax] = read(
      text,
      pattern,
      'a class with its price',
      'Q=120.00, or Q=120.00:15.00',
    );
    return { fareClass: fareClass.toUpperCase(), base, tax: tax || undefined };
  },
});

/** `CLASS:RULE=VALUE`. */
export const ruleFlag = Flags.custom<{ fareClass: string; rule: string; value: string }>({
  helpValue: 'CLASS:RULE=VALUE',
  parse: async (text) => {
    const pattern = /^([A-Z]):([a-z-]{1,30})=([\w.]{1,20})$/i;
    const [, fareClass = '', rule = '', value = ''] = read(
      text,
      pattern,
      'a class with a rule',
      'Q:advance-purchase=14',
    );
    return { fareClass: fareClass.toUpperCase(), rule: rule.toLowerCase(), value: value.toLowerCase() };
  },
});
