import type { Packed } from './pack.js';

/**
 * What no choice can save more than at these prices: each group takes what is best for it, pays for the units, and
 * all units are paid for. True for any prices of at least 0, so that nothing rests on a solver's tolerances.
 *
 * @param prices minor units for one unit of each capacity
 * @returns minor units, at most 0, to add to what it costs to leave everybody
 */
export function boundAtPrices(packed: Packed, prices: Float64Array): number {
  let bound = 0;
  for (const [row, price] of prices.entries()) bound -= price * packed.capacities[row]!;
  for (const best of bestSavings(packed, pricedSavings(packed, prices))) bound += best;
  return bound;
}

/** Minor units below what it costs to leave its group, when each option pays for what it uses. */
export function pricedSavings(packed: Packed, prices: Float64Array): Float64Array {
  const { sizes, starts } = packed;
  const savings = new Float64Array(packed.costs.length);
  for (const [group, size] of sizes.entries()) {
    for (let option = starts[group]!; option < starts[group + 1]!; option += 1) {
      savings[option] = size * savingOfOne(packed, prices, group, option);
    }
  }
  return savings;
}

/** The same for one passenger of the group. */
export function savingOfOne(packed: Packed, prices: Float64Array, group: number, option: number): number {
  const { costs, leftCosts, sizes, useStarts, uses } = packed;
  let saving = (costs[option]! - leftCosts[group]!) / sizes[group]!;
  for (let at = useStarts[option]!; at < useStarts[option + 1]!; at += 1) saving += prices[uses[at]!]!;
  return saving;
}

/** Of each group's options and of leaving it, which saves nothing. */
export function bestSavings({ sizes, starts }: Packed, savings: Float64Array): Float64Array {
  return Float64Array.from(sizes, (_, group) => {
    let best = 0;
    for (let option = starts[group]!; option < starts[group + 1]!; option += 1) best = Math.min(best, savings[option]!);
    return best;
  });
}
