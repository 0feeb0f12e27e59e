import { formatMoney } from '../catalog/currencies.js';
import { OpsdeskError } from '../kernel/errors.js';
import { type Money, money } from '../kernel/money.js';

/** What the sum is, behind it: `150.00 USD is the price now`. */
export type AgreedTo = 'is the price now' | 'is due now' | 'would be the balance' | 'would go back';

/**
 * Refuses to go on at another sum than the one that somebody looked at and agreed to. A version does not tell: a fare
 * class sells out, or what was owed goes back meanwhile, and neither changes the booking.
 * @throws PRICE_CHANGED
 */
export function requireAgreed(
  agreed: Money | undefined,
  amountMinor: number,
  currency: string,
  agreedTo: AgreedTo,
): void {
  if (agreed === undefined || (agreed.amountMinor === amountMinor && agreed.currency === currency)) return;
  const now = money(amountMinor, currency);
  throw new OpsdeskError('PRICE_CHANGED', `${formatMoney(agreed)} was agreed to, and ${formatMoney(now)} ${agreedTo}`, {
    hint: 'Nothing was done. Look at it again before it is agreed to anew.',
    details: { agreed, now },
  });
}
