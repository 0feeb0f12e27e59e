import { formatMoney } from '../catalog/currencies.js';
import { OpsdeskError } from '../kernel/errors.js';
import { type Money, money } from '../kernel/money.js';

/**
 * Refuses to give back another sum than the one that somebody looked at and agreed to. A version does not tell: what
 * was owed may have gone back meanwhile, and that changes no booking.
 * @throws PRICE_CHANGED
 */
export function requireAgreed(agreed: Money | undefined, amountMinor: number, currency: string): void {
  if (agreed === undefined || agreed.amountMinor === amountMinor) return;
  const now = money(amountMinor, currency);
  throw new OpsdeskError(
    'PRICE_CHANGED',
    `${formatMoney(agreed)} was agreed to, and ${formatMoney(now)} would go back`,
    {
      hint: 'Nothing was done. Look at it again: some of it may have gone back meanwhile.',
      details: { agreed, now },
    },
  );
}
