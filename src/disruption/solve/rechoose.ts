import type { Highs } from 'highs';
import type { Assignment } from './assignment.js';
import { type Columns, minimiseBinary } from './highs.js';
import { SCALE } from './refine-prices.js';

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

/** What the columns of a program stand for. */
interface Meaning {
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
  const meaning: Meaning = { groups, options: rechoice.groups.flatMap(rechoice.optionsOf) };
  if (groups.length === 0) return;
  const choices = rechoice.groups.map((group) => assignment.choices[group]!);
  const start = Float64Array.from(meaning.options, (option, at) => Number(assignment.choices[groups[at]!] === option));
  for (const group of rechoice.groups) assignment.choose(group, -1);
  const { columns, limits } = programOf(assignment, rechoice.groups, meaning);
  for (const [at, group] of rechoice.groups.entries()) assignment.choose(group, choices[at]!);
  const take = (values: Float64Array) => {
    if (takeIfBetter(assignment, rechoice.groups, meaning, values)) onFound?.();
  };
  const solved = minimiseBinary(highs, columns, limits, {
    ...{ start, slack: slack / SCALE, onFound: take, onBound: (bound) => onBound?.(bound * SCALE) },
    ...(nodes !== undefined && { nodes }),
  });
  take(solved.values);
  onBound?.(solved.bound * SCALE);
}

/** One choice a group, and no more than what is free. */
function programOf(
  assignment: Assignment,
  groups: readonly number[],
  meaning: Meaning,
): { columns: Columns; limits: Float64Array } {
  const { packed, free } = assignment;
  const groupRows = new Map(groups.map((group, row) => [group, row]));
  const capacityRows = new Map<number, number>();
  const limits: number[] = groups.map(() => 1);
  const starts = [0];
  const rows: number[] = [];
  const coefficients: number[] = [];
  for (const [column, option] of meaning.options.entries()) {
    const group = meaning.groups[column]!;
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
  const savings = meaning.options.map((option, at) => assignment.savingOf(meaning.groups[at]!, option));
  return {
    limits: Float64Array.from(limits),
    columns: {
      ...{ costs: Float64Array.from(savings, (saving) => saving / SCALE), starts: Int32Array.from(starts) },
      ...{ rows: Int32Array.from(rows), coefficients: Float64Array.from(coefficients) },
    },
  };
}

/** Only whole and fitting choices are taken, whatever a solver's tolerances call so. */
function takeIfBetter(assignment: Assignment, groups: readonly number[], meaning: Meaning, values: Float64Array) {
  const before = groups.map((group) => assignment.choices[group]!);
  const saving = assignment.saving;
  for (const group of groups) assignment.choose(group, -1);
  let isSound = true;
  for (const [at, value] of values.entries()) {
    if (value < 0.5) continue;
    const group = meaning.groups[at]!;
    isSound &&= assignment.choices[group] === -1 && assignment.fits(group, meaning.options[at]!);
    if (isSound) assignment.choose(group, meaning.options[at]!);
  }
  if (isSound && assignment.saving < saving) return true;
  for (const group of groups) assignment.choose(group, -1);
  for (const [at, group] of groups.entries()) assignment.choose(group, before[at]!);
  assignment.saving = saving;
  return false;
}
