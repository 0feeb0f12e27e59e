import { Assignment } from './assignment.js';
import type { Packed } from './pack.js';
import { pricedSavings } from './priced.js';

/**
 * Whole groups at the prices, each into the best option that is free and worth what it pays. First comes who would
 * lose most by the second best.
 */
export function place(packed: Packed, prices: Float64Array): Assignment {
  const assignment = new Assignment(packed);
  const savings = pricedSavings(packed, prices);
  const { starts } = packed;
  const lists = Array.from(packed.sizes, (_, group) =>
    Array.from({ length: starts[group + 1]! - starts[group]! }, (_, at) => starts[group]! + at)
      .filter((option) => savings[option]! <= 0)
      .sort((a, b) => savings[a]! - savings[b]! || a - b),
  );
  const margins = lists.map(([first, second]) => {
    return first === undefined ? 0 : savings[first]! - (second === undefined ? 0 : savings[second]!);
  });
  for (const group of [...lists.keys()].sort((a, b) => margins[a]! - margins[b]! || a - b)) {
    const option = lists[group]!.find((option) => assignment.fits(group, option));
    if (option !== undefined) assignment.choose(group, option);
  }
  return assignment;
}
