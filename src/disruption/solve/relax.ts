import type { Highs } from 'highs';
import { minimise } from './highs.js';
import type { Packed } from './pack.js';

/** People instead of groups: how many of each class take each of its options, if parties could be parted. */
export interface Relaxation {
  readonly classes: readonly TravelClass[];
  /** Minor units for one unit of each capacity. */
  readonly prices: Float64Array;
}

/** Groups with the same options at the same cost per passenger. */
export interface TravelClass {
  readonly groups: readonly number[];
  /** People who take each option, in the order of the options. */
  readonly flows: Float64Array;
}

/** Costs in a program stand in thousands, which keeps HiGHS's absolute tolerances apart from what matters. */
export const SCALE = 1_000;

/**
 * The linear relaxation. Size drops out of it, so that all groups of a class are one row: a storm's 100,000
 * passengers are 23,000 rows instead of 48,000, and a fifth of the time.
 */
export function relax(highs: Highs, packed: Packed): Relaxation {
  const classes = classify(packed);
  const { capacities, sizes, starts, useStarts, uses, costs, leftCosts } = packed;
  const columnCosts: number[] = [];
  const columnStarts = [0];
  const rows: number[] = [];
  for (const [at, groups] of classes.entries()) {
    const first = groups[0]!;
    for (let option = starts[first]!; option < starts[first + 1]!; option += 1) {
      columnCosts.push((costs[option]! - leftCosts[first]!) / sizes[first]! / SCALE);
      for (let use = useStarts[option]!; use < useStarts[option + 1]!; use += 1) rows.push(uses[use]!);
      rows.push(capacities.length + at);
      columnStarts.push(rows.length);
    }
  }
  const people = classes.map((groups) => groups.reduce((sum, group) => sum + sizes[group]!, 0));
  const { columns, duals } = minimise(highs, {
    costs: Float64Array.from(columnCosts),
    ...{ isBinary: false, starts: Int32Array.from(columnStarts), rows: Int32Array.from(rows) },
    coefficients: new Float64Array(rows.length).fill(1),
    limits: Float64Array.from([...capacities, ...people]),
  });
  let column = 0;
  return {
    classes: classes.map((groups) => {
      const from = column;
      column += starts[groups[0]! + 1]! - starts[groups[0]!]!;
      return { groups, flows: columns.subarray(from, column) };
    }),
    prices: duals.slice(0, capacities.length).map((dual) => Math.max(0, -dual * SCALE)),
  };
}

/** Of groups that have options. */
function classify({ sizes, leftCosts, starts, costs, useStarts, uses }: Packed): number[][] {
  const classes = new Map<string, number[]>();
  for (const [group, size] of sizes.entries()) {
    if (starts[group] === starts[group + 1]) continue;
    let key = `${leftCosts[group]! / size}`;
    for (let option = starts[group]!; option < starts[group + 1]!; option += 1) {
      key += `;${costs[option]! / size}:${uses.subarray(useStarts[option], useStarts[option + 1]).join()}`;
    }
    const known = classes.get(key);
    if (known) known.push(group);
    else classes.set(key, [group]);
  }
  return [...classes.values()];
}

/**
 * What no choice can save more than at these prices: each group takes what is best for it, pays for the units, and
 * all units are paid for. True for any prices of at least 0, so that nothing rests on a solver's tolerances.
 *
 * @returns minor units, at most 0, to add to what it costs to leave everybody
 */
export function boundAtPrices(packed: Packed, prices: Float64Array): number {
  const priced = pricedSavings(packed, prices);
  let bound = 0;
  for (const [row, price] of prices.entries()) bound -= price * packed.capacities[row]!;
  for (const best of bestSavings(packed, priced)) bound += best;
  return bound;
}

/** Minor units below what it costs to leave its group, when each option pays for what it uses. */
export function pricedSavings(packed: Packed, prices: Float64Array): Float64Array {
  const { sizes, starts, costs, leftCosts, useStarts, uses } = packed;
  const savings = new Float64Array(costs.length);
  for (let group = 0; group < sizes.length; group += 1) {
    for (let option = starts[group]!; option < starts[group + 1]!; option += 1) {
      let price = 0;
      for (let at = useStarts[option]!; at < useStarts[option + 1]!; at += 1) price += prices[uses[at]!]!;
      savings[option] = costs[option]! - leftCosts[group]! + sizes[group]! * price;
    }
  }
  return savings;
}

/** Of each group's options and of leaving it, which saves nothing. */
export function bestSavings({ sizes, starts }: Packed, savings: Float64Array): Float64Array {
  return Float64Array.from(sizes, (_, group) => {
    let best = 0;
    for (let option = starts[group]!; option < starts[group + 1]!; option += 1) best = Math.min(best, savings[option]!);
    return best;
  });
}
