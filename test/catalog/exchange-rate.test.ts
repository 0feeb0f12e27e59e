import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convertMinor, divideHalfEven, parseRate, rateText } from '../../src/catalog/exchange-rate.js';

const rate = (text: string, base = 'EUR', quote = 'USD') => {
  const parsed = parseRate(text);
  if (!parsed) throw new Error(`${text} is no rate`);
  return { base, quote, date: '2026-11-01', ...parsed };
};

describe('a rate', () => {
  it.each([
    ['1.08452', { units: 108_452, scale: 5 }, '1.08452'],
    ['1.10', { units: 11, scale: 1 }, '1.1'],
    ['100', { units: 100, scale: 0 }, '100'],
    ['007.5', { units: 75, scale: 1 }, '7.5'],
    ['0.000000000001', { units: 1, scale: 12 }, '0.000000000001'],
    ['123456.123456', { units: 123_456_123_456, scale: 6 }, '123456.123456'],
  ])('%s is kept exactly', (text, parsed, told) => {
    expect(parseRate(text)).toEqual(parsed);
    expect(rateText(parsed)).toBe(told);
  });

  it.each(['', '0', '0.000', '-1', '1,1', '1e3', '.5', '1.', '1.0845212345678', '1234567.1234567', 'x', ' 1'])(
    '%j is none',
    (text) => {
      expect(parseRate(text)).toBeUndefined();
    },
  );
});

describe('an amount in another currency', () => {
  it.each([
    [2_500, 'EUR', 'USD', rate('1.08452'), 2_711],
    [10_000, 'USD', 'EUR', rate('1.08452'), 9_221],
    // Half to even, on both sides.
    [5, 'EUR', 'USD', rate('0.5'), 2],
    [15, 'EUR', 'USD', rate('0.5'), 8],
    [1, 'USD', 'EUR', rate('2'), 0],
    [3, 'USD', 'EUR', rate('2'), 2],
    // Decimals of either currency: yen have none, dinars three.
    [10_000, 'USD', 'JPY', rate('154.327', 'USD', 'JPY'), 15_433],
    [15_433, 'JPY', 'USD', rate('154.327', 'USD', 'JPY'), 10_000],
    [1_000, 'KWD', 'JPY', rate('502.5', 'KWD', 'JPY'), 502],
    [502, 'JPY', 'KWD', rate('502.5', 'KWD', 'JPY'), 999],
    [9_007_199_254_740_991, 'EUR', 'USD', rate('1'), 9_007_199_254_740_991],
  ])('%d %s in %s', (amount, from, to, by, expected) => {
    expect(convertMinor(amount, from, to, by)).toBe(expected);
  });

  it('is refused where it is more than can be counted', () => {
    expect(() => convertMinor(9_007_199_254_740_991, 'EUR', 'USD', rate('1.1'))).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT' }),
    );
  });

  it('is the nearest there is, and the even one of two', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 30n), fc.bigInt(1n, 10n ** 20n), (amount, by) => {
        const rounded = divideHalfEven(amount, by);
        const twiceOff = (rounded * by - amount) * 2n;
        expect(twiceOff <= by && twiceOff >= -by).toBe(true);
        if (twiceOff === by || twiceOff === -by) expect(rounded % 2n).toBe(0n);
      }),
    );
  });
});
