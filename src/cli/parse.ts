import { Args, Flags } from '@oclif/core';
import { OpsdeskError } from '../kernel/errors.js';
import { type FlightRef, parseFlightRef } from '../kernel/flight-ref.js';
import { DAY_MS, parseSince } from '../kernel/instant.js';
import { type LocalDate, parseLocalDate, toEpochDay } from '../kernel/local-date.js';
import { parseLocator } from '../kernel/record-locator.js';

/** Arguments and flags that many commands share, read by the kernel's parsers. */

export const flightArg = Args.custom<FlightRef>({
  description: 'Flight on a day, such as BA117/2026-12-01.',
  parse: async (text) => parseFlightRef(text),
});

export const locatorArg = Args.custom<string>({
  description: 'Record locator of the booking, such as K7QX2M.',
  parse: async (text) => parseLocator(text),
});

/** A payment's id, or the locator of the booking that has one which is set aside. */
export const authorisedArg = Args.custom<string>({
  description: 'Id of the payment, or record locator of its booking.',
  parse: async (text) => (text.startsWith('pay_') ? text : parseLocator(text)),
});

export const airportArg = Args.custom<string>({
  description: 'Airport or city by its three letters, such as LHR.',
  parse: async (text) => parseAirportCode(text),
});

export const dateFlag = Flags.custom<LocalDate>({
  helpValue: 'DATE',
  parse: async (text) => parseLocalDate(text),
});

/** A date (midnight UTC) or an instant with its offset. */
export const sinceFlag = Flags.custom<number>({
  helpValue: 'DATE|INSTANT',
  parse: async (text) => parseSince(text),
});

/** What follows it has five digits to its year, which no date here can be written with. */
const LAST_OF_ALL = '9999-12-31';

/** A day up to whose end (UTC) something holds, as the instant that follows it. */
export const lastDayFlag = Flags.custom<number>({
  helpValue: 'DATE',
  parse: async (text) => {
    const day = parseLocalDate(text);
    if (day < LAST_OF_ALL) return (toEpochDay(day) + 1) * DAY_MS;
    throw new OpsdeskError('INVALID_INPUT', `"${text}" is too late`, { hint: `Give a day before ${LAST_OF_ALL}.` });
  },
});

/** A decimal as typed; its currency is known only to the use case (`parseAmount`). */
export const amountFlag = Flags.custom<string>({
  helpValue: 'DECIMAL',
  parse: async (text) => {
    const amount = text.trim();
    if (/^\d{1,12}(\.\d{1,4})?$/.test(amount)) return amount;
    const isTooLarge = /^\d{13,}(\.\d*)?$/.test(amount);
    throw new OpsdeskError('INVALID_INPUT', `"${text}" is ${isTooLarge ? 'too large' : 'not'} an amount`, {
      hint: 'Write a decimal: 25 or 25.00.',
    });
  },
});

/** A currency in whichever case; whether there is one is the use case's to say. */
export const currencyFlag = Flags.custom<string>({
  helpValue: 'CODE',
  parse: async (text) => text.trim().toUpperCase(),
});

/** @throws INVALID_INPUT unless it is three letters */
export function parseAirportCode(text: string): string {
  const code = text.trim().toUpperCase();
  if (/^[A-Z]{3}$/.test(code)) return code;
  throw new OpsdeskError('INVALID_INPUT', `"${text}" is not an airport`, { hint: 'Write its three letters: LHR.' });
}
