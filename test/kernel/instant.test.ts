import { expect, it } from 'vitest';
import { DAY_MS, formatInstant, HOUR_MS, parseInstant, parseSince } from '../../src/kernel/instant.js';

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

it.each(['2026-02-30T00:00:00Z', '2026-13-01T00:00:00Z', '2026-02-28T25:00:00Z', '2026-02-28', '2026-02-28T10:00'])(
  '%s is no instant',
  (text) => {
    expect(() => parseInstant(text)).toThrow(`"${text}" is not an instant with an offset`);
  },
);

it('begins with the midnight (UTC) of a date, or with an instant', () => {
  expect(parseSince('2028-02-29')).toBe(Date.UTC(2028, 1, 29));
  expect(parseSince('2026-12-01T01:00:00+01:00')).toBe(Date.UTC(2026, 11, 1));
  expect(() => parseSince('2026-02-29')).toThrow('"2026-02-29" is not a date');
  expect(() => parseSince('2026-13-01')).toThrow('"2026-13-01" is not a date');
  expect(() => parseSince('yesterday')).toThrow('"yesterday" is not an instant with an offset');
});
