import type { OutboxRow } from '../database/schema.js';
import type { Clock } from '../runtime/clock.js';
import type { WriteRequest } from '../runtime/request.js';
import type { Runner } from '../runtime/runner.js';
import { giveEventBackToStream, lockEventsForStream, markEventStreamed } from './outbox-repository.js';
import { eventOf, type PublishedEvent } from './relay-outbox.js';

/** Where other services read what happened. */
export interface EventStream {
  /** @throws STREAM_UNAVAILABLE */
  open(): Promise<void>;
  /** Appends events in their order. @returns for each of them whether it is known to be in the stream */
  append(events: readonly PublishedEvent[]): Promise<readonly boolean[]>;
  close(): void;
}

export interface StreamDeps {
  readonly runner: Runner;
  readonly clock: Clock;
  readonly stream: EventStream;
}

export interface StreamCounts {
  readonly streamed: number;
}

const BATCH = 200;
/** Longer than an append may take and be recorded. */
const LEASE_MS = 20_000;
const PATIENCE_MS = 10_000;

/**
 * Puts a batch of published events into the stream, at least once: of each booking the lowest that is not there
 * yet, so that none overtakes an earlier one of its booking. What was missed while the stream was away is sent
 * when it is back.
 * @throws STREAM_UNAVAILABLE
 */
export async function streamEvents(deps: StreamDeps, request: WriteRequest): Promise<StreamCounts> {
  const { runner, clock, stream } = deps;
  await stream.open();
  const now = clock.real();
  const rows = await runner.step(request, ({ tx }) => lockEventsForStream(tx, now, now + LEASE_MS, BATCH));
  if (rows.length === 0) return { streamed: 0 };
  const inOrder = rows.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const isIn = await stream.append(inOrder.map(eventOf));
  await runner.step({ ...request, patienceMs: PATIENCE_MS }, async ({ tx }) => {
    const settle = (row: OutboxRow, at: number) =>
      isIn[at] ? markEventStreamed(tx, row) : giveEventBackToStream(tx, row);
    await Promise.all(inOrder.map(settle));
  });
  return { streamed: isIn.filter(Boolean).length };
}
