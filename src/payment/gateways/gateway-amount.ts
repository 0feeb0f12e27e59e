import { minorDigits } from '../../catalog/currencies.js';

/**
 * An amount in the units of a gateway, which counts some currencies in others than ISO 4217's minor units.
 * @param amountMinor ISO minor units
 * @param digits how many decimals the gateway's unit has
 * @returns undefined where that takes more decimals than the gateway has
 */
export function inGatewayUnits(amountMinor: number, currency: string, digits: number): number | undefined {
  const shift = digits - minorDigits(currency);
  const scaled = shift >= 0 ? amountMinor * 10 ** shift : amountMinor / 10 ** -shift;
  return Number.isSafeInteger(scaled) ? scaled : undefined;
}
