import { clearWaitlist } from './booking/clear-waitlist.js';
import { expireHolds } from './booking/expire-holds.js';
import { reconcilePayments } from './booking/reconcile-payments.js';
import { type Desk, forgetRoutes } from './desk.js';
import type { DeliveryDeps } from './notification/attempt-delivery.js';
import type { EventSubscriber } from './notification/relay-outbox.js';
import {
  runWorker,
  WORKER_REQUEST,
  type WorkerCounts,
  type WorkerOptions,
  type WorkerStep,
  workerSteps,
} from './notification/run-worker.js';
import { formatMoney } from './present/money.js';
import { forgetKeysBefore, KEY_RETENTION_MS } from './runtime/idempotency.js';
import type { Settings } from './settings/settings.js';

const SENDER = 'bookings@opsdesk.invalid';

export async function deliveryOf(desk: Desk, settings: Settings): Promise<DeliveryDeps> {
  const { runner, clock, ids } = desk;
  const email =
    settings.mailChannel === 'failing'
      ? (await import('./notification/channels/failing.js')).failingChannel()
      : (await import('./notification/channels/file.js')).fileChannel({ folder: settings.mailFolder, from: SENDER });
  return { runner, clock, ids, channels: { email }, formatMoney };
}

/** Everything that happens behind the desk: holds, open payments, events, messages, the seal of the trail. */
export async function runDeskWorker(
  desk: Desk,
  settings: Settings,
  options: Omit<WorkerOptions, 'steps'>,
): Promise<WorkerCounts> {
  const delivery = await deliveryOf(desk, settings);
  const news = newsOf(desk);
  const subscribers = [...subscribersOf(desk), news.subscriber];
  const steps = workerSteps({ ...delivery, database: desk.database, subscribers }, [
    { name: 'expire holds', run: async () => ({ expired: await expireHolds(desk) }) },
    { name: 'clear the waiting list', run: async () => ({ ...(await clearWaitlist(desk)) }) },
    { name: 'forget old keys', run: async () => ({ forgotten: await forgetOldKeys(desk) }) },
    { name: 'reconcile payments', run: async () => ({ reconciled: (await reconcilePayments(desk, {})).settled }) },
  ]);
  return runWorker({ ...options, steps: [...steps, news.step] });
}

/** Tells whoever watches that something was written: once a round, however much it was. */
function newsOf({ database }: Desk): { readonly subscriber: EventSubscriber; readonly step: WorkerStep } {
  let isNew = false;
  return {
    subscriber: async () => {
      isNew = true;
    },
    step: {
      name: 'tell the consoles',
      run: async () => {
        if (isNew) await database.announce();
        isNew = false;
        return {};
      },
    },
  };
}

async function forgetOldKeys({ runner, clock }: Desk): Promise<number> {
  return runner.step(WORKER_REQUEST, ({ tx }) => tx.run(forgetKeysBefore, { before: clock.real() - KEY_RETENTION_MS }));
}

function subscribersOf({ cache }: Desk): EventSubscriber[] {
  if (!cache) return [];
  return [({ payload }) => forgetRoutes(cache, payload)];
}
