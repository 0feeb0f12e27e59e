import { OpsdeskError } from '../kernel/errors.js';

/** What is wrong with one row of a file. */
export interface RowProblem {
  /** Of the file, from 1; the header is a line too. */
  readonly line: number;
  /** By the name in the header; empty where it is about the row as a whole. */
  readonly column: string;
  readonly reason: string;
}

/** A person reads so many; scripts find them all in the details. */
const LISTED_PROBLEMS = 10;

/** Nothing of a file is imported when one of its rows is wrong; all of them are told. */
export function importRejected(problems: readonly RowProblem[]): OpsdeskError {
  const rows = problems.toSorted((a, b) => a.line - b.line);
  const listed = rows.slice(0, LISTED_PROBLEMS).map(describe);
  const more = rows.length - listed.length;
  if (more > 0) listed.push(`and ${more} more, listed in full with --json`);
  const lines = new Set(rows.map(({ line }) => line)).size;
  const what = lines === 1 ? 'a line of the file is wrong' : `${lines} lines of the file are wrong`;
  return new OpsdeskError('IMPORT_REJECTED', `${what}, and nothing was imported:\n  ${listed.join('\n  ')}`, {
    hint: 'Correct the file and import it again.',
    details: { rows },
  });
}

function describe({ line, column, reason }: RowProblem): string {
  return `line ${line}${column && `, ${column}`}: ${reason}`;
}

/** A value as a message may quote it: short, and plainly set apart. */
export function quoteValue(value: string): string {
  return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
}
