import { OpsdeskError } from '../kernel/errors.js';
import { formatInstant, type Instant } from '../kernel/instant.js';
import type { Clock } from '../runtime/clock.js';
import type { WriteOptions } from '../runtime/request.js';
import type { Runner } from '../runtime/runner.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { DEFAULT_SOON_MS } from './list-queues.js';
import { type QueueItem, viewItem } from './queue-item.js';
import { findClaimOf, findWaiting, listUnclaimed, takeItem, type WaitingRow } from './queue-repository.js';
import { formatItemRef, type ItemRef, type QueueName } from './queues.js';

/** How long an item is somebody's who does not come back, in milliseconds. */
export const DEFAULT_LEASE_MS = 10 * 60_000;
const MAX_LEASE_MS = 24 * 60 * 60_000;

/** Looked at once for the first that nobody has taken meanwhile. */
const CANDIDATES = 20;

export interface ClaimInput {
  /** A queue for its most urgent free item, or an item. */
  readonly target: QueueName | ItemRef;
  readonly leaseMs?: number | undefined;
}

export interface QueueDeps {
  readonly runner: Runner;
  readonly clock: Clock;
}

/**
 * Takes an item to work on. The lease runs by the machine's time; whoever claims their own item again
 * prolongs it.
 * @throws QUEUE_EMPTY, QUEUE_ITEM_NOT_FOUND, ALREADY_CLAIMED, INVALID_INPUT
 */
export async function claimQueueItem(deps: QueueDeps, input: ClaimInput, options: WriteOptions): Promise<QueueItem> {
  const leaseMs = input.leaseMs ?? DEFAULT_LEASE_MS;
  if (leaseMs > MAX_LEASE_MS) throw new OpsdeskError('INVALID_INPUT', 'a lease is at most 24 hours long');
  const request = { ...options, command: 'queue claim', input };
  return deps.runner.write(request, async (work) => {
    const at: ClaimTimes = { ...timesOf(work, deps.clock), leaseMs };
    const { target } = input;
    return typeof target === 'string' ? claimNext(work, target, at) : claimThis(work, target, at);
  });
}

interface ClaimTimes {
  readonly now: Instant;
  readonly soon: Instant;
  readonly real: Instant;
  readonly leaseMs: number;
}

function timesOf(work: UnitOfWork, clock: Clock) {
  return { now: work.now, soon: work.now + DEFAULT_SOON_MS, real: clock.real() };
}

/** In the order of the queue: those who come at once wait for each other item by item, and never in a circle. */
async function claimNext(work: UnitOfWork, queue: QueueName, at: ClaimTimes): Promise<QueueItem> {
  for (;;) {
    const free = await listUnclaimed(work.tx, queue, timesOnly(at), CANDIDATES);
    if (free.length === 0) {
      throw new OpsdeskError('QUEUE_EMPTY', `nothing waits on ${queue} that nobody works on`, {
        hint: `See what others work on: opsdesk queue list ${queue}`,
        details: { queue },
      });
    }
    for (const row of free) {
      const claimed = await take(work, queue, row, at);
      if (claimed) return claimed;
    }
  }
}

async function claimThis(work: UnitOfWork, ref: ItemRef, at: ClaimTimes): Promise<QueueItem> {
  const row = await findNamed(work, ref, at.real);
  if (!row) throw nothingWaits(ref);
  const claimed = await take(work, ref.queue, row, at);
  if (claimed) return claimed;
  throw await alreadyClaimed(work, ref);
}

/** What is named need not be near: any hold may be looked after. */
export function findNamed(work: UnitOfWork, ref: ItemRef, real: Instant): Promise<WaitingRow | undefined> {
  return findWaiting(work.tx, ref, { now: work.now, soon: Number.MAX_SAFE_INTEGER, real });
}

async function take(
  work: UnitOfWork,
  queue: QueueName,
  row: WaitingRow,
  { real, leaseMs }: ClaimTimes,
): Promise<QueueItem | undefined> {
  const { subject, stamp } = row;
  const leaseUntil = real + leaseMs;
  const isMine = await takeItem(work.tx, { queue, subject, stamp, actor: work.actor, real, leaseUntil, isDone: false });
  if (!isMine) return undefined;
  const item = viewItem(queue, { ...row, claimed_by: work.actor, lease_until: leaseUntil });
  work.audit({
    action: 'queue.claimed',
    entity: 'queue_item',
    entityId: item.item,
    after: { claimedBy: work.actor, leaseUntil: item.leaseUntil, stamp },
  });
  return item;
}

/** Of `done` as well as of `claim`. */
export function nothingWaits(ref: ItemRef): OpsdeskError {
  return new OpsdeskError('QUEUE_ITEM_NOT_FOUND', `nothing waits at ${formatItemRef(ref)}`, {
    hint: `It was dealt with, or has never been there: opsdesk queue list ${ref.queue}`,
    details: { item: formatItemRef(ref) },
  });
}

/** Of `done` as well as of `claim`. */
export async function alreadyClaimed(work: UnitOfWork, ref: ItemRef): Promise<OpsdeskError> {
  const claim = await findClaimOf(work.tx, ref);
  const until = formatInstant(claim?.lease_until ?? 0);
  return new OpsdeskError('ALREADY_CLAIMED', `${claim?.claimed_by} works on ${formatItemRef(ref)} until ${until}`, {
    hint: `Take another one: opsdesk queue claim ${ref.queue}`,
    details: { item: formatItemRef(ref), claimedBy: claim?.claimed_by, leaseUntil: until },
  });
}

function timesOnly({ now, soon, real }: ClaimTimes) {
  return { now, soon, real };
}
