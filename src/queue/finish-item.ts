import type { WriteOptions } from '../runtime/request.js';
import { alreadyClaimed, findNamed, nothingWaits, type QueueDeps } from './claim-item.js';
import { findClaimOf, takeItem } from './queue-repository.js';
import { formatItemRef, type ItemRef, type QueueName } from './queues.js';

export interface FinishInput {
  readonly item: ItemRef;
}

export interface FinishedItem {
  readonly item: string;
  readonly queue: QueueName;
  /**
   * `already_done`: somebody has marked it before, and it stays as it was marked. `gone`: there was nothing to mark any
   * more, for the state itself has changed since it was claimed.
   */
  readonly status: 'done' | 'already_done' | 'gone';
}

/**
 * Marks the state that an item is in now as dealt with: it comes back when that changes. What was done may
 * have changed it already, so that nothing waits any more.
 * @throws QUEUE_ITEM_NOT_FOUND for what is not there and was never claimed, ALREADY_CLAIMED while somebody else works on it
 */
export async function finishQueueItem(
  deps: QueueDeps,
  { item: ref }: FinishInput,
  options: WriteOptions,
): Promise<FinishedItem> {
  const item = formatItemRef(ref);
  const request = { ...options, command: 'queue done', input: { item } };
  return deps.runner.write(request, async (work) => {
    const real = deps.clock.real();
    const row = await findNamed(work, ref, real);
    if (!row) {
      const claimed = await findClaimOf(work.tx, ref);
      if (!claimed) throw nothingWaits(ref);
      // Marked with any other stamp than its own it would be back.
      if (claimed.done_at !== null) return { item, queue: ref.queue, status: 'already_done' };
    }
    const stamp = row?.stamp ?? 'gone';
    const claim = { ...ref, stamp, actor: work.actor, real, leaseUntil: real, isDone: true };
    if (!(await takeItem(work.tx, claim))) throw await alreadyClaimed(work, ref);
    work.audit({ action: 'queue.done', entity: 'queue_item', entityId: item, after: { doneBy: work.actor, stamp } });
    return { item, queue: ref.queue, status: row ? 'done' : 'gone' };
  });
}
