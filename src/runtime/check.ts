import { type Statement, statement } from '../database/statement.js';

/** `now` is business time, `real` the machine's; both in milliseconds UTC. */
type CheckArgs = { now: number; real: number };

/** One invariant of the whole database, as SQL that counts how often it is broken. */
export interface InvariantCheck {
  readonly name: string;
  readonly sql: Statement<CheckArgs, { violations: number }>;
  /** What to do about it. */
  readonly hint: string;
  /** True for what is unfinished or in want of attention, and breaks nothing. */
  readonly isWarning: boolean;
}

/** @param rows what follows FROM: one row for each violation */
export function invariantCheck(name: string, rows: string, hint: string, isWarning = false): InvariantCheck {
  return countedCheck(name, `(select count(*) from ${rows})`, hint, isWarning);
}

/** @param count an expression that is the number of violations */
export function countedCheck(name: string, count: string, hint: string, isWarning = false): InvariantCheck {
  return { name, sql: statement(`check_${name}`, `select ${count} as violations`), hint, isWarning };
}
