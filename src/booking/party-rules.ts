import type { PassengerRow } from '../database/schema.js';
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

/**
 * A child in a booking without an adult travels alone (UMNR), and one with an adult does not, whatever was asked for. Who
 * needs another service keeps that.
 */
export function withLoneChildren(passengers: readonly PassengerRow[]): PassengerRow[] {
  const isAlone = !passengers.some(({ type }) => type === 'ADT');
  return passengers.map((each) => {
    const isLoneChild = isAlone && each.type === 'CHD';
    if (isLoneChild && each.service === null) return { ...each, service: 'UMNR' };
    return !isLoneChild && each.service === 'UMNR' ? { ...each, service: null } : each;
  });
}

/** Those whose row is another than it was. */
export function changedPassengers(before: readonly PassengerRow[], after: readonly PassengerRow[]): PassengerRow[] {
  return after.filter((each) => before.some((old) => old.position === each.position && old.service !== each.service));
}
