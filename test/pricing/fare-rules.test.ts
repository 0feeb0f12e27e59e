import { describe, expect, it } from 'vitest';
import { addDays } from '../../src/kernel/local-date.js';
import { findBrokenRule, type RuledFlight, requireFareRules } from '../../src/pricing/fare-rules.js';

const SOLD_AT = Date.parse('2026-11-01T12:00:00Z');

type Rules = Partial<RuledFlight['fare']>;

function flight(date: string, journey = 1, rules: Rules = {}, offset = 0): RuledFlight {
  return {
    flight: {
      departure_date: date,
      departs_at: Date.parse(`${date}T10:00:00Z`) - offset * 60_000,
      departs_offset: offset,
    },
    fare: {
      fare_class: 'Q',
      fare_basis: 'QSAVE',
      advance_purchase_days: 0,
      min_stay_days: 0,
      max_stay_days: 0,
      ...rules,
    },
    journey,
  };
}

describe('advance purchase', () => {
  const rules = { advance_purchase_days: 7 };

  it('is kept on the seventh day, and not on the sixth', () => {
    expect(findBrokenRule([flight('2026-11-08', 1, rules)], SOLD_AT)).toBeUndefined();
    expect(findBrokenRule([flight('2026-11-07', 1, rules)], SOLD_AT)).toMatchObject({
      rule: 'advance purchase',
      required: 7,
      actual: 6,
    });
  });

  it('counts days by the calendar of the airport', () => {
    const soldAt = Date.parse('2026-11-01T23:30:00Z');
    // In Auckland it is the second already.
    expect(findBrokenRule([flight('2026-11-08', 1, rules, 780)], soldAt)?.actual).toBe(6);
    expect(findBrokenRule([flight('2026-11-09', 1, rules, 780)], soldAt)).toBeUndefined();
  });

  it('counts to the first departure of the journey, and is asked of the fare that has the rule', () => {
    const connection = [flight('2026-11-04'), flight('2026-11-09', 1, rules)];
    expect(findBrokenRule(connection, SOLD_AT)?.actual).toBe(3);
    expect(findBrokenRule([flight('2026-11-02'), flight('2026-11-09', 2, rules)], SOLD_AT)).toBeUndefined();
  });
});

describe('a stay', () => {
  const trip = (nights: number, rules: Rules) => [
    flight('2026-12-01', 1, rules),
    flight(addDays('2026-12-01', nights), 2, rules),
  ];

  it.each([
    [1, 'minimum stay'],
    [2, undefined],
    [30, undefined],
    [31, 'maximum stay'],
  ])('of %i nights: %s', (nights, rule) => {
    expect(findBrokenRule(trip(nights, { min_stay_days: 2, max_stay_days: 30 }), SOLD_AT)?.rule).toBe(rule);
  });

  it('has no minimum without a way back, and no maximum to break', () => {
    expect(findBrokenRule([flight('2026-12-01', 1, { min_stay_days: 1 })], SOLD_AT)).toMatchObject({
      rule: 'minimum stay',
      reason: 'asks for a stay of 1 night, and there is no way back',
    });
    expect(findBrokenRule([flight('2026-12-01', 1, { max_stay_days: 1 })], SOLD_AT)).toBeUndefined();
  });

  it('is measured to the last journey, in whatever order the flights are named', () => {
    const rules = { max_stay_days: 5 };
    const flights = [flight('2026-12-07', 3), flight('2026-12-03', 2), flight('2026-12-01', 1, rules)];
    expect(findBrokenRule(flights, SOLD_AT)).toMatchObject({ rule: 'maximum stay', actual: 6 });
  });
});

describe('requiring the rules', () => {
  it('names the fare and the rule, with an exit status of its own', () => {
    expect(() => requireFareRules([], SOLD_AT)).not.toThrow();
    expect(() => requireFareRules([flight('2026-11-07', 1, { advance_purchase_days: 7 })], SOLD_AT)).toThrow(
      expect.objectContaining({
        code: 'REFUSED_BY_RULE',
        message: 'class Q (QSAVE) must be bought 7 days before departure, and it leaves in 6 days',
        details: { rule: 'advance purchase', fareClass: 'Q', fareBasis: 'QSAVE', required: 7, actual: 6 },
      }),
    );
  });
});
