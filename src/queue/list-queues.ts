import type { Session } from '../database/dialect.js';
import { offsetOf, pageAt } from '../kernel/offset-page.js';
import type { Clock } from '../runtime/clock.js';
import { type QueueItem, viewItem } from './queue-item.js';
import { countWaiting, listWaiting } from './queue-repository.js';
import { QUEUES, type QueueName } from './queues.js';

/** How near the end of a hold is when it is put on the queue, in milliseconds. */
export const DEFAULT_SOON_MS = 30 * 60_000;

export interface QueueFilter {
  /** All of them unless given. */
  readonly queue?: QueueName | undefined;
  /** Only what I work on. */
  readonly isMine?: boolean | undefined;
  readonly soonMs?: number | undefined;
  readonly limit: number;
  /** Of the page before: how many were shown. Queues change under whoever pages through them. */
  readonly cursor?: string | undefined;
}

interface QueueReadDeps {
  readonly session: Session;
  readonly clock: Clock;
}

/** How much of a queue waits for a person, as `listQueues` lists it. */
export function countQueue({ session, clock }: QueueReadDeps, queue: QueueName): Promise<number> {
  return countWaiting(session, queue, timesAt(clock));
}

/** What needs a person, queue by queue, the most urgent first. */
export async function listQueues(
  { session, clock, actor }: QueueReadDeps & { readonly actor: string },
  filter: QueueFilter,
): Promise<{ items: QueueItem[]; nextCursor: string | null }> {
  const times = timesAt(clock, filter.soonMs);
  const skipped = offsetOf(filter.cursor);
  const items: QueueItem[] = [];
  for (const queue of filter.queue === undefined ? QUEUES : [filter.queue]) {
    const missing = skipped + filter.limit + 1 - items.length;
    if (missing <= 0) break;
    const rows = await listWaiting(session, queue, times, missing, filter.isMine ? actor : undefined);
    items.push(...rows.map((row) => viewItem(queue, row)));
  }
  return pageAt(items, skipped, filter.limit);
}

function timesAt(clock: Clock, soonMs = DEFAULT_SOON_MS) {
  const now = clock.now();
  return { now, soon: now + soonMs, real: clock.real() };
}
