import { OpsdeskError } from '../kernel/errors.js';
import { type BookingRecord, isLive } from './booking-record.js';

/**
 * What a party must be, whatever was changed: an adult for each infant, and flights without a change of
 * aircraft for a child who travels alone.
 * @throws PASSENGER_RULE
 */
export function requirePartyRules({ passengers, segments }: Pick<BookingRecord, 'passengers' | 'segments'>): void {
  const count = (type: string) => passengers.filter((passenger) => passenger.type === type).length;
  if (count('INF') > count('ADT')) {
    throw new OpsdeskError('PASSENGER_RULE', `more infants than adults: ${count('INF')} and ${count('ADT')}`, {
      hint: 'An infant rides on the lap of an adult, one each.',
    });
  }
  if (count('ADT') > 0 || count('CHD') === 0) return;
  const journeys = segments.filter(isLive).map((segment) => segment.journey);
  if (new Set(journeys).size === journeys.length) return;
  throw new OpsdeskError('PASSENGER_RULE', 'a child who travels alone needs direct flights', {
    hint: 'Book a flight without a change, or an adult with the child.',
  });
}
