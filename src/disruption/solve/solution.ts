import type { Instance, Solution } from './instance.js';

/**
 * What choices cost, beside the bound that is known; whoever asked for a gap says whether it is closed.
 *
 * @param choices one a group: the place of its option, or -1
 * @param bound no choice of these options can cost less; minor units
 */
export function toSolution(instance: Instance, choices: readonly number[], bound: number): Solution {
  const objective = costOf(instance, choices);
  const proven = Math.min(objective, bound);
  return { choices, objective, bound: proven, gap: gapOf(objective, proven), status: 'deadline' };
}

function gapOf(objective: number, bound: number): number {
  return objective > bound ? (objective - bound) / Math.abs(objective || bound) : 0;
}

/** What all would cost if nobody stood in another's way: no choice can cost less. Minor units. */
export function boundWithoutRivals({ capacities, groups }: Instance): number {
  let bound = 0;
  for (const { size, leftCost, options } of groups) {
    let least = leftCost;
    for (const { cost, uses } of options) {
      if (cost < least && uses.every((row) => (capacities[row] ?? 0) >= size)) least = cost;
    }
    bound += least;
  }
  return bound;
}

function costOf({ groups }: Instance, choices: readonly number[]): number {
  let cost = 0;
  for (const [at, { leftCost, options }] of groups.entries()) cost += options[choices[at] ?? -1]?.cost ?? leftCost;
  return cost;
}
