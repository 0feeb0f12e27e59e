import type { Highs } from 'highs';
import { Assignment } from './assignment.js';
import { loadHighs } from './highs.js';
import { improve } from './improve.js';
import { Neighbourhoods } from './neighbourhood.js';
import type { Packed } from './pack.js';
import { rechoose } from './rechoose.js';
import { boundAtPrices, relax } from './relax.js';
import { round } from './round.js';

/** Groups that are chosen for in whole numbers at once, without a look at the relaxation. */
const AT_ONCE = 200;
const NEIGHBOURHOOD_NODES = 200;

/** Hears what the search has, each better than what it had. Savings are minor units below leaving everybody. */
export interface SearchListener {
  found(choices: Int32Array, saving: number): void;
  /** No choice saves more: at most 0. */
  bounded(saving: number): void;
}

/**
 * Chooses for all groups until it is proven that no choice costs less by more than the relative gap.
 *
 * Few groups are one integer program. Many are relaxed to flows of people, whose prices of each unit prove the bound;
 * whole groups are rounded along the flows and moved while that helps; and where the gap is still too wide, integer
 * programs choose anew for neighbourhoods, each round for larger ones, and at last for all groups at once.
 *
 * @throws Error where HiGHS gives up; all it had found was told
 */
export async function search(packed: Packed, gap: number, listener: SearchListener): Promise<void> {
  const highs = await loadHighs();
  const everybodyLeft = packed.leftCosts.reduce((sum, cost) => sum + cost, 0);
  const movable = [...packed.sizes.keys()].filter((group) => packed.starts[group] !== packed.starts[group + 1]);
  const state = new Search(highs, packed, gap, everybodyLeft, listener);
  if (movable.length > AT_ONCE && state.approach(movable.length)) return;
  state.settle(movable);
}

class Search {
  #bound = Number.NEGATIVE_INFINITY;
  #assignment: Assignment;

  constructor(
    readonly highs: Highs,
    readonly packed: Packed,
    readonly gap: number,
    readonly everybodyLeft: number,
    readonly listener: SearchListener,
  ) {
    this.#assignment = new Assignment(packed);
  }

  /** @returns whether the gap is closed */
  approach(movable: number): boolean {
    const { highs, packed } = this;
    const relaxation = relax(highs, packed);
    const { prices } = relaxation;
    this.#raise(boundAtPrices(packed, prices));
    this.#assignment = round(packed, relaxation);
    improve(this.#assignment, prices);
    this.#tell();
    const neighbourhoods = new Neighbourhoods(packed, prices);
    for (let size = FIRST_NEIGHBOURHOOD; size < movable && !this.#isClosed(); size *= 2) {
      for (const groups of neighbourhoods.around(this.#assignment, size)) {
        rechoose(highs, this.#assignment, {
          groups,
          optionsOf: (group) => neighbourhoods.optionsOf(this.#assignment, group),
          ...{ slack: 0, nodes: NEIGHBOURHOOD_NODES, onFound: () => this.#tell() },
        });
        if (this.#isClosed()) break;
      }
    }
    return this.#isClosed();
  }

  /** All groups and all their options in one integer program, to its end. */
  settle(movable: readonly number[]): void {
    const { starts } = this.packed;
    improve(this.#assignment, new Float64Array(this.packed.capacities.length));
    this.#tell();
    rechoose(this.highs, this.#assignment, {
      groups: movable,
      optionsOf: (group) => Array.from({ length: starts[group + 1]! - starts[group]! }, (_, at) => starts[group]! + at),
      slack: this.gap * Math.max(0, this.everybodyLeft + this.#assignment.saving),
      onFound: () => this.#tell(),
      onBound: (saving) => this.#raise(saving),
    });
  }

  #isClosed(): boolean {
    const { saving } = this.#assignment;
    return saving - this.#bound <= this.gap * (this.everybodyLeft + saving);
  }

  #tell(): void {
    this.listener.found(this.#assignment.choices, this.#assignment.saving);
  }

  #raise(bound: number): void {
    if (bound <= this.#bound) return;
    this.#bound = bound;
    this.listener.bounded(bound);
  }
}

const FIRST_NEIGHBOURHOOD = 250;
