import { describe, expect, it } from 'vitest';
import { readOrderJson } from '../../src/cli/booking-order.js';
import { parseDuration } from '../../src/kernel/duration.js';

describe('a duration', () => {
  it.each([
    ['90s', 90_000],
    ['30m', 1_800_000],
    [' 2H ', 7_200_000],
    ['1d', 86_400_000],
    ['0m', 0],
  ])('reads %j', (text, ms) => expect(parseDuration(text)).toBe(ms));

  it.each(['', '2', 'h', '-1h', '1.5h', '2 h', '1w', '367d', '9999999s'])('refuses %j', (text) => {
    expect(() => parseDuration(text)).toThrow(/is not a duration/);
  });
});

describe('the terms of a hold in JSON', () => {
  const passengers = ['SMITH/JOHN MR'];

  it('are those of the flags', () => {
    const order = { passengers, hold: '2h', grace: '30m', priceGuarantee: '1d', timeLimit: 'queue', waitlist: true };
    expect(readOrderJson(order, false)).toEqual({
      passengers,
      holdMs: 7_200_000,
      graceMs: 1_800_000,
      priceMs: 86_400_000,
      timeLimit: 'queue',
      canWait: true,
    });
  });

  it.each([{ hold: 'soon' }, { hold: 7 }, { timeLimit: 'never' }, { waitlist: 'yes' }, { waitList: true }])(
    'are refused as %j',
    (wrong) => {
      expect(() => readOrderJson({ passengers, ...wrong }, false)).toThrow(
        expect.objectContaining({ code: 'INVALID_INPUT' }),
      );
    },
  );
});
