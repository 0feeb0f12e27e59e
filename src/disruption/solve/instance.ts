/**
 * The choice of ways for all groups together, without a word on where they come from: what the solver, the
 * greedy that it is measured against, and the brute force of the tests have in common.
 */
export interface Instance {
  /** Free units of each leg and cabin; an option uses some of them by their place in this list. */
  readonly capacities: readonly number[];
  readonly groups: readonly Group[];
}

/** People who travel together and are not parted. */
export interface Group {
  /** Seats that it needs on each leg: at least 1. */
  readonly size: number;
  /** Minor units for the whole group, when it takes none of its options. */
  readonly leftCost: number;
  /** Whoever is served first where the greedy takes one after the other: higher comes first. */
  readonly priority: number;
  readonly options: readonly Option[];
}

export interface Option {
  /** Minor units for the whole group. */
  readonly cost: number;
  /** Places in `capacities`, without repeats; none for what needs no new seat. */
  readonly uses: readonly number[];
}

export interface Solution {
  /** For each group the place of its option, or -1 where it is left. */
  readonly choices: readonly number[];
  /** Minor units: what the choices cost. */
  readonly objective: number;
  /** Minor units: no choice of these options can cost less. */
  readonly bound: number;
  /** (objective - bound) / objective; 0 where nothing costs anything. */
  readonly gap: number;
  /** `optimal`: the gap that was asked for is proven. `deadline`: the best that was found before it had to end. */
  readonly status: 'optimal' | 'deadline';
  /** What broke the solver, where that ended it before its time. The choices are sound all the same. */
  readonly problem?: string;
}
