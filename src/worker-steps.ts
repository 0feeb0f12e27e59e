import { clearWaitlist } from './booking/clear-waitlist.js';
import { expireHolds } from './booking/expire-holds.js';
import { reconcileDue } from './booking/reconcile-payments.js';
import { reminderOfMoved, remindOfDepartures } from './booking/remind-of-departures.js';
import { openDelivery } from './delivery.js';
import { type Desk, forgetRoutes } from './desk.js';
import { HOUR_MS, type Instant, MINUTE_MS } from './kernel/instant.js';
import type { DeliveryOptions } from './notification/deliver.js';
import { wantEventStream } from './notification/outbox-repository.js';
import type { EventSubscriber } from './notification/relay-outbox.js';
import { WORKER_REQUEST, type WorkerStep, workerSteps } from './notification/run-worker.js';
import { streamEvents } from './notification/stream-events.js';
import { TURN_RETENTION_MS } from './payment/inquiry-pace.js';
import { forgetTurnsBefore } from './payment/inquiry-repository.js';
import { forgetKeysBefore, KEY_RETENTION_MS } from './runtime/idempotency.js';
import type { Settings } from './settings/settings.js';

/** Milliseconds between two rounds that ask gateways about what is due. */
const RECONCILE_REST_MS = 2_000;
const HOLDS_REST_MS = 250;
const WAITLIST_REST_MS = 500;
const NEWS_REST_MS = 200;
/** Whoever is told a day before does not mind some seconds. */
const REMINDERS_REST_MS = 10_000;
const REMINDER_HOURS = 24;

export interface StepOptions {
  readonly isOnce: boolean;
  readonly delivery: DeliveryOptions;
  readonly onReconciled: (settled: number, stillOpen: number) => void;
  /** Steps of the worker about itself, which come first. */
  readonly own: readonly WorkerStep[];
}

/** All that a worker does, in order; `close` lets go of mail servers and of Redis. */
export async function openSteps(
  desk: Desk,
  settings: Settings,
  options: StepOptions,
): Promise<{ readonly steps: readonly WorkerStep[]; close(): Promise<void> }> {
  const stream = await openStream(desk, settings);
  const delivery = await orClose(openDelivery(desk, settings), stream);
  const news = newsOf(desk);
  const reminders = remindersOf(desk, settings);
  const subscribers = [...subscribersOf(desk), ...reminders.subscribers, news.subscriber];
  const deps = { ...delivery, database: desk.database, subscribers, delivery: options.delivery };
  const steps = workerSteps(deps, [
    ...options.own,
    { name: 'expire holds', restMs: HOLDS_REST_MS, run: async () => ({ expired: await expireHolds(desk) }) },
    {
      name: 'clear the waiting list',
      restMs: WAITLIST_REST_MS,
      run: async () => ({ ...(await clearWaitlist(desk)) }),
    },
    ...reminders.steps,
    { name: 'forget old keys', restMs: MINUTE_MS, run: async () => ({ forgotten: await forgetOldKeys(desk) }) },
    {
      name: 'reconcile payments',
      restMs: RECONCILE_REST_MS,
      run: async (_isOnce, signal) => {
        const { settled, stillOpen } = await reconcileDue(desk, signal);
        options.onReconciled(settled, stillOpen);
        return { reconciled: settled };
      },
    },
  ]);
  const close = async () => {
    await delivery.close();
    await stream?.close();
  };
  return { steps: [...steps, ...(stream ? [stream.step] : []), news.step], close };
}

async function orClose<T>(work: Promise<T>, opened: { close(): unknown } | undefined): Promise<T> {
  return work.catch(async (error: unknown) => {
    await opened?.close();
    throw error;
  });
}

function remindersOf(
  desk: Desk,
  { reminderHours = REMINDER_HOURS }: Settings,
): { readonly steps: readonly WorkerStep[]; readonly subscribers: readonly EventSubscriber[] } {
  const leadMs = reminderHours * HOUR_MS;
  if (leadMs === 0) return { steps: [], subscribers: [] };
  const run = async () => ({ reminded: await remindOfDepartures(desk, leadMs) });
  return {
    steps: [{ name: 'remind of departures', restMs: REMINDERS_REST_MS, run }],
    subscribers: [reminderOfMoved(desk, leadMs)],
  };
}

/** Only where there is a Redis; from then on every worker, with or without one, keeps events for the stream. */
async function openStream(
  { runner, clock }: Desk,
  { redisUrl }: Settings,
): Promise<{ readonly step: WorkerStep; close(): Promise<void> } | undefined> {
  if (redisUrl === undefined) return undefined;
  const { RedisEventStream } = await import('./notification/redis-event-stream.js');
  const stream = new RedisEventStream(redisUrl);
  let wantedAt: Instant | undefined;
  const want = async (): Promise<void> => {
    const now = clock.real();
    if (wantedAt !== undefined && now - wantedAt < HOUR_MS) return;
    await runner.step(WORKER_REQUEST, ({ tx }) => wantEventStream(tx, now));
    wantedAt = now;
  };
  // Before anything is published, so that the stream begins with it.
  await orClose(want(), stream);
  const run = async () => {
    await want();
    return { ...(await streamEvents({ runner, clock, stream }, WORKER_REQUEST)) };
  };
  return { step: { name: 'stream events', isOptional: true, run }, close: async () => stream.close() };
}

/** Tells whoever watches that something was written: once in a while, however much it was. */
function newsOf({ database }: Desk): { readonly subscriber: EventSubscriber; readonly step: WorkerStep } {
  let isNew = false;
  return {
    subscriber: async () => {
      isNew = true;
    },
    step: {
      name: 'tell the consoles',
      restMs: NEWS_REST_MS,
      run: async () => {
        if (isNew) await database.announce();
        isNew = false;
        return {};
      },
    },
  };
}

async function forgetOldKeys({ runner, clock }: Desk): Promise<number> {
  const now = clock.real();
  return runner.step(WORKER_REQUEST, async ({ tx }) => {
    await forgetTurnsBefore(tx, now - TURN_RETENTION_MS);
    return tx.run(forgetKeysBefore, { before: now - KEY_RETENTION_MS });
  });
}

function subscribersOf({ cache }: Desk): EventSubscriber[] {
  if (!cache) return [];
  return [({ payload }) => forgetRoutes(cache, payload)];
}
