import type { Group, Instance, Option } from '../../../src/disruption/solve/instance.js';
import { Random } from '../../../src/seeding/random.js';

export interface Shape {
  readonly groups: number;
  readonly capacities: number;
  /** Units of each at most. */
  readonly units: number;
  readonly options: number;
  /** Minor units for one passenger at most: small ones make ties. */
  readonly cost: number;
}

/** Groups of 1 to 9 who want legs that there are too few seats on. The same for one seed. */
export function makeInstance(seed: number, shape: Shape): Instance {
  const random = new Random(seed);
  const capacities = Array.from({ length: shape.capacities }, () => random.below(shape.units + 1));
  const groups = Array.from({ length: shape.groups }, (): Group => {
    const size = random.below(3) === 0 ? random.between(1, 9) : random.between(1, 3);
    const leftCost = size * random.below(shape.cost + 1);
    const options = Array.from({ length: random.below(shape.options + 1) }, () => makeOption(random, shape, size));
    return { size, leftCost, priority: random.below(4), options };
  });
  return { capacities, groups };
}

/** Some cost more than to leave the group, and some take no unit at all. */
function makeOption(random: Random, { capacities, cost }: Shape, size: number): Option {
  const legs = random.below(20) === 0 ? 0 : random.between(1, 3);
  const uses = new Set(Array.from({ length: Math.min(legs, capacities) }, () => random.below(capacities)));
  return { cost: size * random.below(cost + 1), uses: [...uses] };
}

/** What is wrong with choices, if anything. */
export function faultOf({ capacities, groups }: Instance, choices: readonly number[]): string | undefined {
  if (choices.length !== groups.length) return `${choices.length} choices for ${groups.length} groups`;
  const taken = capacities.map(() => 0);
  for (const [at, { size, options }] of groups.entries()) {
    const choice = choices[at];
    if (choice === -1) continue;
    const option = options[choice ?? Number.NaN];
    if (!option) return `group ${at} has no option ${choice}`;
    for (const row of option.uses) taken[row] = (taken[row] ?? 0) + size;
  }
  const full = taken.findIndex((units, row) => units > Math.max(0, capacities[row] ?? 0));
  return full < 0 ? undefined : `capacity ${full} has ${capacities[full]} and gives ${taken[full]}`;
}

export function costOf({ groups }: Instance, choices: readonly number[]): number {
  return groups.reduce((sum, { leftCost, options }, at) => sum + (options[choices[at] ?? -1]?.cost ?? leftCost), 0);
}

/** The least cost, by trying every choice of every group; a branch ends where even the best rest comes too dear. */
export function leastCost({ capacities, groups }: Instance): number {
  const rests = groups.map(({ leftCost, options }) => Math.min(leftCost, ...options.map(({ cost }) => cost)));
  for (let at = rests.length - 2; at >= 0; at -= 1) rests[at] = (rests[at] ?? 0) + (rests[at + 1] ?? 0);
  const free = [...capacities];
  let least = Number.POSITIVE_INFINITY;
  const visit = (at: number, cost: number) => {
    if (cost + (rests[at] ?? 0) >= least) return;
    const group = groups[at];
    if (!group) {
      least = cost;
      return;
    }
    for (const { cost: more, uses } of group.options) {
      if (!uses.every((row) => (free[row] ?? 0) >= group.size)) continue;
      for (const row of uses) free[row] = (free[row] ?? 0) - group.size;
      visit(at + 1, cost + more);
      for (const row of uses) free[row] = (free[row] ?? 0) + group.size;
    }
    visit(at + 1, cost + group.leftCost);
  };
  visit(0, 0);
  return least;
}
