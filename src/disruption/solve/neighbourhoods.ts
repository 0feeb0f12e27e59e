import type { Assignment } from './assignment.js';
import type { Packed } from './pack.js';
import { bestSavings, pricedSavings } from './priced.js';

/** The options of a group that are weighed: the best at the prices, and what it has. */
const OPTIONS_WEIGHED = 4;

/** Groups that compete for the same units, where most is lost against what the prices promise. */
export class Neighbourhoods {
  readonly #priced: Float64Array;
  readonly #best: Float64Array;
  /** Of each group the best options at the prices, in order. */
  readonly #shortlists: number[][];
  /** Of each capacity the groups that have it on their short list. */
  readonly #rivals: number[][];

  constructor(
    readonly packed: Packed,
    readonly prices: Float64Array,
  ) {
    const { starts, sizes, capacities } = packed;
    const priced = pricedSavings(packed, prices);
    this.#priced = priced;
    this.#best = bestSavings(packed, priced);
    this.#shortlists = Array.from(sizes, (_, group) =>
      Array.from({ length: starts[group + 1]! - starts[group]! }, (_, at) => starts[group]! + at)
        .sort((a, b) => priced[a]! - priced[b]! || a - b)
        .slice(0, OPTIONS_WEIGHED),
    );
    this.#rivals = Array.from(capacities, () => []);
    for (const [group, options] of this.#shortlists.entries()) {
      for (const row of new Set(options.flatMap((option) => this.#rowsOf(option)))) this.#rivals[row]!.push(group);
    }
  }

  optionsOf(assignment: Assignment, group: number): readonly number[] {
    const has = assignment.choices[group]!;
    const shortlist = this.#shortlists[group]!;
    return has < 0 || shortlist.includes(has) ? shortlist : [...shortlist, has];
  }

  /** Neighbourhoods of so many groups, each around the greatest loss that no earlier one has reached. */
  *around(assignment: Assignment, size: number): Generator<readonly number[]> {
    const losses = this.#losses(assignment);
    const reached = new Set<number>();
    for (const row of [...losses.keys()].sort((a, b) => losses[b]! - losses[a]! || a - b)) {
      if (losses[row]! <= 0) return;
      if (!reached.has(row)) yield this.#grow(row, size, reached);
    }
  }

  /** Breadth first from a capacity over its rivals to what else they could have. */
  #grow(seed: number, size: number, reached: Set<number>): number[] {
    const groups = new Set<number>();
    const rows = new Set([seed]);
    for (const row of rows) {
      reached.add(row);
      for (const group of this.#rivals[row]!) {
        if (groups.size === size) return [...groups];
        groups.add(group);
        for (const option of this.#shortlists[group]!) for (const next of this.#rowsOf(option)) rows.add(next);
      }
    }
    return [...groups];
  }

  /** Of each capacity: units that are paid for and not used, and what its rivals have less than their best. */
  #losses({ free, choices }: Assignment): Float64Array {
    const losses = this.prices.map((price, row) => price * free[row]!);
    for (const [group, option] of choices.entries()) {
      const regret = (option < 0 ? 0 : this.#priced[option]!) - this.#best[group]!;
      const wanted = this.#shortlists[group]![0];
      if (wanted !== undefined && regret > 0) for (const row of this.#rowsOf(wanted)) losses[row]! += regret;
    }
    return losses;
  }

  #rowsOf(option: number): number[] {
    const { uses, useStarts } = this.packed;
    return [...uses.subarray(useStarts[option], useStarts[option + 1])];
  }
}
