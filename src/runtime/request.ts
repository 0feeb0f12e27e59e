import { createHash } from 'node:crypto';

/** What every write may be told, beside its own input. */
export interface WriteOptions {
  /** Do the real work, then roll it back. */
  readonly isDryRun?: boolean | undefined;
  /** Why, in the operator's words; goes into the audit trail. */
  readonly reason?: string | undefined;
  readonly idempotencyKey?: string | undefined;
}

export interface WriteRequest extends WriteOptions {
  /** As typed: `booking create`. An idempotency key belongs to an actor and a command. */
  readonly command: string;
  /** Everything that decides what the command does: hashed, so that a key is not used for two things. */
  readonly input: unknown;
  /**
   * Milliseconds that a `step` waits for a database that is away: for what has happened outside and must be
   * recorded. It may be done twice where a commit got lost, so that its writes must be guarded by what they found.
   */
  readonly patienceMs?: number;
}

/** SHA-256 of the input with its keys sorted, so that their order does not matter. */
export function hashInput(input: unknown): string {
  const text = JSON.stringify(input, (_key, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
  return createHash('sha256')
    .update(text ?? 'null')
    .digest('hex');
}
