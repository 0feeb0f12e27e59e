import { describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../src/kernel/instant.js';
import {
  checkInInstant,
  formatPolicy,
  isRefundable,
  parsePolicy,
  parsePolicyText,
  policyInWords,
  refundShare,
} from '../../src/pricing/cancellation-policy.js';

const STEPS = [
  { before: '48h', refund: 100 },
  { before: '24h', refund: 50 },
];
const CHECK_IN = Date.parse('2026-12-01T15:00:00Z');

describe('the share that comes back', () => {
  it('falls from step to step, each to the moment', () => {
    const shares = [49, 48, 47.999, 24, 23.999, 0, -1].map((hours) =>
      refundShare(STEPS, CHECK_IN, CHECK_IN - hours * HOUR_MS),
    );
    expect(shares).toEqual([100, 100, 50, 50, 0, 0, 0]);
  });

  it('is nothing without a step, and counts days as well', () => {
    expect(refundShare([], CHECK_IN, 0)).toBe(0);
    expect(refundShare([{ before: '2d', refund: 30 }], CHECK_IN, CHECK_IN - 48 * HOUR_MS)).toBe(30);
    expect(refundShare([{ before: '2d', refund: 30 }], CHECK_IN, CHECK_IN - 47 * HOUR_MS)).toBe(0);
  });

  it('counts back from three in the afternoon by the clocks of the property', () => {
    expect(checkInInstant('Asia/Tokyo', '2026-12-01')).toBe(Date.parse('2026-12-01T06:00:00Z'));
    expect(checkInInstant('America/New_York', '2026-07-01')).toBe(Date.parse('2026-07-01T19:00:00Z'));
  });
});

describe('a cancellation policy', () => {
  it('is kept as the list that was typed', () => {
    for (const typed of ['48h=100 24h=50', ' 48H=100%, 24h=50% ', '48h=100,24h=50']) {
      expect(parsePolicyText(typed)).toEqual(STEPS);
    }
    expect(parsePolicy(formatPolicy(STEPS))).toEqual(STEPS);
    expect(formatPolicy(STEPS)).toBe('[{"before":"48h","refund":100},{"before":"24h","refund":50}]');
  });

  it('is none at all where nothing comes back', () => {
    for (const typed of ['none', 'Non-Refundable']) expect(parsePolicyText(typed)).toEqual([]);
    expect(isRefundable(parsePolicy('[]'))).toBe(false);
    expect(isRefundable(STEPS)).toBe(true);
  });

  it.each([
    ['', '24h', '24h=', '24h=abc', '24h=50=1', '=50', 'h=50', '24=50', '-1h=50', '1.5h=50', '24h=0', '24h=101'],
    ['24h=50 48h=100', '48h=100 48h=50', '2d=100 48h=50', '48h=50 24h=50', '48h=50 24h=100', '367d=100', '9999h=10'],
  ])('is refused when it is none', (...typed) => {
    for (const text of typed) {
      expect(() => parsePolicyText(text), text).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
    }
  });

  it.each(['', 'no', '{}', 'null', '[null]', '["24h"]', '[{"before":"24h"}]', '[{"before":24,"refund":50}]'])(
    'is refused when the database holds %s',
    (json) => {
      expect(() => parsePolicy(json)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
    },
  );

  it('is said in words', () => {
    expect(policyInWords(STEPS)).toBe('free until 48 h before check-in, 50 % back until 24 h, then nothing back');
    expect(policyInWords([{ before: '7d', refund: 80 }])).toBe(
      '80 % back until 7 days before check-in, then nothing back',
    );
    expect(policyInWords([{ before: '0h', refund: 100 }])).toBe('free until check-in, then nothing back');
    expect(policyInWords([])).toBe('non-refundable');
  });
});
