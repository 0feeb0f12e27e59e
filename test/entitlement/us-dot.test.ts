import { describe, expect, it } from 'vitest';
import type { Disruption } from '../../src/entitlement/journey.js';
import { afterBusinessDays } from '../../src/entitlement/refund-deadline.js';
import { disruption, journey, offer, owed, place, sumOwed } from './cases.js';

const DOMESTIC = journey('US-US/UA', 4_000);
const ABROAD = journey('US-AE/EK', 11_000);
const WAYS = { DOMESTIC, ABROAD };
type Which = keyof typeof WAYS;

const changed = (departsLater: number, arrivesLater: number, more: Partial<Disruption> = {}) =>
  disruption({ kind: 'delayed', offer: offer(arrivesLater, departsLater), ...more });
const isDue = (which: Which, what: Disruption) => owed('US-DOT', WAYS[which], what)?.refund.isDue;

describe('a significant change', () => {
  it.each([
    ['DOMESTIC', 0, 179, false],
    ['DOMESTIC', 0, 180, true],
    ['DOMESTIC', -179, 0, false],
    ['DOMESTIC', -180, 0, true],
    // A later departure that is made up for on the way is none.
    ['DOMESTIC', 300, 179, false],
    ['ABROAD', 0, 359, false],
    ['ABROAD', 0, 360, true],
    ['ABROAD', -359, 0, false],
    ['ABROAD', -360, 0, true],
  ] as const)('%s, departs %d and arrives %d min later: %s', (which: Which, departs, arrives, expected) => {
    expect(isDue(which, changed(departs, arrives))).toBe(expected);
  });

  it('is measured as abroad where a connection is', () => {
    const way = journey('US-US/UA', 4_000, { via: [place('CA')] });
    expect(owed('US-DOT', way, changed(0, 359))?.refund.isDue).toBe(false);
    expect(owed('US-DOT', way, changed(0, 360))?.refund.isDue).toBe(true);
  });

  it.each([
    ['cancelled', disruption(), true],
    ['cancelled by the weather', disruption({ cause: 'weather' }), true],
    ['cancelled and rerouted', disruption({ offer: offer(10, 10) }), true],
    ['cancelled, and the new routing taken', disruption({ offer: offer(10, 10), answer: 'accepted' }), false],
    ['another airport', changed(0, 0, { offer: offer(0, 0, { isOtherAirport: true }) }), true],
    ['one more connection', changed(0, 0, { offer: offer(0, 0, { extraConnections: 1 }) }), true],
    ['one connection fewer', changed(0, 0, { offer: offer(0, 0, { extraConnections: -1 }) }), false],
    ['a lower cabin', changed(0, 0, { downgraded: DOMESTIC }), true],
    ['new times that were taken', changed(0, 600, { answer: 'accepted' }), false],
  ])('%s: %3$s', (_, what, expected) => {
    expect(isDue('DOMESTIC', what)).toBe(expected);
  });
});

describe('a refund', () => {
  const refundOf = (date: string, what: Disruption) =>
    owed('US-DOT', { ...DOMESTIC, departureDate: date }, what)?.refund;

  it('is automatic once nothing is offered or they said no, from 28 October 2024 on', () => {
    const cancelled = disruption();
    const open = disruption({ offer: offer(10, 10) });
    const rejected = disruption({ offer: offer(10, 10), answer: 'rejected' });
    const automatic = (date: string) => [cancelled, open, rejected].map((what) => refundOf(date, what)?.isAutomatic);
    expect(automatic('2024-10-28')).toEqual([true, false, true]);
    expect(automatic('2024-10-27')).toEqual([false, false, false]);
  });

  it('was due on a cancellation before, and no rule said how late is significant', () => {
    expect(refundOf('2024-10-27', disruption())?.isDue).toBe(true);
    expect(refundOf('2024-10-27', changed(0, 600))?.isDue).toBe(false);
    expect(refundOf('2024-10-28', changed(0, 600))?.isDue).toBe(true);
  });

  it.each([
    // From Tuesday, 1 December 2026.
    [true, '2026-12-10'],
    [false, '2026-12-21'],
  ])('by card %s: by %s', (isPaidByCard, by) => {
    expect(refundOf('2026-12-01', disruption({ isPaidByCard }))?.by).toBe(by);
  });

  it.each([
    ['2026-12-01', 7, '2026-12-10'],
    ['2026-12-04', 1, '2026-12-07'],
    ['2026-12-24', 1, '2026-12-28'],
    // Holidays with a date, those of a weekend on the weekday beside it, and those that float.
    ['2026-12-31', 1, '2027-01-04'],
    ['2026-07-02', 1, '2026-07-06'],
    ['2027-07-02', 1, '2027-07-06'],
    ['2026-06-18', 1, '2026-06-22'],
    ['2020-06-18', 1, '2020-06-19'],
    ['2026-01-16', 1, '2026-01-20'],
    ['2026-02-13', 1, '2026-02-17'],
    ['2026-05-22', 1, '2026-05-26'],
    ['2026-09-04', 1, '2026-09-08'],
    ['2026-10-09', 1, '2026-10-13'],
    ['2026-11-10', 1, '2026-11-12'],
    ['2026-11-25', 1, '2026-11-27'],
  ])('%s and %d business days: %s', (from, days, expected) => {
    expect(afterBusinessDays(from, days)).toBe(expected);
  });
});

