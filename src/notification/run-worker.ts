import { setTimeout as sleep } from 'node:timers/promises';
import { sealAll } from '../audit/seal.js';
import type { Database } from '../database/dialect.js';
import { isOpsdeskError, type OpsdeskError } from '../kernel/errors.js';
import type { WriteRequest } from '../runtime/request.js';
import type { DeliveryDeps } from './attempt-delivery.js';
import { deliverDue } from './deliver.js';
import { type EventSubscriber, relayOutbox } from './relay-outbox.js';

/** How often things were done, by what was done. */
export type WorkerCounts = Readonly<Record<string, number>>;

/** One kind of background work. */
export interface WorkerStep {
  /** For messages: `deliver notifications`. */
  readonly name: string;
  /** Does one batch. Counts of nothing but zero mean that nothing is left for now. */
  run(): Promise<WorkerCounts>;
}

export interface WorkerDeps extends DeliveryDeps {
  readonly database: Database;
  readonly subscribers: readonly EventSubscriber[];
}

/** What a worker's writes are audited as. */
export const WORKER_REQUEST: WriteRequest = { command: 'worker run', input: {} };

/** A worker's steps in their order: `more` may write events and messages, and all leave audit entries. */
export function workerSteps(deps: WorkerDeps, more: readonly WorkerStep[] = []): WorkerStep[] {
  return [
    ...more,
    { name: 'relay events', run: async () => ({ ...(await relayOutbox(deps, WORKER_REQUEST)) }) },
    { name: 'deliver notifications', run: async () => ({ ...(await deliverDue(deps, WORKER_REQUEST)) }) },
    { name: 'seal the audit trail', run: async () => ({ sealed: await sealAll(deps.database) }) },
  ];
}

export interface WorkerOptions {
  readonly steps: readonly WorkerStep[];
  /** Ends when nothing is left to do, rather than when it is told to. */
  readonly isOnce: boolean;
  /** Aborted to end: the batch that is under way is finished first. */
  readonly signal: AbortSignal;
  /** Told of a step that could not run; it runs again in the next round. */
  readonly onTrouble?: (step: WorkerStep, error: OpsdeskError) => void;
  /** Milliseconds between rounds that found nothing to do. */
  readonly pauseMs?: number;
}

const PAUSE_MS = 1_000;

/**
 * Runs its steps in turn, again and again. As many workers as you like may run beside each other.
 * @returns what was done, added up
 * @throws in a single run what a step throws; otherwise only defects
 */
export async function runWorker(options: WorkerOptions): Promise<WorkerCounts> {
  const { steps, isOnce, signal, pauseMs = PAUSE_MS } = options;
  const totals: Record<string, number> = {};
  while (!signal.aborted) {
    let done = 0;
    for (const step of steps) {
      if (signal.aborted) break;
      done += addUp(totals, await runStep(step, options));
    }
    if (done > 0) continue;
    if (isOnce) break;
    await sleep(pauseMs, undefined, { signal }).catch(() => {});
  }
  return totals;
}

function addUp(totals: Record<string, number>, counts: WorkerCounts): number {
  for (const [what, count] of Object.entries(counts)) totals[what] = (totals[what] ?? 0) + count;
  return Object.values(counts).reduce((a, b) => a + b, 0);
}

async function runStep(step: WorkerStep, { isOnce, onTrouble }: WorkerOptions): Promise<WorkerCounts> {
  try {
    return await step.run();
  } catch (error) {
    if (isOnce || !isOpsdeskError(error)) throw error;
    onTrouble?.(step, error);
    return {};
  }
}
