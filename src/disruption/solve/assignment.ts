import type { Packed } from './pack.js';

/** Which option each group has, and what that leaves free: a capacity never falls below 0 for long. */
export class Assignment {
  /** An option of the packed instance, or -1. */
  readonly choices: Int32Array;
  readonly free: Int32Array;
  /** The groups that use each capacity. */
  readonly users: readonly number[][];
  /** Minor units: what all of it costs less than to leave everybody. Never above 0 but for a moment. */
  saving = 0;

  constructor(readonly packed: Packed) {
    this.choices = new Int32Array(packed.sizes.length).fill(-1);
    this.free = packed.capacities.slice();
    this.users = Array.from(packed.capacities, () => []);
  }

  /** Minor units below what it costs to leave the group; 0 for -1. */
  savingOf(group: number, option: number): number {
    return option < 0 ? 0 : this.packed.costs[option]! - this.packed.leftCosts[group]!;
  }

  /** Whether it fits into what is free, beside what the group has now. */
  fits(group: number, option: number): boolean {
    const { uses, useStarts, sizes } = this.packed;
    const size = sizes[group]!;
    for (let at = useStarts[option]!; at < useStarts[option + 1]!; at += 1) {
      const row = uses[at]!;
      if (this.free[row]! < size && !(this.free[row]! >= 0 && this.isUsing(group, row))) return false;
    }
    return true;
  }

  isUsing(group: number, row: number): boolean {
    const { uses, useStarts } = this.packed;
    const option = this.choices[group]!;
    if (option < 0) return false;
    for (let at = useStarts[option]!; at < useStarts[option + 1]!; at += 1) if (uses[at] === row) return true;
    return false;
  }

  /** @param option -1 to leave the group */
  choose(group: number, option: number): void {
    const before = this.choices[group]!;
    if (before >= 0) this.#release(group, before);
    if (option >= 0) this.#take(group, option);
    this.saving += this.savingOf(group, option) - this.savingOf(group, before);
    this.choices[group] = option;
  }

  #take(group: number, option: number): void {
    const { uses, useStarts, sizes } = this.packed;
    for (let at = useStarts[option]!; at < useStarts[option + 1]!; at += 1) {
      this.free[uses[at]!]! -= sizes[group]!;
      this.users[uses[at]!]!.push(group);
    }
  }

  #release(group: number, option: number): void {
    const { uses, useStarts, sizes } = this.packed;
    for (let at = useStarts[option]!; at < useStarts[option + 1]!; at += 1) {
      this.free[uses[at]!]! += sizes[group]!;
      const users = this.users[uses[at]!]!;
      users.splice(users.indexOf(group), 1);
    }
  }
}
