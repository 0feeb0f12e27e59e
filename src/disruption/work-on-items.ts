import type { ErrorCode } from '../kernel/error-codes.js';
import { workThrough } from '../runtime/work-through.js';

export interface ApplyChoice {
  /** Only so many of the items that are left, the first of the plan. */
  readonly canary?: number | undefined;
  /** Items under way at once, from 1. */
  readonly concurrency: number;
  /** Stops once so many have failed or were skipped. */
  readonly maxFailures?: number | undefined;
  /** Aborted to stop: items that are under way are brought home. */
  readonly signal: AbortSignal;
  /** Told of each item as it ends, which is not always in their order. */
  readonly onItem: (item: AppliedItem, total: number) => void | Promise<void>;
  /** Told which job it is before its first item. */
  readonly onJob?: ((jobId: string) => void) | undefined;
}

/** What became of an item. `skipped`: the world has changed since the plan. `already`: another had done it. */
export interface AppliedItem {
  readonly recordLocator: string;
  readonly status: 'done' | 'already' | 'skipped' | 'failed';
  readonly code: ErrorCode | null;
  readonly message: string | null;
}

/** An item that is carried out once others are: it comes back after them. */
export const LATER = 'later';

/**
 * Works through the items of a job, again and again those that have to wait for others.
 * @param isFromTheEnd the last comes first
 * @param work is told whether an item may still wait: once nobody has come to make room, none may
 */
export async function workOnItems<T>(
  items: readonly T[],
  isFromTheEnd: boolean,
  choice: ApplyChoice,
  work: (item: T, isWaiting: boolean) => Promise<AppliedItem | typeof LATER>,
) {
  const counts = { done: 0, skipped: 0, failed: 0 };
  let left = isFromTheEnd ? items.toReversed() : items;
  for (let isWaiting = true; ; ) {
    const later: T[] = [];
    const end = await workThrough({
      items: left[Symbol.iterator](),
      concurrency: choice.concurrency,
      signal: choice.signal,
      isEnough: () => counts.failed + counts.skipped >= (choice.maxFailures ?? Number.POSITIVE_INFINITY),
      work: async (item) => {
        const applied = await work(item, isWaiting);
        if (applied === LATER) {
          later.push(item);
          return;
        }
        if (applied.status !== 'already') counts[applied.status] += 1;
        await choice.onItem(applied, items.length);
      },
    });
    if (end !== 'done' || later.length === 0) return { end, counts };
    // They wait for each other, or for somebody who is kept: nobody comes to leave.
    isWaiting = later.length < left.length;
    left = later;
  }
}
