import { minorDigits } from '../catalog/currencies.js';
import { OpsdeskError } from '../kernel/errors.js';
import { type Money, parseDecimal, toDecimal } from '../kernel/money.js';

export { formatMoney } from '../catalog/currencies.js';

/** The decimal alone, as CSV holds it beside its currency. */
export function formatAmount(amount: Money): string {
  return toDecimal(amount.amountMinor, minorDigits(amount.currency));
}

/**
 * Reads a decimal that a person typed in a currency.
 * @throws INVALID_INPUT when it is no decimal, or finer than the currency
 */
export function parseAmount(text: string, currency: string): Money {
  return { amountMinor: parseDecimal(text, minorDigits(currency)), currency };
}

/** @throws INVALID_INPUT unless the amount is above zero */
export function parsePositiveAmount(text: string, currency: string): Money {
  const amount = parseAmount(text, currency);
  if (amount.amountMinor > 0) return amount;
  throw new OpsdeskError('INVALID_INPUT', `"${text}" is not an amount above zero`);
}
