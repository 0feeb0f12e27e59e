import type { FareRow, PassengerType } from '../../database/schema.js';
import { OpsdeskError } from '../../kernel/errors.js';
import { pricePassenger } from '../../pricing/fare-price.js';
import type { FlightSearch } from './flight-search.js';

/** How many of each type travel; only infants take no seat. */
export type Party = Readonly<Record<PassengerType, number>>;

type Sums = Pick<FareRow, 'base_minor' | 'tax_minor'>;

export const PASSENGER_TYPES: readonly PassengerType[] = ['ADT', 'CHD', 'INF'];

/** @throws INVALID_INPUT, PASSENGER_RULE: infants ride on an adult's lap, at most one an adult */
export function partyOf({ passengers, children = 0, infants = 0 }: FlightSearch): Party {
  const adults = passengers - children;
  if (adults < 0) {
    throw new OpsdeskError('INVALID_INPUT', `${children} children are more than ${passengers} passengers`, {
      hint: 'The passengers are all who need a seat, children among them.',
    });
  }
  if (infants > adults) {
    throw new OpsdeskError('PASSENGER_RULE', `more infants than adults: ${infants} and ${adults}`, {
      hint: 'An infant rides on the lap of an adult, one each.',
    });
  }
  return { ADT: adults, CHD: children, INF: infants };
}

export function seatsOf(party: Party): number {
  return party.ADT + party.CHD;
}

/** What all passengers of a type pay for fares together, in minor units. */
export function priceType(fares: readonly Sums[], type: PassengerType, count: number) {
  let baseMinor = 0;
  let taxMinor = 0;
  for (const fare of fares) {
    const each = pricePassenger(fare, type);
    baseMinor += each.baseMinor * count;
    taxMinor += each.taxMinor * count;
  }
  return { baseMinor, taxMinor };
}

/** What the party pays for one fare, in minor units. */
export function priceOf(fare: Sums, party: Party): number {
  return PASSENGER_TYPES.reduce((sum, type) => {
    const { baseMinor, taxMinor } = priceType([fare], type, party[type]);
    return sum + baseMinor + taxMinor;
  }, 0);
}
