import { OpsdeskError } from '../kernel/errors.js';

/** What is wrong with one row of a file. */
export interface RowProblem {
  /** Of the file, from 1; the header is a line too. */
  readonly line: number;
  /** By the name in the header; empty where it is about the row as a whole. */
  readonly column: string;
  readonly reason: string;
}

/**
 * Nothing of a file is imported when one of its rows is wrong; all of them are told, in the details.
 * @param undone what has not been done, in place of an import
 */
export function importRejected(problems: readonly RowProblem[], undone = 'nothing was imported'): OpsdeskError {
  const rows = problems.toSorted((a, b) => a.line - b.line);
  const lines = new Set(rows.map(({ line }) => line)).size;
  const what = lines === 1 ? 'a line of the file is wrong' : `${lines} lines of the file are wrong`;
  return new OpsdeskError('IMPORT_REJECTED', `${what}, and ${undone}`, {
    hint: 'Correct the file and run it again.',
    details: { rows },
  });
}

/** A value as a message may quote it: short, and plainly set apart. */
export function quoteValue(value: string): string {
  return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
}
