import { expect, it } from 'vitest';
import { DAY_MS, formatInstant, HOUR_MS } from '../../src/kernel/instant.js';

it.each([
  [Date.UTC(2026, 11, 1, 9, 30), 0, '2026-12-01T09:30:00Z'],
  [Date.UTC(2026, 11, 1, 9, 30, 0, 7), 0, '2026-12-01T09:30:00.007Z'],
  [Date.UTC(2026, 11, 1, 23, 30), 60, '2026-12-02T00:30:00+01:00'],
  [Date.UTC(2026, 11, 1, 2, 0), -210, '2026-11-30T22:30:00-03:30'],
  [-1, 0, '1969-12-31T23:59:59.999Z'],
])('%i ms with %i minutes of offset is %s', (instant, offset, text) => {
  expect(formatInstant(instant, offset)).toBe(text);
});

it('is told alike however many others were told before', () => {
  const start = Date.UTC(2026, 1, 27);
  for (let at = 0; at < 500; at += 1) {
    const instant = start + (at % 97) * (HOUR_MS / 7) * 3 + Math.floor(at / 97) * DAY_MS;
    const whole = Math.floor(instant);
    expect(Date.parse(formatInstant(whole))).toBe(whole);
  }
});
