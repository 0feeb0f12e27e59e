import { Flags } from '@oclif/core';
import { OpsdeskError } from '../kernel/errors.js';
import { type LocalDate, parseLocalDate } from '../kernel/local-date.js';
import { parseAirportCode } from './parse.js';
import type { Prompter } from './prompter.js';

/** A journey as it is asked for. */
export interface TypedJourney {
  readonly origin: string;
  readonly destination: string;
  readonly departureDate: LocalDate;
}

/** `LHR-JFK/2026-12-01`. */
export const legFlag = Flags.custom<TypedJourney>({
  helpValue: 'ORG-DST/DATE',
  parse: async (text) => {
    const [, origin, destination, date] = /^([A-Z]{3})-([A-Z]{3})\/(\S+)$/i.exec(text.trim()) ?? [];
    if (origin && destination && date) {
      return {
        origin: parseAirportCode(origin),
        destination: parseAirportCode(destination),
        departureDate: parseLocalDate(date),
      };
    }
    throw new OpsdeskError('INVALID_INPUT', `"${text}" is not a leg`, { hint: 'Write it like LHR-JFK/2026-12-01.' });
  },
});

/** `HH:MM`, or minutes. */
export const durationFlag = Flags.custom<number>({
  helpValue: 'HH:MM|MINUTES',
  parse: async (text) => {
    const [, hours, minutes] = /^(?:(\d{1,3}):(?=[0-5]\d$))?(\d{1,4})$/.exec(text.trim()) ?? [];
    const total = Number(hours ?? 0) * 60 + Number(minutes);
    if (total > 0) return total;
    throw new OpsdeskError('INVALID_INPUT', `"${text}" is not a duration`, { hint: 'Write it like 7:30, or 450.' });
  },
});

interface JourneyInput {
  readonly origin?: string | undefined;
  readonly destination?: string | undefined;
  readonly depart?: LocalDate | undefined;
  readonly return?: LocalDate | undefined;
  readonly leg?: readonly TypedJourney[] | undefined;
}

/**
 * One journey, there and back, or as many as there are legs.
 * @throws USAGE when an airport is missing or both ways are used at once; INPUT_REQUIRED without a day of departure
 *   where there is nobody to ask
 */
export async function journeysOf(typed: JourneyInput, prompter: Prompter): Promise<TypedJourney[]> {
  const { origin, destination, leg = [] } = typed;
  if (leg.length > 0) {
    if (origin === undefined) return [...leg];
    throw usage('--leg takes the place of ORIGIN and DESTINATION');
  }
  const missing = [...(origin ? [] : ['ORIGIN']), ...(destination ? [] : ['DESTINATION'])];
  if (origin === undefined || destination === undefined) throw usage(`missing ${missing.join(' and ')}`, { missing });
  const departureDate = typed.depart ?? (await askDeparture(prompter));
  const out = { origin, destination, departureDate };
  if (typed.return === undefined) return [out];
  return [out, { origin: destination, destination: origin, departureDate: typed.return }];
}

async function askDeparture(prompter: Prompter): Promise<LocalDate> {
  if (!prompter.isAvailable) {
    throw new OpsdeskError('INPUT_REQUIRED', 'missing --depart', {
      hint: 'Give what is missing, or run this on a terminal to be asked.',
      details: { flag: '--depart', missing: ['--depart'] },
    });
  }
  return parseLocalDate((await prompter.text('Day of departure, such as 2026-12-01:', '--depart')).trim());
}

function usage(message: string, details: Readonly<Record<string, unknown>> = {}): OpsdeskError {
  return new OpsdeskError('USAGE', message, { hint: 'See: opsdesk flight search --help', details });
}
