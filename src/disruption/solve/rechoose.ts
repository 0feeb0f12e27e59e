import type { Highs } from 'highs';
import type { Assignment } from './assignment.js';
import { minimiseBinary, type Program } from './highs.js';
import { SCALE } from './relax.js';

export interface Rechoice {
  readonly groups: readonly number[];
  /** What each may choose from, beside being left. */
  readonly optionsOf: (group: number) => readonly number[];
  /** Minor units above the bound at which it is good enough. */
  readonly slack: number;
  readonly nodes?: number;
  /** Told of each better assignment as it is found. */
  readonly onFound?: () => void;
  /** Told of what no choice of these groups can save more than, as that is proven. Minor units, at most 0. */
  readonly onBound?: (saving: number) => void;
}

/** A program's columns: each an option of a group. */
interface Columns {
  readonly groups: readonly number[];
  readonly options: readonly number[];
}

/**
 * Chooses anew for some groups together, in whole numbers, while all others keep what they have.
 * @throws Error where HiGHS gives up; the best that it had found is kept
 */
export function rechoose(highs: Highs, assignment: Assignment, rechoice: Rechoice): void {
  const { slack, nodes, onFound, onBound } = rechoice;
  const groups = rechoice.groups.flatMap((group) => rechoice.optionsOf(group).map(() => group));
  const columns: Columns = { groups, options: rechoice.groups.flatMap(rechoice.optionsOf) };
  if (groups.length === 0) return;
  const choices = rechoice.groups.map((group) => assignment.choices[group]!);
  const start = Float64Array.from(columns.options, (option, at) => Number(assignment.choices[groups[at]!] === option));
  for (const group of rechoice.groups) assignment.choose(group, -1);
  const program = programOf(assignment, rechoice.groups, columns);
  for (const [at, group] of rechoice.groups.entries()) assignment.choose(group, choices[at]!);
  const take = (values: Float64Array) => {
    if (takeIfBetter(assignment, rechoice.groups, columns, values)) onFound?.();
  };
  const solved = minimiseBinary(highs, program, {
    ...{ start, slack: slack / SCALE, onFound: take, onBound: (bound) => onBound?.(bound * SCALE) },
    ...(nodes !== undefined && { nodes }),
  });
  take(solved.columns);
  onBound?.(solved.bound * SCALE);
}

/** One choice a group, and no more than what is free. */
function programOf(assignment: Assignment, groups: readonly number[], columns: Columns): Program {
  const { packed, free } = assignment;
  const groupRows = new Map(groups.map((group, row) => [group, row]));
  const capacityRows = new Map<number, number>();
  const limits: number[] = groups.map(() => 1);
  const starts = [0];
  const rows: number[] = [];
  const coefficients: number[] = [];
  for (const [column, option] of columns.options.entries()) {
    const group = columns.groups[column]!;
    rows.push(groupRows.get(group)!);
    coefficients.push(1);
    for (let at = packed.useStarts[option]!; at < packed.useStarts[option + 1]!; at += 1) {
      const capacity = packed.uses[at]!;
      if (!capacityRows.has(capacity)) capacityRows.set(capacity, limits.push(free[capacity]!) - 1);
      rows.push(capacityRows.get(capacity)!);
      coefficients.push(packed.sizes[group]!);
    }
    starts.push(rows.length);
  }
  return {
    costs: Float64Array.from(columns.options, (option, at) => assignment.savingOf(columns.groups[at]!, option) / SCALE),
    ...{ isBinary: true, starts: Int32Array.from(starts), rows: Int32Array.from(rows) },
    ...{ coefficients: Float64Array.from(coefficients), limits: Float64Array.from(limits) },
  };
}

/** Only whole and fitting choices are taken, whatever a solver's tolerances call so. */
function takeIfBetter(assignment: Assignment, groups: readonly number[], columns: Columns, values: Float64Array) {
  const before = groups.map((group) => assignment.choices[group]!);
  const saving = assignment.saving;
  for (const group of groups) assignment.choose(group, -1);
  let isSound = true;
  for (const [at, value] of values.entries()) {
    if (value < 0.5) continue;
    const group = columns.groups[at]!;
    isSound &&= assignment.choices[group] === -1 && assignment.fits(group, columns.options[at]!);
    if (isSound) assignment.choose(group, columns.options[at]!);
  }
  if (isSound && assignment.saving < saving) return true;
  for (const group of groups) assignment.choose(group, -1);
  for (const [at, group] of groups.entries()) assignment.choose(group, before[at]!);
  assignment.saving = saving;
  return false;
}
