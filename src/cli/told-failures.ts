import { escapeText } from '../present/escape-text.js';
import type { ResultLines } from './result-lines.js';

/** What a row of a job is told by that failed. */
interface FailedRow {
  readonly line: number;
  readonly status: string;
  readonly code: string | null;
  readonly message: string | null;
}

const TOLD = 20;

/** Where nothing takes the rows of a job, people are told of the first that failed, and how many more did. */
export function toldFailures(note: (text: string) => void): ResultLines<FailedRow> {
  let failures = 0;
  return {
    write: async ({ line, status, code, message }) => {
      if (status !== 'failed') return;
      failures += 1;
      if (failures <= TOLD) note(`line ${line}: ${escapeText(message ?? '')} (${code})`);
    },
    close: () => {
      if (failures > TOLD) note(`and ${failures - TOLD} more: --out FILE takes all of them`);
    },
  };
}
