import fc from 'fast-check';
import { expect, it } from 'vitest';
import { assessEntitlements } from '../../src/entitlement/assess.js';
import { compensationStep, isCareOwed, prepareCompensation } from '../../src/entitlement/compensation.js';
import { DAY, disruption, journey, offer } from './cases.js';

/** On, before and behind every threshold there is, and anywhere. */
const around = (...edges: readonly number[]) =>
  fc.oneof(
    fc.constantFrom(...edges.flatMap((edge) => [edge - 1, edge, edge + 1])),
    fc.integer({ min: -600, max: 30_000 }),
  );

const inputs = fc.record({
  way: fc
    .tuple(fc.constantFrom('FR', 'RE', 'GB', 'CH', 'US', 'AE'), fc.constantFrom('ES', 'GB', 'US', 'NO', 'SG'))
    .map(([from, to]) => `${from}-${to}`),
  carrier: fc.constantFrom('LH', 'BA', 'UA', 'EK', 'ZZ'),
  km: fc.constantFrom(800, 1_500, 1_501, 3_500, 3_501, 9_000),
  date: fc.constantFrom('2004-01-01', '2020-12-31', '2026-12-01'),
  kind: fc.constantFrom('cancelled', 'delayed', 'denied-boarding'),
  cause: fc.constantFrom('technical', 'weather', 'unknown'),
  isVolunteer: fc.boolean(),
  noticeMinutes: around(0, DAY, 7 * DAY, 14 * DAY),
  arrivesLater: fc.option(around(60, 120, 180, 240)),
  departsLater: around(-120, -60, 0, 120, 180, 240),
} as const);

it('what is priced for a plan is what is owed in the end', () => {
  const seen = new Set<number>();
  fc.assert(
    fc.property(inputs, ({ way, carrier, km, date, arrivesLater, departsLater, ...rest }) => {
      const trip = journey(`${way}/${carrier}`, km, { departureDate: date });
      const what = disruption({
        ...rest,
        offer: arrivesLater === null ? undefined : offer(arrivesLater, departsLater),
      });
      const facts = prepareCompensation(trip, what, ({ amountMinor }) => amountMinor);
      const [late, leaves] = arrivesLater === null ? [Infinity, Infinity] : [arrivesLater, departsLater];
      const earlier = Number.isFinite(leaves) ? -leaves : 0;
      const { entitlements } = assessEntitlements(trip, what);
      const first = entitlements.find(({ regime }) => regime !== 'US-DOT');
      const step = compensationStep(facts, late, earlier, rest.noticeMinutes);
      expect(step).toBe(first?.compensation.amountMinor ?? 0);
      expect(facts !== undefined && isCareOwed(facts, leaves, rest.noticeMinutes)).toBe(first?.care.meals ?? false);
      seen.add(step);
    }),
    { numRuns: 5_000, seed: 261 },
  );
  // It would agree on nothing as well: every sum of the tables came up, whole and halved.
  const whole = [25_000, 40_000, 60_000, 22_000, 35_000, 52_000];
  expect([...seen].sort()).toEqual([0, ...whole, ...whole.map((sum) => sum / 2)].sort());
});

it('counts in the currency of whoever asks', () => {
  const facts = prepareCompensation(journey('FR-US', 6_000), disruption(), ({ amountMinor, currency }) => {
    expect(currency).toBe('EUR');
    return Math.round(amountMinor * 1.1);
  });
  expect(compensationStep(facts, Infinity, 0, 0)).toBe(66_000);
  expect(compensationStep(facts, 240, 0, 0)).toBe(33_000);
});
