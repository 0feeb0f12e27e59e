import { ERROR_KINDS, type ErrorCode, type ErrorKind } from '../kernel/error-codes.js';

/** The only place that turns a kind of failure into an exit status. `opsdesk help exit-codes` prints it. */
export const EXIT_CODES: Readonly<Record<ErrorKind, number>> = {
  defect: 1,
  usage: 2,
  'not-found': 3,
  denied: 4,
  conflict: 5,
  refused: 6,
  'input-required': 7,
  declined: 8,
  partial: 68,
  pending: 69,
  unavailable: 75,
  interrupted: 130,
};

export const EXIT_MEANINGS: readonly (readonly [status: number, meaning: string])[] = [
  [0, 'done'],
  [EXIT_CODES.defect, 'a defect of ours'],
  [EXIT_CODES.usage, 'usage: unknown command or flag, or a value that cannot be read'],
  [EXIT_CODES['not-found'], 'not found'],
  [EXIT_CODES.denied, 'not signed in, or not allowed'],
  [EXIT_CODES.conflict, 'conflict: seat taken, sold out, stale version or plan, broken invariant or chain'],
  [EXIT_CODES.refused, 'refused by a rule: fare rule, over-refund, wrong state, key reused with other input'],
  [EXIT_CODES['input-required'], 'input required, and there is no terminal to ask on'],
  [EXIT_CODES.declined, 'payment declined'],
  [EXIT_CODES.partial, 'bulk: some items failed'],
  [EXIT_CODES.pending, 'pending: unknown gateway outcome, awaiting approval, or output that could not be written'],
  [EXIT_CODES.unavailable, 'back end unavailable or time ran out: try again'],
  [EXIT_CODES.interrupted, 'interrupted'],
];

export function exitCodeOf(code: ErrorCode): number {
  return EXIT_CODES[ERROR_KINDS[code]];
}
