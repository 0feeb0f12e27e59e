import type { Assignment } from './assignment.js';
import { bestSavings, pricedSavings } from './priced.js';

/** Groups that may be sent elsewhere to make room for one, before it is called off. */
const MOST_EJECTED = 4;

/**
 * Moves groups to options that cost them less, and others out of their way where all of it together costs less,
 * until nothing of the kind is left. Those who lose most against what the prices say they should have come first.
 */
export function improve(assignment: Assignment, prices: Float64Array): void {
  const { packed, choices } = assignment;
  const priced = pricedSavings(packed, prices);
  const regretOf = (group: number, option: number) => (option < 0 ? 0 : priced[option]!) - best[group]!;
  const best = bestSavings(packed, priced);
  for (let before = Number.POSITIVE_INFINITY; assignment.saving < before; ) {
    before = assignment.saving;
    const regrets = Float64Array.from(choices, (option, group) => regretOf(group, option));
    const groups = [...regrets.keys()].filter((group) => packed.starts[group] !== packed.starts[group + 1]);
    for (const group of groups.sort((a, b) => regrets[b]! - regrets[a]! || a - b)) {
      const now = choices[group]!;
      for (let option = packed.starts[group]!; option < packed.starts[group + 1]!; option += 1) {
        // The cheapest come first.
        if (assignment.savingOf(group, option) >= assignment.savingOf(group, now)) break;
        if (assignment.fits(group, option)) assignment.choose(group, option);
        else if (regretOf(group, option) >= regretOf(group, now) || !makeRoom(assignment, group, option)) continue;
        break;
      }
    }
  }
}

/** Takes the option all the same, and sends others elsewhere until everybody fits. Undone unless that is cheaper. */
function makeRoom(assignment: Assignment, group: number, option: number): boolean {
  const { packed, choices, free } = assignment;
  const before = assignment.saving;
  const undo: [number, number][] = [[group, choices[group]!]];
  assignment.choose(group, option);
  for (let at = packed.useStarts[option]!; at < packed.useStarts[option + 1]!; at += 1) {
    const row = packed.uses[at]!;
    while (free[row]! < 0) {
      const move = undo.length <= MOST_EJECTED ? cheapestMove(assignment, row, group) : undefined;
      if (move) {
        undo.push([move.group, choices[move.group]!]);
        assignment.choose(move.group, move.option);
      }
      if (!move || assignment.saving >= before) {
        for (const [moved, had] of undo.reverse()) assignment.choose(moved, had);
        assignment.saving = before;
        return false;
      }
    }
  }
  return true;
}

/** Who gives up units of a row at the least cost for each that is missing. */
function cheapestMove(assignment: Assignment, row: number, keep: number) {
  const { packed, choices, free } = assignment;
  let best: { group: number; option: number; perUnit: number } | undefined;
  for (const group of assignment.users[row]!) {
    if (group === keep) continue;
    const now = assignment.savingOf(group, choices[group]!);
    const units = Math.min(packed.sizes[group]!, -free[row]!);
    const elsewhere = cheapestElsewhere(assignment, group, row);
    const perUnit = (assignment.savingOf(group, elsewhere) - now) / units;
    if (!best || perUnit < best.perUnit) best = { group, option: elsewhere, perUnit };
  }
  return best;
}

function cheapestElsewhere(assignment: Assignment, group: number, row: number): number {
  const { starts, useStarts, uses } = assignment.packed;
  for (let option = starts[group]!; option < starts[group + 1]!; option += 1) {
    const isElsewhere = !uses.subarray(useStarts[option], useStarts[option + 1]).includes(row);
    if (isElsewhere && assignment.fits(group, option)) return option;
  }
  return -1;
}
