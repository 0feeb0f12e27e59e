import { basisPoints } from '../kernel/money.js';

/** Hundredths of a percent that flights and a stay, bought together, take off the fares and the rooms; not off taxes. */
export const PACKAGE_BASIS_POINTS = 500;
/** A stay of fewer nights makes no package. */
export const PACKAGE_NIGHTS = 2;

/**
 * What a package takes off, in minor units of the booking's currency.
 * @param baseMinors the fare without taxes of each live segment, for the whole party
 */
export function packageDiscountMinor(
  baseMinors: readonly number[],
  stays: readonly { readonly priceMinor: number; readonly nights: number }[],
): number {
  const long = stays.filter(({ nights }) => nights >= PACKAGE_NIGHTS);
  if (baseMinors.length === 0 || long.length === 0) return 0;
  const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);
  return basisPoints(sum(baseMinors) + sum(long.map(({ priceMinor }) => priceMinor)), PACKAGE_BASIS_POINTS);
}
