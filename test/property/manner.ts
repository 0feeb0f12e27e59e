import fc from 'fast-check';

/** How a command is given, whatever it is. */
export interface Manner {
  /** With an idempotency key: it is repeated at once, and its key tried with other input. */
  readonly isKeyed: boolean;
  /** With the version that the caller has read: first with one that is stale. */
  readonly isGuarded: boolean;
}

export const PLAIN: Manner = { isKeyed: false, isGuarded: false };

export const manner: fc.Arbitrary<Manner> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(PLAIN) },
  { weight: 1, arbitrary: fc.constant({ isKeyed: true, isGuarded: false }) },
  { weight: 1, arbitrary: fc.constant({ isKeyed: false, isGuarded: true }) },
  { weight: 1, arbitrary: fc.constant({ isKeyed: true, isGuarded: true }) },
);

/** What a manner adds to the input of a command. */
export interface Extra {
  readonly ifVersion?: number | undefined;
  /** Whatever makes it another command. */
  readonly remark?: string | undefined;
}
