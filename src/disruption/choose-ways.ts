import type { PlanGroup } from './plan-groups.js';
import type { Instance, Solution } from './solve/instance.js';

/** What every group gets, and what of the capacities is left. */
export interface Chosen extends Solution {
  readonly left: readonly number[];
}

export function instanceOf(groups: readonly PlanGroup[], capacities: readonly number[]): Instance {
  return {
    capacities,
    groups: groups.map(({ party, leftCost, priority, list }) => ({
      ...{ size: party.size, leftCost, priority, options: list.options },
    })),
  };
}

const MOST_PASSES = 20;

/**
 * Gives each group, in their order, the first of its options that is free, as long as that changes anything. A
 * solver that may stop at a gap leaves such things behind, and at the same cost it puts people into any cabin.
 */
export function tidyChoices(instance: Instance, solution: Solution): Chosen {
  const choices = [...solution.choices];
  const left = [...instance.capacities];
  const take = (at: number, sign: 1 | -1) => {
    const group = instance.groups[at] as Instance['groups'][number];
    for (const place of group.options[choices[at] ?? -1]?.uses ?? [])
      left[place] = (left[place] ?? 0) - sign * group.size;
  };
  choices.forEach((_, at) => {
    take(at, 1);
  });
  for (let pass = 0; pass < MOST_PASSES; pass += 1) {
    let isChanged = false;
    instance.groups.forEach(({ size, options, leftCost }, at) => {
      const now = choices[at] ?? -1;
      if (now === 0 || options.length === 0) return;
      take(at, -1);
      const isFree = (place: number) => (left[place] ?? 0) >= size;
      const limit = now < 0 ? options.findIndex(({ cost }) => cost >= leftCost) : now;
      const better = options.slice(0, limit < 0 ? undefined : limit).findIndex(({ uses }) => uses.every(isFree));
      if (better >= 0) {
        choices[at] = better;
        isChanged = true;
      }
      take(at, 1);
    });
    if (!isChanged) break;
  }
  const objective = instance.groups.reduce(
    (sum, { options, leftCost }, at) => sum + (options[choices[at] ?? -1]?.cost ?? leftCost),
    0,
  );
  const bound = Math.min(solution.bound, objective);
  return { ...solution, choices, objective, bound, gap: objective === 0 ? 0 : (objective - bound) / objective, left };
}