describe('denied boarding', () => {
  const denied = (arrivesLater: number | undefined, fareMinor = 10_000, more: Partial<Disruption> = {}) =>
    disruption({
      kind: 'denied-boarding',
      offer: arrivesLater === undefined ? undefined : offer(arrivesLater),
      fare: { amountMinor: fareMinor, currency: 'USD' },
      ...more,
    });

  /** Of a one-way fare of 100 dollars. */
  it.each([
    ['DOMESTIC', 60, '0 USD'],
    ['DOMESTIC', 61, '200 USD'],
    ['DOMESTIC', 119, '200 USD'],
    ['DOMESTIC', 120, '400 USD'],
    ['DOMESTIC', undefined, '400 USD'],
    ['ABROAD', 60, '0 USD'],
    ['ABROAD', 61, '200 USD'],
    ['ABROAD', 239, '200 USD'],
    ['ABROAD', 240, '400 USD'],
    ['ABROAD', undefined, '400 USD'],
  ] as const)('%s, the substitute %s min late: %s', (which: Which, minutes, expected) => {
    expect(sumOwed('US-DOT', WAYS[which], denied(minutes))).toBe(expected);
  });

  it.each([
    ['2015-08-24', 650, 1_300],
    ['2015-08-25', 675, 1_350],
    ['2021-04-12', 675, 1_350],
    ['2021-04-13', 775, 1_550],
    ['2025-01-21', 775, 1_550],
    ['2025-01-22', 1_075, 2_150],
  ])('on %s is capped at %d and %d dollars', (departureDate, lower, higher) => {
    const way = { ...DOMESTIC, departureDate };
    expect(sumOwed('US-DOT', way, denied(61, (lower / 2) * 100))).toBe(`${lower} USD`);
    expect(sumOwed('US-DOT', way, denied(61, (lower / 2) * 100 + 1))).toBe(`${lower} USD`);
    expect(sumOwed('US-DOT', way, denied(61, (lower / 2) * 100 - 100))).toBe(`${lower - 2} USD`);
    expect(sumOwed('US-DOT', way, denied(120, (higher / 4) * 100 + 1))).toBe(`${higher} USD`);
    expect(sumOwed('US-DOT', way, denied(120, (higher / 4) * 100 - 100))).toBe(`${higher - 4} USD`);
  });

  it('is owed nothing by who volunteered, and where it happened abroad', () => {
    expect(sumOwed('US-DOT', DOMESTIC, denied(120, 10_000, { isVolunteer: true }))).toBe('0 USD');
    expect(sumOwed('US-DOT', journey('AE-US/EK', 11_000), denied(240))).toBe('0 USD');
  });

  it('of a fare in another currency says the cap beside it', () => {
    const what = denied(120, 0, { fare: { amountMinor: 90_000, currency: 'EUR' } });
    const owes = owed('US-DOT', DOMESTIC, what);
    expect(owes?.compensation).toEqual({ amountMinor: 360_000, currency: 'EUR' });
    expect(owes?.derivation).toContainEqual({
      step: 'cap',
      value: "2150.00 USD, to be compared at the day's rate",
      rule: '14 CFR 250.5(a)',
    });
  });

  it('gives a share of the fare for no delay or cancellation', () => {
    expect(sumOwed('US-DOT', DOMESTIC, disruption())).toBe('0 USD');
    expect(sumOwed('US-DOT', DOMESTIC, changed(0, 600))).toBe('0 USD');
  });
});
