import { describe, expect, it } from 'vitest';
import { minorDigits } from '../../src/catalog/currencies.js';
import { tariffFor } from '../../src/catalog/tariff.js';

describe('the default tariff', () => {
  it('has a full and a cheaper refundable fare in each cabin', () => {
    const fares = tariffFor(['F', 'C', 'W', 'Y'], { distanceKm: 5_540 });
    expect(fares.map(({ fareClass }) => fareClass).join('')).toBe('FAJDWEYM');
    expect(fares.every(({ isRefundable, currency }) => isRefundable === 1 && currency === 'USD')).toBe(true);
    const prices = fares.map(({ baseMinor }) => baseMinor);
    expect(prices).toEqual(prices.toSorted((a, b) => b - a));
  });

  it('rises with the distance, and its fees never eat the fare', () => {
    for (const distanceKm of [0, 50, 500, 2_000, 15_000]) {
      for (const fare of tariffFor(['C', 'Y'], { distanceKm, hasSaver: true })) {
        expect(Number.isInteger(fare.baseMinor) && Number.isInteger(fare.taxMinor)).toBe(true);
        expect(fare.changeFeeMinor).toBeLessThan(fare.baseMinor);
        expect(fare.cancelFeeMinor).toBeLessThan(fare.baseMinor);
      }
    }
    const [near] = tariffFor(['Y'], { distanceKm: 300 });
    const [far] = tariffFor(['Y'], { distanceKm: 301 });
    expect(near?.baseMinor).toBeLessThanOrEqual(far?.baseMinor ?? 0);
  });

  it('adds the non-refundable saver only when asked', () => {
    const saver = tariffFor(['Y'], { distanceKm: 900, hasSaver: true }).at(-1);
    expect(saver).toMatchObject({ fareClass: 'Q', isRefundable: 0 });
    expect(tariffFor(['Y'], { distanceKm: 900 }).some(({ fareClass }) => fareClass === 'Q')).toBe(false);
  });
});

describe('the digits of a currency', () => {
  it('are those of ISO 4217', () => {
    expect([minorDigits('EUR'), minorDigits('JPY'), minorDigits('KWD')]).toEqual([2, 0, 3]);
  });

  it.each(['EURO', 'eur', 'QQQ', ''])('are refused for %j', (text) => {
    expect(() => minorDigits(text)).toThrow('is not a currency');
  });
});
