import { escapeText } from '../present/escape-text.js';
import type { ResultLines } from './result-lines.js';

/** What a row of a job is told by that failed. */
interface FailedRow {
  readonly status: string;
  readonly code: string | null;
  readonly message: string | null;
}

const TOLD = 20;

/** Where nothing takes the rows of a job, people are told of the first that failed, and how many more did. */
export function toldFailures<R extends FailedRow>(
  note: (text: string) => void,
  nameOf: (row: R) => string,
): ResultLines<R> {
  let failures = 0;
  return {
    write: async (row) => {
      if (row.status !== 'failed' && row.status !== 'skipped') return;
      failures += 1;
      if (failures <= TOLD) note(`${nameOf(row)}: ${escapeText(row.message ?? '')} (${row.code})`);
    },
    close: () => {
      if (failures > TOLD) note(`and ${failures - TOLD} more: --out FILE takes all of them`);
    },
  };
}
