import { describe, expect, it } from 'vitest';
import { Answer } from '../../../src/disruption/solve/answer.js';
import { greedy } from '../../../src/disruption/solve/greedy.js';
import type { Group, Instance } from '../../../src/disruption/solve/instance.js';
import { solve } from '../../../src/disruption/solve/solve.js';
import { searchInThread } from '../../../src/disruption/solve/solver-thread.js';
import { faultOf, leastCost, makeInstance } from './instances.js';

const SMALL = { groups: 12, capacities: 5, units: 9, options: 4, cost: 900 };
const LARGE = { groups: 6_000, capacities: 700, units: 14, options: 8, cost: 50_000 };
const AT_EASE = { deadlineMs: 120_000, gap: 0 };

function group(size: number, leftCost: number, options: Group['options'], priority = 0): Group {
  return { size, leftCost, priority, options };
}

describe('solve', () => {
  it('beats the greedy where the first to be served takes what another needs more', async () => {
    const first = group(
      1,
      500,
      [
        { cost: 10, uses: [0] },
        { cost: 20, uses: [1] },
      ],
      9,
    );
    const instance = { capacities: [1, 1], groups: [first, group(1, 1_000, [{ cost: 10, uses: [0] }])] };
    expect(greedy(instance)).toMatchObject({ choices: [0, -1], objective: 1_010, status: 'deadline' });
    expect(await solve(instance, AT_EASE)).toEqual({
      ...{ choices: [1, 0], objective: 30, bound: 30, gap: 0, status: 'optimal' },
    });
  });

  it('says the place of an option among those of its group, whatever it left out on the way', async () => {
    const uses = [0];
    const options = [
      { cost: 99, uses },
      { cost: 9, uses: [1] },
      { cost: 5, uses },
    ];
    const instance = { capacities: [1, 0], groups: [group(1, 50, options), group(1, 40, options)] };
    expect(await solve(instance, AT_EASE)).toMatchObject({ choices: [2, -1], objective: 45, gap: 0 });
  });

  it('finds in its thread what trying everything finds', async () => {
    const instance = makeInstance(3, SMALL);
    expect(await solve(instance, AT_EASE)).toMatchObject({ objective: leastCost(instance), gap: 0, status: 'optimal' });
  });

  it('ends at the deadline with sound choices and an honest gap', async () => {
    const instance = makeInstance(5, LARGE);
    for (const deadlineMs of [0, 1, 900]) {
      const solution = await solve(instance, { deadlineMs, gap: 0 });
      expect(solution.status).toBe('deadline');
      expect(solution.problem).toBeUndefined();
      expect(faultOf(instance, solution.choices)).toBeUndefined();
      expect(solution.objective).toBeLessThanOrEqual(greedy(instance).objective);
      expect(solution.gap).toBeCloseTo((solution.objective - solution.bound) / solution.objective, 12);
      expect(solution.gap).toBeGreaterThan(0);
    }
  });

  it('tells of what it has on the way', async () => {
    const instance = makeInstance(3, { ...LARGE, groups: 500, capacities: 60 });
    const gaps: number[] = [];
    const { gap } = await solve(instance, { ...AT_EASE, gap: 0.005, onProgress: (best) => gaps.push(best.gap) });
    expect(gaps.at(-1)).toBe(gap);
    expect(gaps).toEqual(gaps.toSorted((a, b) => b - a));
  });
});

describe('the thread', () => {
  it('says what broke it', async () => {
    const answer = new Answer(makeInstance(3, SMALL));
    // Rows that are not there make a program that HiGHS refuses.
    const packed = { ...answer.packed, uses: answer.packed.uses.map(() => 99) };
    const problem = await searchInThread({ packed, gap: 0 }, performance.now() + AT_EASE.deadlineMs, answer);
    expect(problem).toMatch(/\w/);
    expect(faultOf(answer.instance, answer.best.choices)).toBeUndefined();
  });
});

describe('at the edges', () => {
  const edges: Record<string, [Instance, number]> = {
    'no groups': [{ capacities: [5], groups: [] }, 0],
    'nothing at all': [{ capacities: [], groups: [] }, 0],
    'no options': [{ capacities: [5], groups: [group(2, 70, []), group(1, 30, [])] }, 100],
    'no free unit': [{ capacities: [0], groups: [group(1, 70, [{ cost: 1, uses: [0] }])] }, 70],
    'an overbooked leg': [{ capacities: [-3, 2], groups: [group(1, 70, [{ cost: 1, uses: [0, 1] }])] }, 70],
    'parties too large': [{ capacities: [8], groups: [group(9, 900, [{ cost: 9, uses: [0] }])] }, 900],
    'nothing costs anything': [
      { capacities: [1], groups: [group(1, 0, [{ cost: 0, uses: [0] }]), group(1, 0, [{ cost: 0, uses: [0] }])] },
      0,
    ],
    'a way that takes no seat': [{ capacities: [], groups: [group(3, 90, [{ cost: 6, uses: [] }])] }, 6],
    'better left': [{ capacities: [9], groups: [group(1, 5, [{ cost: 6, uses: [0] }])] }, 5],
    ties: [
      {
        capacities: [1, 1],
        groups: Array.from({ length: 4 }, () =>
          group(1, 50, [
            { cost: 7, uses: [0] },
            { cost: 7, uses: [1] },
          ]),
        ),
      },
      114,
    ],
  };

  it.each(Object.entries(edges))('%s', async (_, [instance, least]) => {
    const solution = await solve(instance, AT_EASE);
    expect(faultOf(instance, solution.choices)).toBeUndefined();
    expect(solution).toMatchObject({ objective: least, bound: least, gap: 0, status: 'optimal' });
  });
});
