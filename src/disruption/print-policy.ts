import { minorDigits } from '../catalog/currencies.js';
import { toDecimal } from '../kernel/money.js';
import type { Policy } from './policy.js';
import { POLICY_KEYS, valueAt } from './policy-keys.js';

/** A policy as a file that `readPolicy` reads back, each key with a word on what it is. */
export function printPolicy(policy: Policy): string {
  const lines = ['# How opsdesk disruption plan weighs what it does to people. Amounts are decimals in `currency`.'];
  let section = '';
  for (const [path, { kind, says }] of Object.entries(POLICY_KEYS)) {
    const [above, name] = path.includes('.') ? (path.split('.') as [string, string]) : ['', path];
    if (above !== section && above !== '') lines.push(`${above}:`);
    section = above;
    const key = `${above === '' ? '' : '  '}${name}:`;
    const value = valueAt(policy, path);
    const text = kind === 'rates' ? ratesInLine(value as Policy['rates']) : printValue(kind, value, policy.currency);
    lines.push(`${key} ${text} # ${says}`);
  }
  return `${lines.join('\n')}\n`;
}

function printValue(kind: string, value: unknown, currency: string): string {
  if (kind === 'money' && typeof value === 'number') return toDecimal(value, minorDigits(currency));
  return String(value);
}

function ratesInLine(rates: Policy['rates']): string {
  const pairs = Object.entries(rates).map(([code, rate]) => `${code}: ${rate}`);
  return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
}
