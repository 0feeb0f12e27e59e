import { OpsdeskError } from '../kernel/errors.js';
import type { LocalDate } from '../kernel/local-date.js';
import { toDecimal } from '../kernel/money.js';
import { minorDigits } from './currencies.js';

/** One of `base` was `units` / 10^`scale` of `quote` on `date` (UTC): a decimal, kept exactly. */
export interface ExchangeRate {
  readonly base: string;
  readonly quote: string;
  /** Above zero. */
  readonly units: number;
  readonly scale: number;
  readonly date: LocalDate;
}

/** Digits that a rate may have, and how many of them behind the point. */
const MOST_DIGITS = 12;

/**
 * Reads a rate as a file has it, `1.08452`, without the zeros at its end, so that `1.10` is `1.1`.
 * @returns undefined for what is no decimal above zero with at most twelve digits
 */
export function parseRate(text: string): Pick<ExchangeRate, 'units' | 'scale'> | undefined {
  const match = /^(\d{1,12})(?:\.(\d{1,12}))?$/.exec(text);
  const fraction = (match?.[2] ?? '').replace(/0+$/, '');
  const digits = `${match?.[1] ?? ''}${fraction}`.replace(/^0+/, '');
  if (!match || digits === '' || digits.length > MOST_DIGITS) return undefined;
  return { units: Number(digits), scale: fraction.length };
}

/** The decimal that `parseRate` read. */
export function rateText({ units, scale }: Pick<ExchangeRate, 'units' | 'scale'>): string {
  return toDecimal(units, scale);
}

/**
 * An amount in the other currency of a rate, rounded half to even at that one's minor unit. The way back is the exact
 * inverse, and not a rounded rate.
 * @param amountMinor minor units of `from`, not below zero
 * @param from one currency of the rate
 * @param to the other one
 * @returns minor units of `to`
 * @throws INVALID_INPUT for more than can be counted
 */
export function convertMinor(amountMinor: number, from: string, to: string, rate: ExchangeRate): number {
  const [units, one] = [BigInt(rate.units), 10n ** BigInt(rate.scale)];
  const [times, by] = from === rate.base ? [units, one] : [one, units];
  const converted = divideHalfEven(
    BigInt(amountMinor) * times * 10n ** BigInt(minorDigits(to)),
    by * 10n ** BigInt(minorDigits(from)),
  );
  if (converted <= Number.MAX_SAFE_INTEGER) return Number(converted);
  throw new OpsdeskError('INVALID_INPUT', `the amount is more ${to} than can be counted`, {
    hint: 'Look at the rate: opsdesk fx list',
  });
}

/** @param amount not below zero @param by above zero */
export function divideHalfEven(amount: bigint, by: bigint): bigint {
  const [whole, twice] = [amount / by, (amount % by) * 2n];
  return twice > by || (twice === by && whole % 2n === 1n) ? whole + 1n : whole;
}
