import { OpsdeskError } from './errors.js';

/** An amount in integer minor units (cents, yen, fils) of one ISO 4217 currency. Never a float. */
export interface Money {
  readonly amountMinor: number;
  readonly currency: string;
}

export function money(amountMinor: number, currency: string): Money {
  if (!Number.isSafeInteger(amountMinor)) throw new Error(`not a whole number of minor units: ${amountMinor}`);
  return { amountMinor, currency };
}

/**
 * Reads what a person typed (`25`, `25.00`, `-3.5`) as minor units.
 * @param digits minor-unit digits of the currency (2 for EUR, 0 for JPY)
 * @throws INVALID_INPUT when it is no decimal or has more digits than the currency
 */
export function parseDecimal(text: string, digits: number): number {
  const match = /^(-?)(\d{1,12})(?:\.(\d+))?$/.exec(text.trim());
  const fraction = match?.[3] ?? '';
  if (!match || fraction.length > digits) {
    const example = digits === 0 ? '25' : `25.${'0'.repeat(digits)}`;
    throw new OpsdeskError('INVALID_INPUT', `"${text}" is not an amount with at most ${digits} decimals`, {
      hint: `Write it like ${example}.`,
    });
  }
  const units = Number(`${match[2]}${fraction.padEnd(digits, '0')}`);
  return match[1] === '-' && units !== 0 ? -units : units;
}

/** Minor units as a plain decimal: `12345, 2` gives `123.45`. */
export function toDecimal(amountMinor: number, digits: number): string {
  const sign = amountMinor < 0 ? '-' : '';
  const text = String(Math.abs(amountMinor)).padStart(digits + 1, '0');
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** The given hundredths of a percent of an amount, rounded half up. */
export function basisPoints(amountMinor: number, points: number): number {
  return Math.floor((amountMinor * points + 5_000) / 10_000);
}
