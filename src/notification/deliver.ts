import { setTimeout as sleep } from 'node:timers/promises';
import type { WriteRequest } from '../runtime/request.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import {
  type AttemptResult,
  attemptDelivery,
  type DeliveryDeps,
  MOST_ATTEMPTS,
  newLease,
  recordEnd,
} from './attempt-delivery.js';
import { findParcel, gatherParcels } from './digest-repository.js';
import { type KnownNotification, lockDueNotifications, lockLostNotifications } from './notification-repository.js';
import { DUE_AT_ONCE } from './outbox-repository.js';
import type { Parcel } from './parcel.js';
import { holdIfQuiet } from './quiet-hold.js';

export interface DeliveryCounts {
  readonly sent: number;
  /** To be tried again later. */
  readonly retrying: number;
  /** Parked: a person must look. */
  readonly failed: number;
}

/** One attempt, for who counts them: of each that travels in a parcel. Without anything personal. */
export interface DeliveryAttempt {
  readonly notificationId: string;
  readonly channel: string;
  readonly template: string;
  readonly status: AttemptResult['status'];
  readonly elapsedMs: number;
}

export interface DeliveryOptions {
  /** Deliveries at once. */
  readonly concurrency?: number | undefined;
  readonly onAttempt?: ((attempt: DeliveryAttempt) => void) | undefined;
}

const CONCURRENCY = 20;
/** Messages whose workers did not come back, given up at once. */
const MOST_LOST = 100;
/** Milliseconds that the end of an attempt waits for a database that is away: no longer than its lease may last. */
const PATIENCE_MS = 15_000;
/** Milliseconds after which one free hand is enough: the others may have messages that take long. */
const TURN_MS = 200;

/**
 * Sends what is due, so many side by side. Half of the hands being free is enough to claim for them, so that one
 * message that takes long keeps no others waiting.
 */
export class DeliveryPool {
  private readonly inHand = new Set<Promise<void>>();
  private counts = { sent: 0, retrying: 0, failed: 0 };
  private fault: { readonly error: unknown } | undefined;

  constructor(
    private readonly deps: DeliveryDeps,
    private readonly request: WriteRequest,
    private readonly options: DeliveryOptions = {},
  ) {}

  /** Claims for all free hands, and waits for some to come free again. @returns what has come home since the last turn */
  async turn(): Promise<DeliveryCounts> {
    await this.claim();
    const late = sleep(TURN_MS, true, { ref: false });
    for (let isLate = false; this.inHand.size > (isLate ? this.concurrency - 1 : this.half); ) {
      isLate = (await Promise.race(isLate ? [...this.inHand] : [...this.inHand, late])) === true || isLate;
    }
    return this.takeCounts();
  }

  /** Goes on until nothing is due any more or the signal is aborted, and everything is home. */
  async drain(signal?: AbortSignal): Promise<DeliveryCounts> {
    while (!signal?.aborted && (await this.claim())) {
      while (this.inHand.size > this.half) await Promise.race(this.inHand);
    }
    return this.finish();
  }

  /** Claims nothing more. */
  async finish(): Promise<DeliveryCounts> {
    await Promise.all(this.inHand);
    return this.takeCounts();
  }

  private get concurrency(): number {
    return this.options.concurrency ?? CONCURRENCY;
  }

  private get half(): number {
    return Math.floor(this.concurrency / 2);
  }

  /**
   * Takes over what other workers have lost, and leases what is due. What would disturb its customer at this hour
   * waits on, before anybody has it in hand. @returns whether more may be due
   */
  private async claim(): Promise<boolean> {
    const { deps, request } = this;
    const free = this.concurrency - this.inHand.size;
    if (free === 0 || this.fault) return false;
    const { welcome, parked, isMoreDue } = await deps.runner.step(request, async (work) => {
      const now = deps.clock.real();
      const parked = await giveUpLostLeases(work, await lockLostNotifications(work.tx, now, MOST_LOST));
      const lease = newLease(deps);
      const due = await lockDueNotifications(work.tx, now, lease, free);
      const { parcels, isMoreDue } = await gatherParcels(work.tx, due, lease);
      const welcome: Parcel[] = [];
      for (const parcel of parcels) if (!(await holdIfQuiet(work, parcel, deps.clock))) welcome.push(parcel);
      return { parked, welcome, isMoreDue: isMoreDue || due.length === free };
    });
    this.counts.failed += parked;
    for (const parcel of welcome) this.begin(parcel);
    return isMoreDue;
  }

  private begin(parcel: Parcel): void {
    const delivery: Promise<void> = this.deliver(parcel)
      .catch((error: unknown) => {
        this.fault ??= { error };
      })
      .finally(() => this.inHand.delete(delivery));
    this.inHand.add(delivery);
  }

  private async deliver(parcel: Parcel): Promise<void> {
    const startedAt = performance.now();
    // What was sent is sent: that it was must not get lost with a connection.
    const { status } = await attemptDelivery(this.deps, { ...this.request, patienceMs: PATIENCE_MS }, parcel);
    const elapsedMs = performance.now() - startedAt;
    for (const { id: notificationId, channel, template } of [parcel.lead, ...parcel.others]) {
      if (status === 'pending') this.counts.retrying += 1;
      else if (status !== 'superseded') this.counts[status] += 1;
      this.options.onAttempt?.({ notificationId, channel, template, status, elapsedMs });
    }
  }

  /** @throws what a delivery threw: the end of an attempt that could not be recorded */
  private takeCounts(): DeliveryCounts {
    const { counts, fault } = this;
    this.fault = undefined;
    if (fault) throw fault.error;
    this.counts = { sent: 0, retrying: 0, failed: 0 };
    return counts;
  }
}

/** Sends everything that is due. */
export async function deliverDue(
  deps: DeliveryDeps,
  request: WriteRequest,
  options: DeliveryOptions = {},
): Promise<DeliveryCounts> {
  return new DeliveryPool(deps, request, options).drain();
}

/** @returns how many of them had their last attempt with that */
async function giveUpLostLeases(work: UnitOfWork, rows: readonly KnownNotification[]): Promise<number> {
  let parked = 0;
  for (const row of rows) parked += await giveUpLease(work, row);
  return parked;
}

/**
 * A worker that did not come back may have sent the message or not. It counts as an attempt, so that a
 * message that brings workers down is parked in the end.
 * @returns how many had their last attempt with that
 */
export async function giveUpLease(work: UnitOfWork, row: KnownNotification): Promise<number> {
  const parcel = await findParcel(work.tx, row);
  const isLast = row.attempts + 1 >= MOST_ATTEMPTS;
  await recordEnd(work, parcel, {
    outcome: 'lost',
    status: isLast ? 'failed' : 'pending',
    error: 'the worker that was sending it did not come back',
    nextAttemptAt: isLast ? null : DUE_AT_ONCE,
    at: work.now,
    by: work.actor,
  });
  return isLast ? 1 + parcel.others.length : 0;
}
