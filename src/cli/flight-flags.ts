import { Flags } from '@oclif/core';
import { OpsdeskError } from '../kernel/errors.js';
import { type FlightRef, parseFlightRef } from '../kernel/flight-ref.js';
import { parseAirportCode } from './parse.js';

const CABINS: Readonly<Record<string, string>> = {
  f: 'F',
  first: 'F',
  c: 'C',
  business: 'C',
  w: 'W',
  premium: 'W',
  y: 'Y',
  economy: 'Y',
};

/** A cabin by its letter or its name, as its letter. */
export const cabinFlag = Flags.custom<string>({
  helpValue: 'CABIN',
  parse: async (text) => {
    const letter = CABINS[text.trim().toLowerCase()];
    if (letter) return letter;
    throw new OpsdeskError('INVALID_INPUT', `"${text}" is not a cabin`, {
      hint: 'Write F, C, W or Y, or first, business, premium or economy.',
    });
  },
});

/** An airline by its two characters. */
export const carrierFlag = Flags.custom<string>({
  helpValue: 'XX',
  parse: async (text) => {
    const carrier = text.trim().toUpperCase();
    if (/^[A-Z0-9]{2}$/.test(carrier)) return carrier;
    throw new OpsdeskError('INVALID_INPUT', `"${text}" is not a carrier`, { hint: 'Write its two characters: BA.' });
  },
});

export const airportFlag = Flags.custom<string>({
  helpValue: 'XXX',
  parse: async (text) => parseAirportCode(text),
});

/** A flight on a day, as `flightArg` reads it. */
export const flightFlag = Flags.custom<FlightRef>({
  helpValue: 'REF',
  parse: async (text) => parseFlightRef(text),
});
