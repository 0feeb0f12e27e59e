import { describe, expect, it } from 'vitest';
import { diffPlans } from '../../src/disruption/diff-plans.js';
import type { Plan, PlanItem } from '../../src/disruption/plan.js';
import { findPlanItem, listPlannedLoads, listPlanRows, summarisePlan } from '../../src/disruption/show-plan.js';
import { plainPaint } from '../../src/present/colour.js';
import { inHours, planInWords, planItemInWords } from '../../src/present/plan-in-words.js';
import { planOf, rerouted } from '../support/plan.js';

const ids = { ids: { next: (prefix: string) => `${prefix}_1`, bytes: () => new Uint8Array() } };

async function plan(
  items: readonly (Pick<PlanItem, 'recordLocator' | 'action'> & { delay?: number | null; cost?: number })[],
) {
  const made = await planOf(
    ids as never,
    items.map(({ recordLocator, action }) => ({ recordLocator, action, version: 2 })),
  );
  return {
    ...made,
    items: made.items.map((item, index) => {
      const { delay = null, cost = 0 } = items[index] ?? {};
      const takes = delay === null ? [] : [`XX${index}/2026-12-01`];
      const journeys = [{ ...rerouted(1, ['S1'], takes), delayMinutes: delay }];
      return { ...item, journeys, costMinor: cost, passengers: index + 1, reason: 'next direct flight full' };
    }),
  } as Plan;
}

describe('a plan that is shown', () => {
  it('counts passengers by how late they are, at the minute on both sides', async () => {
    const delays = [-30, 0, 14, 15, 59, 60, 119, 120, 1_439, 1_440, 2_879, 2_880, null];
    const shown = summarisePlan(
      await plan(
        delays.map((delay, at) => ({ recordLocator: `AAAAA${at}`, action: delay === null ? 'refund' : 'move', delay })),
      ),
    );
    const passengers = Object.fromEntries(shown.delays.map(({ what, bookings }) => [what, bookings]));
    expect(passengers).toEqual({
      'on time': 3,
      'under 1 h late': 2,
      '1 to 2 h': 2,
      '2 to 4 h': 1,
      '4 to 8 h': 0,
      '8 to 12 h': 0,
      '12 to 24 h': 1,
      '1 to 2 days': 2,
      '2 days and more': 1,
      'money back': 1,
    });
    expect(shown.delays.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
    const text = planInWords(shown, plainPaint);
    expect(text).toContain('money back');
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('lists the worst off by what each passenger costs', async () => {
    const made = await plan([
      { recordLocator: 'AAAAA2', action: 'move', delay: 10, cost: 1_000 },
      { recordLocator: 'AAAAA3', action: 'refund', cost: 1_800 },
      { recordLocator: 'AAAAA4', action: 'move', delay: 90, cost: 3_600 },
    ]);
    expect(summarisePlan(made).worst.map(({ recordLocator }) => recordLocator)).toEqual(['AAAAA4', 'AAAAA2', 'AAAAA3']);
    expect(listPlanRows(made)).toHaveLength(3);
    expect(listPlannedLoads(made)).toEqual([]);
  });

  it('says what becomes of one booking, and escapes what a file may hold', async () => {
    const made = await plan([{ recordLocator: 'AAAAA2', action: 'move', delay: 250, cost: 1_000 }]);
    const item = { ...(made.items[0] as PlanItem), reason: 'full\u001b[31m' };
    expect(planItemInWords(item, plainPaint)).toContain('4 h 10 later');
    expect(planItemInWords(item, plainPaint)).not.toContain('\u001b');
    expect(findPlanItem(made, 'aaaaa2').recordLocator).toBe('AAAAA2');
    expect(() => findPlanItem(made, 'BBBBB2')).toThrow(expect.objectContaining({ code: 'BOOKING_NOT_FOUND' }));
  });

  it('reads hours as people say them', () => {
    expect([0, 59, 60, 61, 250, 600].map(inHours)).toEqual(['0 min', '59 min', '1 h', '1 h 01', '4 h 10', '10 h']);
  });
});

describe('two plans', () => {
  it('are told apart booking by booking', async () => {
    const a = await plan([
      { recordLocator: 'AAAAA2', action: 'move', delay: 10, cost: 100 },
      { recordLocator: 'AAAAA3', action: 'refund', cost: 500 },
      { recordLocator: 'AAAAA4', action: 'move', delay: 20, cost: 100 },
    ]);
    const b = await plan([
      { recordLocator: 'AAAAA2', action: 'move', delay: 10, cost: 100 },
      { recordLocator: 'AAAAA3', action: 'move', delay: 60, cost: 200 },
      { recordLocator: 'AAAAA5', action: 'keep', delay: 0 },
    ]);
    const { same, changed } = diffPlans(a, b);
    expect(same).toBe(1);
    expect(changed.map(({ recordLocator, a: was, b: is }) => [recordLocator, was, is])).toEqual([
      ['AAAAA3', 'refund', 'move to XX1/2026-12-01'],
      ['AAAAA4', 'move to XX2/2026-12-01', null],
      ['AAAAA5', null, 'keep'],
    ]);
    expect(changed[0]).toMatchObject({ costDifference: { amountMinor: -300 }, delayDifferenceMinutes: null });
  });
});
