import { minorDigits } from '../catalog/currencies.js';
import { OpsdeskError } from '../kernel/errors.js';
import type { Money } from '../kernel/money.js';
import type { Policy } from './policy.js';

/** An amount in minor units of the policy's currency, by its rates. @throws POLICY_INVALID where it has none for it */
export function inPolicyCurrency({ amountMinor, currency }: Money, policy: Policy): number {
  if (currency === policy.currency) return amountMinor;
  const rate = policy.rates[currency];
  if (rate === undefined) {
    throw new OpsdeskError('POLICY_INVALID', `the policy has no rate for ${currency}`, {
      hint: `Add it to the policy file, in ${policy.currency} for one ${currency}: rates: { ${currency}: … }`,
      details: { currency },
    });
  }
  return Math.round(amountMinor * rate * 10 ** (minorDigits(policy.currency) - minorDigits(currency)));
}
