import type { FareRow, PassengerType, SegmentStatus } from '../database/schema.js';
import { basisPoints } from '../kernel/money.js';
import { pricePassenger } from './fare-price.js';

export interface PenaltyLine {
  readonly what: string;
  readonly amountMinor: number;
}

type SoldFare = Pick<FareRow, 'base_minor' | 'tax_minor' | 'is_refundable' | 'cancel_fee_minor'> & {
  readonly status?: SegmentStatus;
};

/**
 * What is kept back of one segment when the party gives it up: all of it once flown, the cancel fee
 * of a refundable fare, and the fare but not the taxes of another. Never more than was paid for it. Nothing is
 * kept while new times of the carrier wait for an answer (TK): it was the carrier who changed the contract.
 * @param statutoryRule the law by which it comes back in full unless it was flown, if one says so
 */
export function keptBack(
  fare: SoldFare,
  types: readonly PassengerType[],
  isFlown: boolean,
  statutoryRule?: string,
): PenaltyLine {
  if (statutoryRule !== undefined && !isFlown) return { what: `comes back by law, ${statutoryRule}`, amountMinor: 0 };
  if (fare.status === 'TK' && !isFlown) return { what: 'times changed by the carrier, no fee', amountMinor: 0 };
  let amountMinor = 0;
  for (const type of types) {
    const { baseMinor, taxMinor } = pricePassenger(fare, type);
    const priceMinor = baseMinor + taxMinor;
    if (isFlown) amountMinor += priceMinor;
    else if (fare.is_refundable === 1) amountMinor += type === 'INF' ? 0 : Math.min(fare.cancel_fee_minor, priceMinor);
    else amountMinor += baseMinor;
  }
  const what = isFlown ? 'flown' : fare.is_refundable === 1 ? 'cancel fee' : 'non-refundable fare (taxes come back)';
  return { what, amountMinor };
}

/** What is kept of an amount of which so many percent come back. Minor units. */
export function keptShare(amountMinor: number, refundPercent: number): number {
  return amountMinor - basisPoints(amountMinor, refundPercent * 100);
}
