import type { Instant } from '../kernel/instant.js';

export interface Clock {
  /** Business time: may this flight be sold, has this hold run out. The database's clock, or OPSDESK_NOW. */
  now(): Instant;
  /** Real time of this machine: leases, back-off and the order of ids. */
  real(): Instant;
}

/** Business time runs `aheadMs` milliseconds ahead of this machine's clock. */
export function shiftedClock(aheadMs: number): Clock {
  return { now: () => Date.now() + aheadMs, real: () => Date.now() };
}
