import { describe, expect, it } from 'vitest';
import { DAY, disruption, HOUR, journey, offer, sumOwed } from './cases.js';

/** Journeys of the three bands, and the one that the EU caps: over 3,500 km and inside. */
const SHORT = journey('FR-ES', 900);
const MIDDLE = journey('FR-EG', 3_000);
const LONG = journey('FR-US/LH', 6_000);
const LONG_INSIDE = journey('FR-RE', 9_000);
const EU = { SHORT, MIDDLE, LONG, LONG_INSIDE };
type Which = keyof typeof EU;

describe('the band', () => {
  it.each([
    ['EU261', 'FR-ES', 1_500, '250 EUR'],
    ['EU261', 'FR-ES', 1_500.001, '400 EUR'],
    ['EU261', 'FR-ES', 3_500.001, '400 EUR'],
    ['EU261', 'FR-CH', 3_500.001, '400 EUR'],
    ['EU261', 'FR-RE', 9_000, '400 EUR'],
    ['EU261', 'FR-EG', 1_500, '250 EUR'],
    ['EU261', 'FR-EG', 1_500.001, '400 EUR'],
    ['EU261', 'FR-EG', 3_500, '400 EUR'],
    ['EU261', 'FR-EG', 3_500.001, '600 EUR'],
    ['EU261', 'FR-GB', 3_500.001, '600 EUR'],
    ['UK261', 'GB-ES', 1_500, '220 GBP'],
    ['UK261', 'GB-ES', 1_500.001, '350 GBP'],
    ['UK261', 'GB-ES', 3_500, '350 GBP'],
    ['UK261', 'GB-ES', 3_500.001, '520 GBP'],
    ['UK261', 'GB-GB', 3_500.001, '520 GBP'],
  ] as const)('%s, %s, %d km: %s', (regime, text, km, expected) => {
    expect(sumOwed(regime, journey(text, km), disruption())).toBe(expected);
  });

  it('was that of the EU for a flight inside it, while the UK belonged to it', () => {
    const way = journey('FR-GB', 4_000, { departureDate: '2020-12-31' });
    expect(sumOwed('EU261', way, disruption())).toBe('400 EUR');
  });
});

describe('a delay at the destination', () => {
  it.each([
    ['SHORT', 179, '0 EUR'],
    ['SHORT', 180, '250 EUR'],
    ['MIDDLE', 179, '0 EUR'],
    ['MIDDLE', 180, '400 EUR'],
    ['LONG', 179, '0 EUR'],
    ['LONG', 180, '300 EUR'],
    ['LONG', 239, '300 EUR'],
    ['LONG', 240, '600 EUR'],
    ['LONG_INSIDE', 179, '0 EUR'],
    ['LONG_INSIDE', 180, '400 EUR'],
    ['LONG_INSIDE', 239, '400 EUR'],
    ['LONG_INSIDE', 240, '400 EUR'],
  ] as const)('%s, %d min: %s', (which: Which, minutes, expected) => {
    expect(sumOwed('EU261', EU[which], disruption({ kind: 'delayed', offer: offer(minutes) }))).toBe(expected);
  });

  it.each([
    [179, '0 GBP'],
    [180, '260 GBP'],
    [239, '260 GBP'],
    [240, '520 GBP'],
  ])('long and from the UK, %d min: %s', (minutes, expected) => {
    const way = journey('GB-US/BA', 5_540);
    expect(sumOwed('UK261', way, disruption({ kind: 'delayed', offer: offer(minutes) }))).toBe(expected);
  });

  it('has no end where a connection was missed and nothing gets them there', () => {
    expect(sumOwed('EU261', LONG, disruption({ kind: 'delayed' }))).toBe('600 EUR');
  });
});

describe('a cancellation', () => {
  it('is owed in full where nothing is offered', () => {
    expect(sumOwed('EU261', SHORT, disruption())).toBe('250 EUR');
  });

  /** Told on the day, leaving on time: new routing that arrives so much later. */
  it.each([
    ['SHORT', 119, '0 EUR'],
    ['SHORT', 120, '125 EUR'],
    ['SHORT', 121, '250 EUR'],
    ['MIDDLE', 119, '0 EUR'],
    ['MIDDLE', 120, '200 EUR'],
    ['MIDDLE', 180, '200 EUR'],
    ['MIDDLE', 181, '400 EUR'],
    ['LONG_INSIDE', 180, '200 EUR'],
    ['LONG_INSIDE', 181, '400 EUR'],
    ['LONG', 119, '0 EUR'],
    ['LONG', 120, '300 EUR'],
    ['LONG', 240, '300 EUR'],
    ['LONG', 241, '600 EUR'],
  ] as const)('%s, rerouted to arrive %d min later: %s', (which: Which, minutes, expected) => {
    expect(sumOwed('EU261', EU[which], disruption({ offer: offer(minutes) }))).toBe(expected);
  });

  /** Notice in minutes before departure; how much earlier the new routing leaves, how much later it arrives. */
  it.each([
    ['14 days', 14 * DAY, undefined, '0 EUR'],
    ['a minute under 14 days', 14 * DAY - 1, undefined, '600 EUR'],
    ['a minute under 14 days', 14 * DAY - 1, [120, 239], '0 EUR'],
    ['7 days', 7 * DAY, [120, 239], '0 EUR'],
    ['7 days', 7 * DAY, [121, 239], '300 EUR'],
    ['7 days', 7 * DAY, [120, 240], '300 EUR'],
    ['7 days', 7 * DAY, [120, 241], '600 EUR'],
    ['7 days', 7 * DAY, undefined, '600 EUR'],
    ['a minute under 7 days', 7 * DAY - 1, [120, 239], '300 EUR'],
    ['a minute under 7 days', 7 * DAY - 1, [60, 119], '0 EUR'],
    ['a minute under 7 days', 7 * DAY - 1, [61, 119], '300 EUR'],
    ['a minute under 7 days', 7 * DAY - 1, [60, 120], '300 EUR'],
    ['none', 0, [60, 119], '0 EUR'],
    ['none', 0, [61, 119], '300 EUR'],
    ['after departure', -30, [0, 119], '0 EUR'],
    ['after departure', -30, [0, 120], '300 EUR'],
  ] as const)('with a notice of %s (%d min), new routing %j: %s', (_, noticeMinutes, routing, expected) => {
    const offered = routing && offer(routing[1], -routing[0]);
    expect(sumOwed('EU261', LONG, disruption({ noticeMinutes, offer: offered }))).toBe(expected);
  });
});

