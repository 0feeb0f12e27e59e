import { formatInstant } from '../kernel/instant.js';
import type { WaitingRow } from './queue-repository.js';
import { formatItemRef, type QueueName } from './queues.js';

/** Something that needs a person. */
export interface QueueItem {
  /** `QUEUE/SUBJECT`. */
  readonly item: string;
  readonly queue: QueueName;
  readonly what: string;
  readonly recordLocator: string | null;
  /** By which the queue is ordered: when it began to wait, or when it is due. */
  readonly since: string;
  readonly claimedBy: string | null;
  readonly leaseUntil: string | null;
}

export function viewItem(queue: QueueName, row: WaitingRow): QueueItem {
  return {
    item: formatItemRef({ queue, subject: row.subject }),
    queue,
    what: row.what,
    recordLocator: row.record_locator,
    since: formatInstant(row.since),
    claimedBy: row.claimed_by,
    leaseUntil: row.lease_until === null ? null : formatInstant(row.lease_until),
  };
}
