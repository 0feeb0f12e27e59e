import { greedy } from './greedy.js';
import type { Instance, Solution } from './instance.js';
import { type Packed, pack } from './pack.js';
import type { SearchListener } from './search.js';
import { toSolution } from './solution.js';

/** The best choices and the best bound so far, in the terms of the instance: the greedy's before anything is found. */
export class Answer implements SearchListener {
  best: Solution;
  readonly packed: Packed;
  readonly #isWhole: boolean;
  readonly #everybodyLeft: number;

  constructor(
    readonly instance: Instance,
    readonly onBetter?: (best: Solution) => void,
  ) {
    this.best = greedy(instance);
    this.packed = pack(instance);
    this.#isWhole = hasWholeCosts(instance);
    this.#everybodyLeft = this.packed.leftCosts.reduce((sum, cost) => sum + cost, 0);
  }

  /** @param choices options of the packed instance, or -1 */
  found(choices: Int32Array): void {
    const places = Array.from(choices, (option) => this.packed.places[option] ?? -1);
    const next = toSolution(this.instance, places, this.best.bound);
    if (next.objective < this.best.objective) this.#adopt(next);
  }

  bounded(saving: number): void {
    const bound = provenBound(this.#everybodyLeft + saving, this.#isWhole);
    if (bound > this.best.bound) this.#adopt(toSolution(this.instance, this.best.choices, bound));
  }

  #adopt(next: Solution): void {
    this.best = next;
    this.onBetter?.(next);
  }
}

function hasWholeCosts({ groups }: Instance): boolean {
  return groups.every(
    ({ leftCost, options }) => Number.isInteger(leftCost) && options.every(({ cost }) => Number.isInteger(cost)),
  );
}

/** Less what the sums of so many floating-point numbers may be off by; whole costs add up to whole ones. */
function provenBound(bound: number, isWhole: boolean): number {
  const sure = bound - 1e-11 * Math.abs(bound) - 1e-3;
  return isWhole ? Math.ceil(sure) : sure;
}
