import currencyCodes from 'currency-codes';
import { OpsdeskError } from '../kernel/errors.js';

const known = new Map<string, number>();

/**
 * The minor-unit digits of an ISO 4217 currency: 2 for EUR, 0 for JPY, 3 for KWD.
 * @throws INVALID_INPUT when there is no such currency
 */
export function currencyDigits(currency: string): number {
  const remembered = known.get(currency);
  if (remembered !== undefined) return remembered;
  const found = currencyCodes.code(currency);
  if (!found) {
    throw new OpsdeskError('INVALID_INPUT', `"${currency}" is not a currency`, {
      hint: 'Write its three letters as ISO 4217 has them: EUR.',
    });
  }
  known.set(currency, found.digits);
  return found.digits;
}
