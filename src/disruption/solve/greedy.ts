import type { Instance, Solution } from './instance.js';
import { boundWithoutRivals, toSolution } from './solution.js';

/**
 * One group after the other, the highest priority first and then in the order of the instance, each with the
 * cheapest option that is still free, and left where none is cheaper than that. Far from the best for all: what
 * the solver is measured against, and what there is when it cannot be had in time.
 */
export function greedy(instance: Instance): Solution {
  const { groups } = instance;
  const free = [...instance.capacities];
  const choices: number[] = groups.map(() => -1);
  const order = [...groups.entries()].sort(([a, one], [b, other]) => other.priority - one.priority || a - b);
  for (const [at, { size, leftCost, options }] of order) {
    let least = leftCost;
    for (const [place, { cost, uses }] of options.entries()) {
      if (cost >= least || !uses.every((row) => (free[row] ?? 0) >= size)) continue;
      least = cost;
      choices[at] = place;
    }
    for (const row of options[choices[at] ?? -1]?.uses ?? []) free[row] = (free[row] ?? 0) - size;
  }
  return toSolution(instance, choices, boundWithoutRivals(instance));
}
