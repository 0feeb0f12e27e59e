import type { Highs } from 'highs';
import type { Assignment } from './assignment.js';
import { improve } from './improve.js';
import { Neighbourhoods } from './neighbourhoods.js';
import type { Packed } from './pack.js';
import { place } from './place.js';
import { boundAtPrices } from './priced.js';
import { raisePrices } from './raise-prices.js';
import { rechoose } from './rechoose.js';
import { refinePrices } from './refine-prices.js';
import { classify } from './travel-classes.js';

/** Groups that are chosen for in whole numbers at once, without a look at the relaxation. */
const AT_ONCE = 200;
/** Groups of a neighbourhood in the first round: twice as many in each that follows. */
const FIRST_NEIGHBOURHOOD = 250;
/** Branches after which a neighbourhood has what it has: a count, so that no clock decides who flies. */
const NEIGHBOURHOOD_NODES = 200;

/** Hears what the search has. Savings are minor units below leaving everybody. */
export interface SearchListener {
  found(choices: Int32Array): void;
  /** No choice saves more: at most 0. */
  bounded(saving: number): void;
}

/**
 * Chooses for all groups until it is proven that no choice costs less by more than the relative gap.
 *
 * Few groups are one integer program. For many, units get prices, at which each group by itself finds what is best:
 * prices prove a bound, and whole groups that follow them come close to it. Where the gap is still too wide, a linear
 * program refines the prices; then integer programs choose anew for neighbourhoods, each round for larger ones, and
 * at last for all groups at once.
 *
 * @throws Error where HiGHS gives up; all it had found was told
 */
export function search(highs: Highs, packed: Packed, gap: number, listener: SearchListener): void {
  const run = new Search(highs, packed, gap, listener);
  if (run.movable.length > AT_ONCE) run.approach();
  if (!run.isClosed()) run.settle();
}

class Search {
  /** Groups that have options. */
  readonly movable: readonly number[];
  readonly #everybodyLeft: number;
  #assignment: Assignment;
  /** Those that prove the bound. */
  #prices: Float64Array;
  #bound: number;

  constructor(
    readonly highs: Highs,
    readonly packed: Packed,
    readonly gap: number,
    readonly listener: SearchListener,
  ) {
    this.movable = [...packed.sizes.keys()].filter((group) => packed.starts[group] !== packed.starts[group + 1]);
    this.#everybodyLeft = packed.leftCosts.reduce((sum, cost) => sum + cost, 0);
    this.#prices = new Float64Array(packed.capacities.length);
    this.#bound = boundAtPrices(packed, this.#prices);
    // Not improved: where nothing has its price yet, everybody is in everybody's way, and that takes its time.
    this.#assignment = place(packed, this.#prices);
    this.#tell();
  }

  isClosed(): boolean {
    const { saving } = this.#assignment;
    return saving - this.#bound <= this.gap * (this.#everybodyLeft + saving);
  }

  /** Towards the gap without a program that has all groups at once. */
  approach(): void {
    const { highs, packed } = this;
    const classes = classify(packed);
    this.#heed(raisePrices(packed, classes, this.#assignment.saving));
    this.#follow();
    if (this.isClosed()) return;
    refinePrices(highs, packed, classes, this.#prices, (prices) => this.#heed(prices));
    this.#follow();
    const neighbourhoods = new Neighbourhoods(packed, this.#prices);
    for (let size = FIRST_NEIGHBOURHOOD; size < this.movable.length; size *= 2) {
      for (const groups of neighbourhoods.around(this.#assignment, size)) {
        if (this.isClosed()) return;
        rechoose(highs, this.#assignment, {
          groups,
          optionsOf: (group) => neighbourhoods.optionsOf(this.#assignment, group),
          ...{ slack: 0, nodes: NEIGHBOURHOOD_NODES, onFound: () => this.#tell() },
        });
      }
    }
  }

  /** All groups and all their options in one integer program, to its end. */
  settle(): void {
    const { starts } = this.packed;
    rechoose(this.highs, this.#assignment, {
      groups: this.movable,
      optionsOf: (group) => Array.from({ length: starts[group + 1]! - starts[group]! }, (_, at) => starts[group]! + at),
      slack: this.gap * Math.max(0, this.#everybodyLeft + this.#bound),
      onFound: () => this.#tell(),
      onBound: (saving) => this.#raise(saving),
    });
  }

  #heed(prices: Float64Array): void {
    const bound = boundAtPrices(this.packed, prices);
    if (bound > this.#bound) this.#prices = prices;
    this.#raise(bound);
  }

  #follow(): void {
    const next = place(this.packed, this.#prices);
    improve(next, this.#prices);
    if (next.saving > this.#assignment.saving) return;
    this.#assignment = next;
    this.#tell();
  }

  #tell(): void {
    this.listener.found(this.#assignment.choices);
  }

  #raise(bound: number): void {
    if (bound <= this.#bound) return;
    this.#bound = bound;
    this.listener.bounded(bound);
  }
}
