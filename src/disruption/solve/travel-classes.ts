import type { Packed } from './pack.js';

/**
 * Groups with the same options at the same cost per passenger. Where parties may be parted, size makes no difference,
 * and a class is a number of people: half as many of them in a storm as there are groups.
 */
export interface TravelClasses {
  /** A group of each class, whose options stand for those of all. */
  readonly groups: Int32Array;
  readonly people: Int32Array;
}

/** Of the groups that have options. */
export function classify({ sizes, leftCosts, starts, costs, useStarts, uses }: Packed): TravelClasses {
  const classes = new Map<string, number>();
  const groups: number[] = [];
  const people: number[] = [];
  for (const [group, size] of sizes.entries()) {
    if (starts[group] === starts[group + 1]) continue;
    let key = `${leftCosts[group]! / size}`;
    for (let option = starts[group]!; option < starts[group + 1]!; option += 1) {
      key += `;${costs[option]! / size}:${uses.subarray(useStarts[option], useStarts[option + 1]).join()}`;
    }
    const at = classes.get(key) ?? groups.push(group) - 1;
    classes.set(key, at);
    people[at] = (people[at] ?? 0) + size;
  }
  return { groups: Int32Array.from(groups), people: Int32Array.from(people) };
}
