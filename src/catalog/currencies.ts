import currencyCodes from 'currency-codes';
import { OpsdeskError } from '../kernel/errors.js';
import { type Money, toDecimal } from '../kernel/money.js';

/** Metals, units of account, and codes for tests or for none (ISO 4217, list one: those without a minor unit, "N.A."). */
const NO_MONEY = new Set('XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX'.split(' '));

const digitsByCode = new Map<string, number>();

/**
 * The minor-unit digits of an ISO 4217 currency: 2 for EUR, 0 for JPY, 3 for KWD.
 * @throws INVALID_INPUT when there is no such currency
 */
export function minorDigits(currency: string): number {
  let digits = digitsByCode.get(currency);
  if (digits === undefined) {
    const found = /^[A-Z]{3}$/.test(currency) && !NO_MONEY.has(currency) ? currencyCodes.code(currency) : undefined;
    if (!found) {
      throw new OpsdeskError('INVALID_INPUT', `"${currency}" is not a currency`, {
        hint: 'Write its three capital letters as ISO 4217 has them: EUR.',
      });
    }
    digits = found.digits;
    digitsByCode.set(currency, digits);
  }
  return digits;
}

/** What people read: `1234.50 EUR`, with as many decimals as the currency has. */
export function formatMoney({ amountMinor, currency }: Money): string {
  return `${toDecimal(amountMinor, minorDigits(currency))} ${currency}`;
}
