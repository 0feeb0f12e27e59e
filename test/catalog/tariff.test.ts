import { describe, expect, it } from 'vitest';
import type { Cabin } from '../../src/catalog/aircraft.js';
import { minorDigits } from '../../src/catalog/currencies.js';
import { tariffFor } from '../../src/catalog/tariff.js';

const cabins = (letters: string, seats = 100) => [...letters].map((cabin) => ({ cabin: cabin as Cabin, seats }));

describe('the default tariff', () => {
  it('has a full and a cheaper refundable fare in each cabin', () => {
    const fares = tariffFor(cabins('FCWY'), { distanceKm: 5_540 });
    expect(fares.map(({ fareClass }) => fareClass).join('')).toBe('FAJDWEYM');
    expect(fares.every(({ isRefundable, currency }) => isRefundable === 1 && currency === 'USD')).toBe(true);
    const prices = fares.map(({ baseMinor }) => baseMinor);
    expect(prices).toEqual(prices.toSorted((a, b) => b - a));
  });

  it('rises with the distance, and its fees never eat the fare', () => {
    for (const distanceKm of [0, 50, 500, 2_000, 15_000]) {
      for (const fare of tariffFor(cabins('CY'), { distanceKm, hasSaver: true })) {
        expect(Number.isInteger(fare.baseMinor) && Number.isInteger(fare.taxMinor)).toBe(true);
        expect(fare.changeFeeMinor).toBeLessThan(fare.baseMinor);
        expect(fare.cancelFeeMinor).toBeLessThan(fare.baseMinor);
      }
    }
    const [near] = tariffFor(cabins('Y'), { distanceKm: 300 });
    const [far] = tariffFor(cabins('Y'), { distanceKm: 301 });
    expect(near?.baseMinor).toBeLessThanOrEqual(far?.baseMinor ?? 0);
  });

  it('adds the non-refundable savers only when asked, with the rules of cheap fares', () => {
    const [q, k] = tariffFor(cabins('Y'), { distanceKm: 900, hasSaver: true }).slice(-2);
    const rules = { isRefundable: 0, advancePurchaseDays: 7, nameChangeFeeMinor: null, residual: 'forfeit' };
    expect(q).toMatchObject({ ...rules, fareClass: 'Q', minStayDays: 0, maxStayDays: 0 });
    expect(k).toMatchObject({ ...rules, fareClass: 'K', minStayDays: 2, maxStayDays: 30 });
    expect(k?.baseMinor).toBeLessThan(q?.baseMinor ?? 0);
    expect(tariffFor(cabins('Y'), { distanceKm: 900 }).every(({ isRefundable }) => isRefundable === 1)).toBe(true);
  });

  it('charges for a new name and a no-show only where it is managed', () => {
    const feesOf = (isManaged: boolean) =>
      tariffFor(cabins('Y'), { distanceKm: 900, isManaged }).map((fare) => [
        fare.nameChangeFeeMinor,
        fare.noShowFeeMinor,
      ]);
    expect(feesOf(false)).toEqual([
      [null, 0],
      [null, 0],
    ]);
    expect(feesOf(true)).toEqual([
      [0, 4_800],
      [2_900, 2_900],
    ]);
  });

  it('limits classes by the size of their cabin, and only when asked', () => {
    const limitsOf = (isManaged: boolean) =>
      tariffFor(cabins('Y', 162), { distanceKm: 900, hasSaver: true, isManaged }).map(
        ({ fareClass, bookingLimit }) => `${fareClass} ${bookingLimit}`,
      );
    expect(limitsOf(true)).toEqual(['Y null', 'M 122', 'Q 57', 'K 24']);
    expect(limitsOf(false)).toEqual(['Y null', 'M null', 'Q null', 'K null']);
  });
});

describe('the digits of a currency', () => {
  it('are those of ISO 4217', () => {
    expect([minorDigits('EUR'), minorDigits('JPY'), minorDigits('KWD')]).toEqual([2, 0, 3]);
  });

  it.each(['XXX', 'XAU', 'EURO', 'eur', 'QQQ', ''])('are refused for %j', (text) => {
    expect(() => minorDigits(text)).toThrow('is not a currency');
  });
});
