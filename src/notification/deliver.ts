import type { WriteRequest } from '../runtime/request.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { attemptDelivery, type DeliveryDeps, MOST_ATTEMPTS, newLease, recordEnd } from './attempt-delivery.js';
import { type KnownNotification, lockDueNotifications, lockLostNotifications } from './notification-repository.js';
import { DUE_AT_ONCE } from './outbox-repository.js';

export interface DeliveryCounts {
  readonly sent: number;
  /** To be tried again later. */
  readonly retrying: number;
  /** Parked: a person must look. */
  readonly failed: number;
}

/** Sent side by side; the lease must cover them all. */
const BATCH = 20;

/** Takes over what other workers have lost, leases a batch of what is due, and sends it. */
export async function deliverDue(deps: DeliveryDeps, request: WriteRequest): Promise<DeliveryCounts> {
  const { due, parked } = await deps.runner.step(request, async (work) => {
    const now = deps.clock.real();
    const parked = await giveUpLostLeases(work, await lockLostNotifications(work.tx, now, BATCH));
    return { parked, due: await lockDueNotifications(work.tx, now, newLease(deps), BATCH) };
  });
  const results = await Promise.all(due.map((row) => attemptDelivery(deps, request, row)));
  const count = (status: string) => results.filter((result) => result.status === status).length;
  return { sent: count('sent'), retrying: count('pending'), failed: count('failed') + parked };
}

/** @returns how many of them had their last attempt with that */
async function giveUpLostLeases(work: UnitOfWork, rows: readonly KnownNotification[]): Promise<number> {
  for (const row of rows) await giveUpLease(work, row);
  return rows.filter(isLastAttempt).length;
}

function isLastAttempt(row: KnownNotification): boolean {
  return row.attempts + 1 >= MOST_ATTEMPTS;
}

/**
 * A worker that did not come back may have sent the message or not. It counts as an attempt, so that a
 * message that brings workers down is parked in the end.
 */
export async function giveUpLease(work: UnitOfWork, row: KnownNotification): Promise<void> {
  const isLast = isLastAttempt(row);
  await recordEnd(work, row, {
    outcome: 'lost',
    status: isLast ? 'failed' : 'pending',
    error: 'the worker that was sending it did not come back',
    nextAttemptAt: isLast ? null : DUE_AT_ONCE,
    at: work.now,
    by: work.actor,
  });
}
