import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../../src/disruption/policy.js';
import { POLICY_KEYS, valueAt } from '../../src/disruption/policy-keys.js';
import { printPolicy } from '../../src/disruption/print-policy.js';
import { readPolicy } from '../../src/disruption/read-policy.js';

const read = (text: string) => readPolicy(text, 'policy.yaml');

describe('a policy file', () => {
  it('may leave out everything', async () => {
    expect(await read('')).toEqual(DEFAULT_POLICY);
    expect(await read('# nothing\n')).toEqual(DEFAULT_POLICY);
  });

  it('changes what it names, with amounts as decimals', async () => {
    const policy = await read(
      'valueOfTime:\n  gold: 61.50\nwindow: { days: 2 }\ncaps:\n  perPassenger: 400\notherAirports: false\n',
    );
    expect(policy).toEqual({
      ...DEFAULT_POLICY,
      valueOfTime: { ...DEFAULT_POLICY.valueOfTime, gold: 6_150 },
      window: { ...DEFAULT_POLICY.window, days: 2 },
      caps: { keepFree: 0, perPassenger: 40_000 },
      otherAirports: false,
    });
  });

  it('counts in the minor units of its currency, and drops the rates of another', async () => {
    const policy = await read('currency: JPY\nrates: { USD: 150 }\ncosts: { meal: 2000 }');
    expect(policy).toMatchObject({ currency: 'JPY', rates: { USD: 150 }, costs: { meal: 2_000 } });
    expect((await read('currency: GBP')).rates).toEqual({});
  });

  it('is read back as it is printed', async () => {
    expect(await read(printPolicy(DEFAULT_POLICY))).toEqual(DEFAULT_POLICY);
    const other = await read('currency: KWD\nrates: {}\ncaps: { perPassenger: 12.345 }');
    expect(await read(printPolicy(other))).toEqual(other);
  });

  it.each([
    ['window:\n  dayz: 3', 2, 3, 'there is no key "window.dayz": did you mean "window.days"?'],
    ['windo:\n  days: 3', 1, 1, 'there is no key "windo": did you mean "window"?'],
    ['toString: 3', 1, 1, 'there is no key "toString"'],
    ['a: 1', 1, 1, 'there is no key "a"'],
    ['window:\n  days: 15', 2, 9, 'window.days is a whole number from 0 to 14, not 15'],
    ['window:\n  days: 1.5', 2, 9, 'window.days is a whole number from 0 to 14, not 1.5'],
    ['window:\n  maxLegs: four', 2, 12, 'window.maxLegs is a whole number from 1 to 3, not "four"'],
    ['window: 3', 1, 9, 'window holds keys of its own, such as "days:"'],
    ['window:\n  days:', 2, 8, 'window.days is a whole number from 0 to 14, not null'],
    ['costs:\n  meal: 15.005', 2, 9, 'costs.meal "15.005" is not an amount with at most 2 decimals'],
    ['costs:\n  meal: -1', 2, 9, 'costs.meal is an amount in USD from 0 to 1000000, not -1'],
    ['cabins:\n  upgrade: yes', 2, 12, 'cabins.upgrade is true or false, not "yes"'],
    ['compensation: sometimes', 1, 15, 'compensation is one of by-cause, always, never, not "sometimes"'],
    ['currency: usd', 1, 11, 'currency "usd" is not a currency'],
    ['currency: 5', 1, 11, 'currency is three capital letters such as USD, not 5'],
    ['rates: { XXY: 1 }', 1, 8, 'rates "XXY" is not a currency'],
    ['rates: { EUR: 0 }', 1, 8, 'rates gives EUR at 0, which is no number above 0'],
    ['rates: { USD: 1 }', 1, 8, 'rates names USD, which is the currency itself'],
    ['solver:\n  gap: .nan', 2, 8, 'solver.gap is a number from 0 to 0.5, not null'],
    ['- 1', 1, 1, 'a policy is keys with values, such as "window:"'],
    ['window:\n  days: 1\n  days: 2', 3, 3, 'Map keys must be unique'],
    ['window: {days: 1', 1, 17, 'Flow map'],
  ])('is refused: %j', async (text, line, column, reason) => {
    await expect(read(text)).rejects.toMatchObject({
      code: 'POLICY_INVALID',
      message: expect.stringContaining(`policy.yaml, line ${line}, column ${column}: ${reason}`),
    });
  });

  it('is documented, each key with its default', () => {
    const page = fs.readFileSync(path.resolve(import.meta.dirname, '../../docs/rebooking-policy.md'), 'utf8');
    for (const [key, { kind }] of Object.entries(POLICY_KEYS)) {
      const value = valueAt(DEFAULT_POLICY, key);
      const text =
        kind === 'rates'
          ? '{ EUR: 1.1, GBP: 1.3 }'
          : String(kind === 'money' && value !== null ? Number(value) / 100 : value);
      expect(page).toContain(`| \`${key}\` | \`${text}\` |`);
    }
  });
});
