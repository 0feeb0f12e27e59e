import { type Money, money } from '../kernel/money.js';
import { taxOfParty } from '../pricing/fare-price.js';
import { type BookingRecord, isLive, unpaidMinor } from './booking-record.js';
import type { Change } from './change.js';

/** What a change costs, the same in a dry run and when it is made. */
export interface PricedChange {
  readonly released: readonly string[];
  readonly taken: readonly string[];
  /** Fares, taxes and rooms after the change less those before it, with what a package takes off. */
  readonly fareDifference: Money;
  /** The part of `fareDifference` that is taxes. */
  readonly tax: Money;
  /** Change and cancel fees, and value that a fare forfeits. */
  readonly penalty: Money;
  /** What the customer owes after the change; negative when money is owed to them. */
  readonly balance: Money;
  /** What is to be paid, and what is to be given back, by the balance. */
  readonly owed: Money;
  readonly givenBack: Money;
  /** The rules behind the price. */
  readonly why: readonly string[];
}

export function priceChange(before: BookingRecord, after: BookingRecord, changes: readonly Change[]): PricedChange {
  const { currency } = after.booking;
  const penaltyMinor = changes.reduce((sum, change) => sum + change.feeMinor, 0);
  const balanceMinor = unpaidMinor(after.booking.total_minor, after.money);
  return {
    released: changes.flatMap((change) => change.released),
    taken: changes.flatMap((change) => change.taken),
    fareDifference: money(after.booking.total_minor - before.booking.total_minor - penaltyMinor, currency),
    tax: money(taxMinor(after) - taxMinor(before), currency),
    penalty: money(penaltyMinor, currency),
    balance: money(balanceMinor, currency),
    owed: money(Math.max(0, balanceMinor), currency),
    givenBack: money(Math.max(0, -balanceMinor), currency),
    why: [...new Set(changes.flatMap((change) => change.why))],
  };
}

function taxMinor({ segments, passengers }: BookingRecord): number {
  const types = passengers.map((passenger) => passenger.type);
  return segments.filter(isLive).reduce((sum, segment) => sum + taxOfParty(segment, types), 0);
}
