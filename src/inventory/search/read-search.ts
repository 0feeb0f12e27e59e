import { minorDigits } from '../../catalog/currencies.js';
import { OpsdeskError } from '../../kernel/errors.js';
import { DAY_MS, type Instant, MINUTE_MS } from '../../kernel/instant.js';
import { parseDecimal } from '../../kernel/money.js';
import type { JourneyLimits } from './find-itineraries.js';
import type { FlightSearch } from './flight-search.js';
import { type Party, partyOf } from './party.js';

/** A search with its words read. */
export interface ReadSearch {
  readonly party: Party;
  /** What each journey must be like. */
  readonly limits: readonly JourneyLimits[];
  readonly maxMinorOf: (currency: string) => number | undefined;
}

/** @throws INVALID_INPUT, PASSENGER_RULE */
export function readSearch(query: FlightSearch, now: Instant): ReadSearch {
  requireOrder(query);
  const party = partyOf(query);
  const anyTime = { isDepartureFit: () => true, isArrivalFit: () => true };
  const common = {
    now,
    carrier: query.carrier ?? '',
    // Nobody looks after children who travel alone where they change.
    maxStops: party.ADT === 0 ? 0 : query.maxStops,
    maxMinutes: query.maxMinutes,
  };
  return {
    party,
    limits: query.journeys.map((_, at) => ({ ...common, ...(at === 0 ? timesOfDay(query) : anyTime) })),
    maxMinorOf: priceLimit(query.maxPrice),
  };
}

function requireOrder({ journeys }: FlightSearch): void {
  for (const [at, { origin, destination, departureDate }] of journeys.entries()) {
    if (origin === destination) {
      throw new OpsdeskError('INVALID_INPUT', `a journey from ${origin} to ${destination} goes nowhere`, {
        hint: 'Name two airports.',
      });
    }
    const before = journeys[at - 1]?.departureDate;
    if (before === undefined || before <= departureDate) continue;
    throw new OpsdeskError('INVALID_INPUT', `the journey of ${departureDate} comes after the one of ${before}`, {
      hint: 'Give the journeys in the order of travel.',
    });
  }
}

function timesOfDay(query: FlightSearch): Pick<JourneyLimits, 'isDepartureFit' | 'isArrivalFit'> {
  const from = query.departAfter === undefined ? 0 : clockMs(query.departAfter);
  const until = query.departBefore === undefined ? DAY_MS : clockMs(query.departBefore);
  const arriveUntil = query.arriveBefore === undefined ? DAY_MS : clockMs(query.arriveBefore);
  return {
    isDepartureFit: ({ departs_at, departs_offset }) => {
      const leaves = timeOfDay(departs_at, departs_offset);
      return leaves >= from && leaves <= until;
    },
    isArrivalFit: ({ arrives_at, arrives_offset }) => timeOfDay(arrives_at, arrives_offset) <= arriveUntil,
  };
}

function timeOfDay(instant: Instant, offsetMinutes: number): number {
  return (((instant + offsetMinutes * MINUTE_MS) % DAY_MS) + DAY_MS) % DAY_MS;
}

function priceLimit(maxPrice: string | undefined): (currency: string) => number | undefined {
  if (maxPrice === undefined) return () => undefined;
  const known = new Map<string, number>();
  return (currency) => {
    const limit = known.get(currency) ?? parseDecimal(maxPrice, minorDigits(currency));
    known.set(currency, limit);
    return limit;
  };
}

/** `HH:MM` in milliseconds after midnight. @throws INVALID_INPUT */
function clockMs(text: string): number {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  if (match) return (Number(match[1]) * 60 + Number(match[2])) * MINUTE_MS;
  throw new OpsdeskError('INVALID_INPUT', `"${text}" is not a time of day`, { hint: 'Write it like 09:30.' });
}