describe('a flight that is brought forward', () => {
  it.each([
    ['on the day', 0, 60, '0 EUR'],
    ['on the day', 0, 61, '600 EUR'],
    ['a minute under 7 days ahead', 7 * DAY - 1, 61, '600 EUR'],
    ['7 days ahead', 7 * DAY, 120, '0 EUR'],
    ['7 days ahead', 7 * DAY, 121, '600 EUR'],
    ['14 days ahead', 14 * DAY, 121, '0 EUR'],
  ] as const)(
    'told %s, by %3$d min, counts as cancelled and is never halved',
    (_, noticeMinutes, minutes, expected) => {
      const what = disruption({ kind: 'delayed', noticeMinutes, offer: offer(-minutes, -minutes) });
      expect(sumOwed('EU261', LONG, what)).toBe(expected);
    },
  );
});

it.each([
  [60, '0 EUR'],
  [61, '600 EUR'],
])('a flight that leaves %d min earlier and arrives less than 3 h later: %s', (minutes, expected) => {
  const what = disruption({ kind: 'delayed', offer: offer(179, -minutes) });
  expect(sumOwed('EU261', LONG, what)).toBe(expected);
});

describe('new times that were told ahead', () => {
  it.each([
    [14 * DAY, 10 * HOUR, '0 EUR'],
    [14 * DAY - 1, 10 * HOUR, '600 EUR'],
    [7 * DAY, 239, '0 EUR'],
    [7 * DAY, 240, '600 EUR'],
    [7 * DAY - 1, 239, '300 EUR'],
  ])('%d min before departure, %d min late: %s', (noticeMinutes, minutes, expected) => {
    const what = disruption({ kind: 'delayed', noticeMinutes, offer: offer(minutes, minutes) });
    expect(sumOwed('EU261', LONG, what)).toBe(expected);
  });
});

describe('the cause', () => {
  it.each([
    ['weather', '0 EUR'],
    ['airspace', '0 EUR'],
    ['strike', '0 EUR'],
    ['security', '0 EUR'],
    ['technical', '600 EUR'],
    ['crew', '600 EUR'],
    ['commercial', '600 EUR'],
    ['unknown', '600 EUR'],
  ] as const)('%s: %s, cancelled, late or brought forward', (cause, expected) => {
    const late = disruption({ kind: 'delayed', cause, offer: offer(5 * HOUR) });
    const early = disruption({ kind: 'delayed', cause, offer: offer(0, -2 * HOUR) });
    const sums = [disruption({ cause }), late, early].map((what) => sumOwed('EU261', LONG, what));
    expect(sums).toEqual([expected, expected, expected]);
  });

  it('never excuses denied boarding', () => {
    expect(sumOwed('EU261', LONG, disruption({ kind: 'denied-boarding', cause: 'weather' }))).toBe('600 EUR');
  });
});

describe('denied boarding', () => {
  it.each([
    ['SHORT', 0, '125 EUR'],
    ['SHORT', 120, '125 EUR'],
    ['SHORT', 121, '250 EUR'],
    ['MIDDLE', 180, '200 EUR'],
    ['MIDDLE', 181, '400 EUR'],
    ['LONG', 240, '300 EUR'],
    ['LONG', 241, '600 EUR'],
  ] as const)('%s, rerouted to arrive %d min later: %s', (which: Which, minutes, expected) => {
    const what = disruption({ kind: 'denied-boarding', offer: offer(minutes) });
    expect(sumOwed('EU261', EU[which], what)).toBe(expected);
  });

  it('is no case for a law where somebody gave the seat up for a benefit', () => {
    const what = disruption({ kind: 'denied-boarding', isVolunteer: true });
    expect(sumOwed('EU261', LONG, what)).toBe('0 EUR');
  });
});
