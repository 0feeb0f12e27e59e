import type { LocalDate } from '../kernel/local-date.js';

/** A row of a table of the law, from the day on which it takes effect. */
export interface Dated {
  readonly from: LocalDate;
}

/** The row that holds on a day: the last one that has taken effect. @param rows oldest first */
export function inForce<T extends Dated>(rows: readonly T[], date: LocalDate): T | undefined {
  let found: T | undefined;
  for (const row of rows) {
    if (row.from > date) break;
    found = row;
  }
  return found;
}
