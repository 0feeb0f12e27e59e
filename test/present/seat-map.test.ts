import { describe, expect, it } from 'vitest';
import { formatMoney, parseAmount, parsePositiveAmount } from '../../src/present/money.js';
import { formatSeatMap, type SeatView } from '../../src/present/seat-map.js';

const seat = (name: string, status: SeatView['status'], cabin = 'economy'): SeatView => ({ seat: name, cabin, status });

describe('formatSeatMap', () => {
  it('draws rows in order with an aisle, a sign for each status, a gap for no seat, and a legend', () => {
    const seats = [
      ...['A', 'B', 'C', 'D', 'E', 'F'].map((letter) => seat(`10${letter}`, 'open')),
      seat('2A', 'sold'),
      seat('2B', 'held'),
      seat('2F', 'blocked'),
    ];
    expect(formatSeatMap(seats)).toBe(
      [
        'economy 6 of 9 open',
        '      A B C   D E F',
        '   2  x h         #',
        '  10  · · ·   · · ·',
        '',
        '· open 6   h held 1   x sold 1   # blocked 1',
      ].join('\n'),
    );
  });

  it('draws each cabin on its own', () => {
    const text = formatSeatMap([seat('1A', 'open', 'business'), seat('9A', 'sold')]);
    expect(text).toMatch(/^business 1 of 1 open\n[\s\S]*\n\neconomy 0 of 1 open\n/);
  });
});

describe('money', () => {
  it('has the digits of its currency', () => {
    expect(formatMoney({ amountMinor: 12_345, currency: 'EUR' })).toBe('123.45 EUR');
    expect(formatMoney({ amountMinor: 12_345, currency: 'JPY' })).toBe('12345 JPY');
    expect(formatMoney({ amountMinor: -5, currency: 'KWD' })).toBe('-0.005 KWD');
    expect(parseAmount('25', 'EUR')).toEqual({ amountMinor: 2_500, currency: 'EUR' });
  });

  it('refuses what the currency has no digits for, unknown currencies, and nothing where more is asked', () => {
    expect(() => parseAmount('25.5', 'JPY')).toThrow(/at most 0 decimals/);
    expect(() => parseAmount('25', 'EURO')).toThrow(/not a currency/);
    expect(() => parsePositiveAmount('0.00', 'EUR')).toThrow(/above zero/);
    expect(() => parsePositiveAmount('-1', 'EUR')).toThrow(/above zero/);
  });
});
