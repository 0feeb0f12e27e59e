import type { BookingRow } from '../database/schema.js';
import { OpsdeskError } from '../kernel/errors.js';
import { type Instant, MINUTE_MS } from '../kernel/instant.js';

/** How long a seat is kept for a customer who has not paid. */
export const DEFAULT_HOLD_MS = 30 * MINUTE_MS;

/** How long a hold is to last. Milliseconds from now. */
export interface HoldTerms {
  /** Until the customer's deadline: more than none. */
  readonly holdMs?: number | undefined;
  /** Between the deadline and the release; none unless given. */
  readonly graceMs?: number | undefined;
  /** How long the price stands; up to the deadline unless given. */
  readonly priceMs?: number | undefined;
  /** What the deadline does: releases the space after the grace, or puts the booking on a queue and keeps it. */
  readonly timeLimit?: 'cancel' | 'queue' | undefined;
}

type Deadlines = {
  readonly hold_expires_at: Instant;
  readonly pay_by: Instant;
  readonly price_until: Instant;
};

/** Where the deadline only queues the booking for an agent, its use is what ends the hold. */
const NO_LIMIT: Instant = Number.MAX_SAFE_INTEGER;

/** Those of a new hold, whatever it holds. @throws INVALID_INPUT for a hold that ends as it begins */
export function deadlinesOf(
  now: Instant,
  { holdMs = DEFAULT_HOLD_MS, graceMs, priceMs, timeLimit }: HoldTerms,
): Deadlines {
  if (holdMs <= 0) {
    throw new OpsdeskError('INVALID_INPUT', 'a hold of no time is over as it begins', {
      hint: 'Say how long the customer has, such as 30m, 2h or 1d, or nothing for half an hour.',
      details: { holdMs },
    });
  }
  const payBy = now + holdMs;
  return {
    pay_by: payBy,
    hold_expires_at: timeLimit === 'queue' ? NO_LIMIT : payBy + (graceMs ?? 0),
    price_until: priceMs === undefined ? payBy : now + priceMs,
  };
}

/** A hold never outlives what it holds. @param firstUse of it, by `firstUseAt` */
export function withinUse({ hold_expires_at, pay_by, price_until }: Deadlines, firstUse: Instant): Deadlines {
  return {
    hold_expires_at: Math.min(hold_expires_at, firstUse),
    pay_by: Math.min(pay_by, firstUse),
    price_until: Math.min(price_until, firstUse),
  };
}

/**
 * The same for a hold whose use has changed: one that only its use ends, ends with the new one. A hold of nothing, kept
 * for the money in it, ends when it was to end.
 */
export function keptWithinUse(
  { hold_expires_at, pay_by, price_until, time_limit }: Pick<BookingRow, keyof Deadlines | 'time_limit'>,
  firstUse: Instant,
): Pick<BookingRow, keyof Deadlines> {
  if (!Number.isFinite(firstUse)) return { hold_expires_at, pay_by, price_until };
  const within = (deadline: Instant | null) => (deadline === null ? null : Math.min(deadline, firstUse));
  return {
    hold_expires_at: within(hold_expires_at !== null && time_limit === 'queue' ? NO_LIMIT : hold_expires_at),
    pay_by: within(pay_by),
    price_until: within(price_until),
  };
}
