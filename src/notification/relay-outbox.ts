import type { OutboxRow } from '../database/schema.js';
import { type Instant, MINUTE_MS } from '../kernel/instant.js';
import type { Clock } from '../runtime/clock.js';
import type { WriteRequest } from '../runtime/request.js';
import { jitteredPauseMs } from '../runtime/retry.js';
import type { Runner } from '../runtime/runner.js';
import { giveEventBack, lockDueEvents, markEventPublished } from './outbox-repository.js';

/** An event as it is handed to those who act on it. */
export interface PublishedEvent {
  /** The same on every delivery: whoever must not act twice remembers it. */
  readonly id: string;
  readonly topic: string;
  readonly bookingId: string | null;
  readonly bookingVersion: number | null;
  readonly payload: unknown;
  readonly createdAt: Instant;
}

/** Acts on an event, at least once; throws to get it again later. */
export type EventSubscriber = (event: PublishedEvent) => Promise<void>;

export interface RelayDeps {
  readonly runner: Runner;
  readonly clock: Clock;
  readonly subscribers: readonly EventSubscriber[];
}

export interface RelayCounts {
  readonly published: number;
  /** Some subscriber refused them: they come again. */
  readonly deferred: number;
}

const BATCH = 100;
const LEASE_MS = MINUTE_MS;
/** Milliseconds that what was handed over waits for a database that is away, to be marked so. */
const PATIENCE_MS = 15_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 5 * MINUTE_MS;

/** Hands a batch of due events to every subscriber and marks them published, or gives them back for later. */
export async function relayOutbox(deps: RelayDeps, request: WriteRequest): Promise<RelayCounts> {
  const { runner, clock } = deps;
  const now = clock.real();
  const rows = await runner.step(request, ({ tx }) => lockDueEvents(tx, now, now + LEASE_MS, BATCH));
  const inOrder = rows.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const isTaken = new Map<OutboxRow, boolean>();
  for (const row of inOrder) isTaken.set(row, await hand(row, deps.subscribers));
  if (rows.length > 0) {
    await runner.step({ ...request, patienceMs: PATIENCE_MS }, async ({ tx }) => {
      const real = clock.real();
      await Promise.all(
        inOrder.map((row) =>
          isTaken.get(row) ? markEventPublished(tx, row, real) : giveEventBack(tx, row, real + pauseMs(row.attempts)),
        ),
      );
    });
  }
  const published = [...isTaken.values()].filter(Boolean).length;
  return { published, deferred: rows.length - published };
}

function pauseMs(attempts: number): number {
  return Math.ceil(jitteredPauseMs(attempts, FIRST_PAUSE_MS, LONGEST_PAUSE_MS));
}

export function eventOf(row: OutboxRow): PublishedEvent {
  return {
    id: row.id,
    topic: row.topic,
    bookingId: row.booking_id,
    bookingVersion: row.booking_version,
    payload: JSON.parse(row.payload),
    createdAt: row.created_at,
  };
}

/** @returns false when a subscriber failed: all of them get the event again */
async function hand(row: OutboxRow, subscribers: readonly EventSubscriber[]): Promise<boolean> {
  const event = eventOf(row);
  const outcomes = await Promise.allSettled(subscribers.map((subscriber) => subscriber(event)));
  return outcomes.every((outcome) => outcome.status === 'fulfilled');
}
