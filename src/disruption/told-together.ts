import { MINUTE_MS } from '../kernel/instant.js';
import type { Digest } from '../notification/notification-repository.js';
import type { Clock } from '../runtime/clock.js';
import type { PendingItem } from './job-repository.js';

/**
 * Milliseconds that a customer's messages wait for the rest of theirs where the job has died: at 200 bookings a second as
 * long as 60,000 of them take.
 */
const WINDOW_MS = 5 * MINUTE_MS;

/** Customers with several bookings in a job hear of all of them at once; whoever has one waits for nothing. */
export class ToldTogether {
  /** How many of a customer's items this run has before it. */
  private readonly left = new Map<string, number>();

  constructor(
    private readonly jobId: string,
    private readonly clock: Clock,
    items: readonly PendingItem[],
  ) {
    for (const item of items) if (isShared(item)) this.left.set(item.customer_id, this.leftOf(item) + 1);
  }

  digestOf(item: PendingItem): Digest | undefined {
    return isShared(item) ? { group: this.jobId, waitsUntil: this.clock.real() + WINDOW_MS } : undefined;
  }

  /** Counts an item that is over. @returns whether it was the last that its customer waits for */
  isLast(item: PendingItem): boolean {
    if (!isShared(item)) return false;
    this.left.set(item.customer_id, this.leftOf(item) - 1);
    return this.leftOf(item) === 0;
  }

  private leftOf({ customer_id }: PendingItem): number {
    return this.left.get(customer_id) ?? 0;
  }
}

function isShared({ told_bookings }: PendingItem): boolean {
  return told_bookings > 1;
}
