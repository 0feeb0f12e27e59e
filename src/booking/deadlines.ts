import { type Instant, MINUTE_MS } from '../kernel/instant.js';

/** How long a seat is kept for a customer who has not paid. */
export const DEFAULT_HOLD_MS = 30 * MINUTE_MS;

/** How long a hold is to last. Milliseconds from now. */
export interface HoldTerms {
  /** Until the customer's deadline. */
  readonly holdMs?: number | undefined;
  /** Between the deadline and the release; none unless given. */
  readonly graceMs?: number | undefined;
  /** How long the price stands; up to the deadline unless given. */
  readonly priceMs?: number | undefined;
  /** What the deadline does: releases the space after the grace, or puts the booking on a queue and keeps it. */
  readonly timeLimit?: 'cancel' | 'queue' | undefined;
}

export type Deadlines = {
  readonly hold_expires_at: Instant;
  readonly pay_by: Instant;
  readonly price_until: Instant;
};

export function deadlinesOf(now: Instant, { holdMs, graceMs, priceMs, timeLimit }: HoldTerms): Deadlines {
  const payBy = now + (holdMs ?? DEFAULT_HOLD_MS);
  return {
    pay_by: payBy,
    // Where the deadline only queues the booking for an agent, its use is what ends it.
    hold_expires_at: timeLimit === 'queue' ? Number.MAX_SAFE_INTEGER : payBy + (graceMs ?? 0),
    price_until: priceMs === undefined ? payBy : now + priceMs,
  };
}

/** A hold never outlives what it holds. */
export function withinUse({ hold_expires_at, pay_by, price_until }: Deadlines, firstUse: Instant): Deadlines {
  return {
    hold_expires_at: Math.min(hold_expires_at, firstUse),
    pay_by: Math.min(pay_by, firstUse),
    price_until: Math.min(price_until, firstUse),
  };
}
