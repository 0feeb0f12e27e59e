import type { Highs } from 'highs';
import { beforeAll, describe, expect, it } from 'vitest';
import { Answer } from '../../../src/disruption/solve/answer.js';
import { greedy } from '../../../src/disruption/solve/greedy.js';
import { loadHighs } from '../../../src/disruption/solve/highs.js';
import type { Instance, Solution } from '../../../src/disruption/solve/instance.js';
import { search } from '../../../src/disruption/solve/search.js';
import { costOf, faultOf, leastCost, makeInstance } from './instances.js';

let highs: Highs;
beforeAll(async () => {
  highs = await loadHighs();
});

/** In this thread, told of every step. */
function solveHere(instance: Instance, gap: number, onBetter?: (best: Solution) => void): Solution {
  const answer = new Answer(instance, onBetter);
  search(highs, answer.packed, gap, answer);
  return answer.best;
}

describe('few groups', () => {
  it('get the same as from trying everything, and that is proven', () => {
    for (let seed = 0; seed < 200; seed += 1) {
      const cost = [3, 100, 5_000, 40_000_000][seed % 4] ?? 3;
      const shape = { groups: 1 + (seed % 12), capacities: 1 + (seed % 7), units: 3 + (seed % 11), options: 4, cost };
      const instance = makeInstance(seed, shape);
      const { choices, objective, bound, gap } = solveHere(instance, 0);
      expect(faultOf(instance, choices), `seed ${seed}`).toBeUndefined();
      expect(costOf(instance, choices), `seed ${seed}`).toBe(objective);
      expect({ objective, bound, gap }, `seed ${seed}`).toEqual({
        ...{ objective: leastCost(instance), bound: leastCost(instance), gap: 0 },
      });
    }
  });
});

describe('many groups', () => {
  const shape = { groups: 700, capacities: 90, units: 12, options: 6, cost: 50_000 };

  it('are closed to the gap, with a bound that the best there is does not break', () => {
    for (let seed = 0; seed < 3; seed += 1) {
      const instance = makeInstance(seed, { ...shape, groups: 320, capacities: 70 });
      const near = solveHere(instance, 0.005);
      const exact = solveHere(instance, 0);
      expect(faultOf(instance, near.choices)).toBeUndefined();
      expect(costOf(instance, near.choices)).toBe(near.objective);
      expect(near.gap).toBeLessThanOrEqual(0.005);
      expect(exact.gap).toBe(0);
      expect(near.bound).toBeLessThanOrEqual(exact.objective);
      expect(exact.objective).toBeLessThanOrEqual(near.objective);
      expect(near.objective).toBeLessThan(greedy(instance).objective);
    }
  });

  it('are told of only as they get better, never with a fault', () => {
    const instance = makeInstance(7, shape);
    let last = greedy(instance);
    let told = 0;
    solveHere(instance, 0.001, (best) => {
      expect(faultOf(instance, best.choices)).toBeUndefined();
      expect(best.objective).toBeLessThanOrEqual(last.objective);
      expect(best.bound).toBeGreaterThanOrEqual(last.bound);
      expect(best.bound).toBeLessThanOrEqual(best.objective);
      last = best;
      told += 1;
    });
    expect(told).toBeGreaterThan(2);
  });

  it('get the same choices again', () => {
    const instance = makeInstance(11, { ...shape, groups: 450, capacities: 70 });
    expect(solveHere(instance, 0.005)).toEqual(solveHere(instance, 0.005));
  });

  it('who are alike share a row of the relaxation and keep their parties whole', () => {
    const options = [
      { cost: 10, uses: [0] },
      { cost: 30, uses: [1] },
    ];
    const groups = Array.from({ length: 600 }, (_, at) => {
      const size = 1 + (at % 4);
      const each = options.map(({ cost, uses }) => ({ cost: cost * size, uses }));
      return { size, leftCost: 90 * size, priority: 0, options: each };
    });
    // 1,500 people: 700 on the first, 501 on the second, 299 on none.
    const instance = { capacities: [700, 501], groups };
    expect(solveHere(instance, 0)).toMatchObject({ objective: 700 * 10 + 501 * 30 + 299 * 90, gap: 0 });
  });
});
