import type { Group, Instance, Option } from './instance.js';

/**
 * An instance as a few flat arrays, which cost a thread nothing to hand on: the options of group g stand from
 * `starts[g]` up to `starts[g + 1]`, and what option o uses from `useStarts[o]` up to `useStarts[o + 1]`.
 * Options that no best choice needs are left out.
 */
export interface Packed {
  readonly capacities: Int32Array;
  readonly sizes: Int32Array;
  readonly leftCosts: Float64Array;
  readonly starts: Int32Array;
  readonly costs: Float64Array;
  /** Where each option stood among those of its group. */
  readonly places: Int32Array;
  readonly useStarts: Int32Array;
  readonly uses: Int32Array;
}

/** Without options that the group is too large for, that cost no less than to leave it, or that another one beats. */
export function pack({ capacities, groups }: Instance): Packed {
  const starts = new Int32Array(groups.length + 1);
  const kept = groups.map((group) => usefulOptions(group, capacities));
  for (const [at, places] of kept.entries()) starts[at + 1] = starts[at]! + places.length;
  const options = starts[groups.length]!;
  const places = Int32Array.from(kept.flat());
  const costs = new Float64Array(options);
  const useStarts = new Int32Array(options + 1);
  const uses: number[] = [];
  for (const [at, group] of groups.entries()) {
    for (let option = starts[at]!; option < starts[at + 1]!; option += 1) {
      const { cost, uses: used } = group.options[places[option]!]!;
      costs[option] = cost;
      uses.push(...used);
      useStarts[option + 1] = uses.length;
    }
  }
  return {
    capacities: Int32Array.from(capacities),
    sizes: Int32Array.from(groups, ({ size }) => size),
    leftCosts: Float64Array.from(groups, ({ leftCost }) => leftCost),
    ...{ starts, costs, places, useStarts, uses: Int32Array.from(uses) },
  };
}

/** The places of the options worth a look, the cheapest first. */
function usefulOptions({ size, leftCost, options }: Group, capacities: readonly number[]): number[] {
  const ranked = [...options.entries()]
    .filter(([, { cost, uses }]) => cost < leftCost && uses.every((row) => (capacities[row] ?? 0) >= size))
    .sort(([a, one], [b, other]) => one.cost - other.cost || a - b);
  const kept: [number, Option][] = [];
  for (const entry of ranked) {
    const { uses } = entry[1];
    if (!kept.some(([, cheaper]) => cheaper.uses.every((row) => uses.includes(row)))) kept.push(entry);
  }
  return kept.map(([place]) => place);
}
