import { describe, expect, it } from 'vitest';
import type { Disruption } from '../../src/entitlement/journey.js';
import { DAY, disruption, HOUR, journey, offer, owed, place } from './cases.js';

const SHORT = journey('FR-ES', 900);
const MIDDLE = journey('FR-EG', 3_000);
const LONG = journey('FR-US/LH', 6_000);
const LONG_INSIDE = journey('FR-RE', 9_000);
const EU = { SHORT, MIDDLE, LONG, LONG_INSIDE };
type Which = keyof typeof EU;

const delayed = (departsLaterMinutes: number, more: Partial<Disruption> = {}) =>
  disruption({ kind: 'delayed', offer: offer(departsLaterMinutes, departsLaterMinutes), ...more });

describe('care', () => {
  it.each([
    ['SHORT', 119, false],
    ['SHORT', 120, true],
    ['MIDDLE', 179, false],
    ['MIDDLE', 180, true],
    ['LONG_INSIDE', 179, false],
    ['LONG_INSIDE', 180, true],
    ['LONG', 239, false],
    ['LONG', 240, true],
  ] as const)('%s, departs %d min late: %s', (which: Which, minutes, meals) => {
    expect(owed('EU261', EU[which], delayed(minutes))?.care).toEqual({ meals, hotelNights: 0 });
  });

  it('is owed for any wait after a cancellation or denied boarding, and to nobody who volunteered', () => {
    const mealsOf = (what: Disruption) => owed('EU261', LONG, what)?.care.meals;
    expect(mealsOf(disruption({ offer: offer(1, 1) }))).toBe(true);
    expect(mealsOf(disruption({ offer: offer(0, 0) }))).toBe(false);
    expect(mealsOf(disruption())).toBe(true);
    expect(mealsOf(disruption({ kind: 'denied-boarding', offer: offer(1, 1) }))).toBe(true);
    expect(mealsOf(disruption({ kind: 'denied-boarding', offer: offer(60, 60), isVolunteer: true }))).toBe(false);
  });

  it('has a hotel where the wait goes overnight', () => {
    const what = disruption({ offer: offer(20 * HOUR, 20 * HOUR, { nights: 1 }) });
    expect(owed('EU261', LONG, what)?.care).toEqual({ meals: true, hotelNights: 1 });
    expect(owed('EU261', LONG, { ...what, kind: 'delayed' })?.care).toEqual({ meals: true, hotelNights: 1 });
    const earlier = disruption({ offer: offer(0, -20 * HOUR, { nights: -1 }) });
    expect(owed('EU261', LONG, earlier)?.care).toEqual({ meals: false, hotelNights: 0 });
  });

  it('stays whatever the cause', () => {
    expect(owed('EU261', LONG, delayed(240, { cause: 'weather' }))?.care.meals).toBe(true);
    expect(owed('EU261', LONG, disruption({ cause: 'weather' }))?.care.meals).toBe(true);
  });

  it.each([
    [DAY, false],
    [DAY - 1, true],
  ])('with a notice of %d min: %s', (noticeMinutes, meals) => {
    expect(owed('EU261', LONG, disruption({ noticeMinutes }))?.care.meals).toBe(meals);
  });

  it('is no matter of American law', () => {
    expect(owed('US-DOT', journey('US-US/UA', 3_000), disruption())?.care).toEqual({ meals: false, hotelNights: 0 });
  });
});

describe('a refund', () => {
  it.each([
    ['departs 299 min late', delayed(299), false],
    ['departs 300 min late', delayed(300), true],
    ['brought forward by 60 min', delayed(-60), false],
    ['brought forward by 61 min', delayed(-61), true],
    ['cancelled', disruption(), true],
    ['cancelled by the weather', disruption({ cause: 'weather' }), true],
    ['cancelled 20 days ahead', disruption({ noticeMinutes: 20 * DAY }), true],
    ['cancelled and rerouted', disruption({ offer: offer(10, 10) }), true],
    ['cancelled, and the new routing taken', disruption({ offer: offer(10, 10), answer: 'accepted' }), false],
    ['denied boarding', disruption({ kind: 'denied-boarding', offer: offer(60, 60) }), true],
    ['a volunteer', disruption({ kind: 'denied-boarding', isVolunteer: true }), true],
  ])('%s: %3$s', (_, what, isDue) => {
    const refund = owed('EU261', LONG, what)?.refund;
    // Seven days from the first of December.
    expect(refund).toEqual({ isDue, isAutomatic: false, by: isDue ? '2026-12-08' : null });
  });
});

describe('a lower cabin', () => {
  const flight = (text: string, distanceKm: number) => {
    const [origin = '', destination = ''] = text.split('-').map(place);
    return { origin, destination, distanceKm } as const;
  };
  it.each([
    ['EU261', 'FR-ES', 1_500, 30],
    ['EU261', 'FR-ES', 1_500.001, 50],
    ['EU261', 'FR-ES', 4_000, 50],
    ['EU261', 'FR-EG', 3_500, 50],
    ['EU261', 'FR-EG', 3_500.001, 75],
    // Art. 10(2)(b) and (c): not the flights between Europe and the French overseas departments.
    ['EU261', 'FR-RE', 9_000, 75],
    ['EU261', 'RE-YT', 1_600, 50],
    ['UK261', 'GB-ES', 1_500, 30],
    ['UK261', 'GB-ES', 1_500.001, 50],
    ['UK261', 'GB-US', 3_500.001, 75],
  ] as const)('%s, a flight %s of %d km: %d %%', (regime, text, km, percent) => {
    // The journey is a long one: what counts is the flight that was flown in the lower cabin.
    const way = regime === 'EU261' ? LONG : journey('GB-US/BA', 5_540);
    const [origin = place('FR'), destination = place('ES')] = text.split('-').map(place);
    const downgraded = { ...flight(text, km), origin, destination };
    expect(owed(regime, way, disruption({ downgraded }))?.downgradePercent).toBe(percent);
  });

  it('gives nothing back where there was none', () => {
    expect(owed('EU261', LONG, disruption())?.downgradePercent).toBe(0);
  });
});
