import type { Highs } from 'highs';
import { type Columns, withLinearProgram } from './highs.js';
import type { Packed } from './pack.js';
import { boundAtPrices, savingOfOne } from './priced.js';
import type { TravelClasses } from './travel-classes.js';

/** Options of each class that the first program has, the best at the prices to begin with. */
const FIRST_OPTIONS = 3;
/** Options of each class that are added at once. */
const MORE_OPTIONS = 3;
const MOST_ROUNDS = 12;
/** Of all costs: programs with more options would not move the bound by more. */
const CLOSE_ENOUGH = 1e-4;
/** Costs in programs stand in thousands, which keeps HiGHS's absolute tolerances apart from what matters. */
export const SCALE = 1_000;

/**
 * The prices of the linear relaxation, in which people are parted: no better bound comes from prices. Most options
 * are too dear to matter, so that the program has few of each class to begin with, and more where the prices that
 * it comes to let one look better than what it has.
 *
 * @param prices to begin with
 * @param onPrices told of the prices of each round. They only get better on the whole
 */
export function refinePrices(
  highs: Highs,
  packed: Packed,
  classes: TravelClasses,
  prices: Float64Array,
  onPrices: (prices: Float64Array) => void,
): void {
  const { capacities, leftCosts } = packed;
  const everybodyLeft = leftCosts.reduce((sum, cost) => sum + cost, 0);
  const isUsed = new Uint8Array(packed.costs.length);
  const limits = Float64Array.from([...capacities, ...classes.people]);
  // Any option saves less than infinity; none saves less than what the class has had from the program.
  const first = columnsOf(packed, classes, isUsed, prices, FIRST_OPTIONS, () => Number.POSITIVE_INFINITY);
  let bound = Number.NEGATIVE_INFINITY;
  withLinearProgram(highs, first, limits, (program) => {
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const solved = program.run();
      if (!solved) return;
      const found = solved.duals.slice(0, capacities.length).map((dual) => Math.max(0, -dual * SCALE));
      bound = Math.max(bound, boundAtPrices(packed, found));
      onPrices(found);
      const isClose = solved.objective * SCALE - bound <= CLOSE_ENOUGH * Math.abs(everybodyLeft + bound);
      if (isClose) return;
      const worthOf = (at: number) => solved.duals[capacities.length + at]! * SCALE;
      const more = columnsOf(packed, classes, isUsed, found, MORE_OPTIONS, worthOf);
      if (more.costs.length === 0) return;
      program.add(more);
    }
  });
}

/** The best options of each class at the prices, of those that save more than a limit and are not used yet. */
function columnsOf(
  packed: Packed,
  { groups }: TravelClasses,
  isUsed: Uint8Array,
  prices: Float64Array,
  most: number,
  limitOf: (at: number) => number,
): Columns {
  const { capacities, sizes, starts, useStarts, uses, costs, leftCosts } = packed;
  const columns = { costs: [] as number[], starts: [0], rows: [] as number[] };
  for (const [at, group] of groups.entries()) {
    const limit = limitOf(at);
    const better: { option: number; saving: number }[] = [];
    for (let option = starts[group]!; option < starts[group + 1]!; option += 1) {
      const saving = savingOfOne(packed, prices, group, option);
      if (!isUsed[option] && saving < limit) better.push({ option, saving });
    }
    for (const { option } of better.sort((a, b) => a.saving - b.saving || a.option - b.option).slice(0, most)) {
      isUsed[option] = 1;
      columns.costs.push((costs[option]! - leftCosts[group]!) / sizes[group]! / SCALE);
      for (let use = useStarts[option]!; use < useStarts[option + 1]!; use += 1) columns.rows.push(uses[use]!);
      columns.rows.push(capacities.length + at);
      columns.starts.push(columns.rows.length);
    }
  }
  return {
    ...{ costs: Float64Array.from(columns.costs), starts: Int32Array.from(columns.starts) },
    ...{ rows: Int32Array.from(columns.rows), coefficients: new Float64Array(columns.rows.length).fill(1) },
  };
}
