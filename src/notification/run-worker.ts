import { setMaxListeners } from 'node:events';
import { sealAll } from '../audit/seal.js';
import type { Database } from '../database/dialect.js';
import { isOpsdeskError, OpsdeskError } from '../kernel/errors.js';
import type { WriteRequest } from '../runtime/request.js';
import { jitteredPauseMs } from '../runtime/retry.js';
import type { DeliveryDeps } from './attempt-delivery.js';
import { type DeliveryOptions, DeliveryPool } from './deliver.js';
import { type EventSubscriber, relayOutbox } from './relay-outbox.js';
import { Bell, rest } from './worker-bell.js';
import { Outage } from './worker-outage.js';

/** How often things were done, by what was done. */
export type WorkerCounts = Readonly<Record<string, number>>;

/** One kind of background work. */
export interface WorkerStep {
  /** For messages: `deliver notifications`. */
  readonly name: string;
  /** The least milliseconds from one batch to the next, however often it is woken; none unless given. */
  readonly restMs?: number;
  /** What a single run can do without: trouble with it is told, and does not end the run. */
  readonly isOptional?: boolean;
  /**
   * Does one batch. Counts of nothing but zero mean that nothing is left for now.
   * @param isOnce true when what it begins must be done when it returns: nobody comes again to look
   * @param signal aborted when nothing new is to be begun
   */
  run(isOnce: boolean, signal: AbortSignal): Promise<WorkerCounts>;
  /** Brings home what it has in hand, and begins nothing more. */
  finish?(): Promise<WorkerCounts>;
}

export interface WorkerDeps extends DeliveryDeps {
  readonly database: Database;
  readonly subscribers: readonly EventSubscriber[];
  readonly delivery?: DeliveryOptions;
}

/** What a worker's writes are audited as. */
export const WORKER_REQUEST: WriteRequest = { command: 'worker run', input: {} };

/** Sealing in batches costs less than sealing each entry as it comes. */
const SEAL_REST_MS = 200;

/** A worker's steps in their order: `more` may write events and messages, and all leave audit entries. */
export function workerSteps(deps: WorkerDeps, more: readonly WorkerStep[] = []): WorkerStep[] {
  const pool = new DeliveryPool(deps, WORKER_REQUEST, deps.delivery);
  return [
    ...more,
    { name: 'relay events', run: async () => ({ ...(await relayOutbox(deps, WORKER_REQUEST)) }) },
    {
      name: 'deliver notifications',
      run: async (isOnce, signal) => ({ ...(await (isOnce ? pool.drain(signal) : pool.turn())) }),
      finish: async () => ({ ...(await pool.finish()) }),
    },
    {
      name: 'seal the audit trail',
      restMs: SEAL_REST_MS,
      run: async () => ({ sealed: await sealAll(deps.database) }),
    },
  ];
}

/** Who is told of what a worker does. Nothing that it does may throw. */
export interface WorkerObserver {
  onBegin?(step: WorkerStep): void;
  /** @param elapsedMs how long the batch took, whether or not it found anything to do */
  onDone?(step: WorkerStep, counts: WorkerCounts, elapsedMs: number): void;
  /** Told once of a step that cannot run; it is tried again until it can. */
  onTrouble?(step: WorkerStep, error: OpsdeskError): void;
  /** The step runs again that there was trouble with. */
  onRecovered?(step: WorkerStep): void;
}

export interface WorkerOptions {
  readonly steps: readonly WorkerStep[];
  /** Ends when nothing is left to do, rather than when it is told to. */
  readonly isOnce: boolean;
  /** Aborted to end: the batches that are under way are finished first. */
  readonly signal: AbortSignal;
  readonly observer?: WorkerObserver | undefined;
  /** Milliseconds after which a step looks for work that nobody woke it for. */
  readonly pauseMs?: number;
  /** Milliseconds that the batches under way may take once the signal is aborted. */
  readonly stopWithinMs?: number;
  /** Calls back whenever there may be something to do. @returns how to stop */
  readonly listen?: (onNews: () => void) => () => void;
  /** A driver's error as an operating error; undefined for a defect. */
  readonly explain?: (error: unknown) => OpsdeskError | undefined;
  /** Whether a database that was lost answers again. */
  readonly isBack?: () => Promise<boolean>;
}

const PAUSE_MS = 1_000;
/** Longer than a delivery may take, and shorter than a supervisor waits before it kills. */
const STOP_WITHIN_MS = 25_000;
const FIRST_TROUBLE_MS = 500;
const LONGEST_TROUBLE_MS = 3_000;

/**
 * Does what its steps find to do. As many workers as you like may run beside each other.
 * @returns what was done, added up
 * @throws in a single run what a step throws; otherwise only defects, and TIMED_OUT when what was under way at
 *   the end did not come home in time
 */
export async function runWorker(options: WorkerOptions): Promise<WorkerCounts> {
  const { isOnce, signal, stopWithinMs = STOP_WITHIN_MS } = options;
  const done = isOnce ? runOnce(options) : new RunningWorker(options).run();
  return Promise.race([done, lateAfter(signal, stopWithinMs)]);
}

/** Its steps in turn, again and again until none finds anything. */
async function runOnce({ steps, signal, observer }: WorkerOptions): Promise<WorkerCounts> {
  const totals: Record<string, number> = {};
  const troubled = new Set<WorkerStep>();
  for (let done = 1; done > 0 && !signal.aborted; ) {
    done = 0;
    for (const step of steps) {
      if (signal.aborted) break;
      if (troubled.has(step)) continue;
      try {
        done += addUp(totals, await runStep(step, { isOnce: true, signal, observer }));
      } catch (error) {
        if (!step.isOptional || !isOpsdeskError(error)) throw error;
        observer?.onTrouble?.(step, error);
        troubled.add(step);
      }
    }
  }
  return totals;
}

async function runStep(
  step: WorkerStep,
  { isOnce, signal, observer }: Pick<WorkerOptions, 'isOnce' | 'signal'> & { observer: WorkerObserver | undefined },
): Promise<WorkerCounts> {
  const startedAt = performance.now();
  observer?.onBegin?.(step);
  const counts = await step.run(isOnce, signal);
  observer?.onDone?.(step, counts, performance.now() - startedAt);
  return counts;
}

function addUp(totals: Record<string, number>, counts: WorkerCounts): number {
  for (const [what, count] of Object.entries(counts)) totals[what] = (totals[what] ?? 0) + count;
  return Object.values(counts).reduce((a, b) => a + b, 0);
}

/** Each step goes round by itself, so that a mail server or a gateway that takes its time keeps nothing else waiting. */
class RunningWorker {
  private readonly totals: Record<string, number> = {};
  private readonly bell = new Bell();
  /** Of a defect in any step, which ends all of them. */
  private readonly crash = new AbortController();
  private readonly signal: AbortSignal;
  private readonly outage: Outage;

  constructor(private readonly options: WorkerOptions) {
    this.signal = AbortSignal.any([options.signal, this.crash.signal]);
    // Every step waits for it, and Node takes more than ten for a leak.
    setMaxListeners(0, this.signal);
    this.outage = new Outage(options.isBack ?? (async () => true), this.signal);
  }

  async run(): Promise<WorkerCounts> {
    const { steps, listen } = this.options;
    const stopListening = listen?.(() => this.bell.ring());
    try {
      await Promise.all(steps.map((step) => this.goRound(step)));
      return this.totals;
    } finally {
      stopListening?.();
    }
  }

  private async goRound(step: WorkerStep): Promise<void> {
    const { pauseMs = PAUSE_MS, observer } = this.options;
    let trouble: Trouble | undefined;
    while (!this.signal.aborted) {
      const heard = this.bell.count;
      const begunAt = performance.now();
      try {
        const done = addUp(this.totals, await runStep(step, { isOnce: false, signal: this.signal, observer }));
        if (trouble) observer?.onRecovered?.(step);
        trouble = undefined;
        if (done > 0) this.bell.ring();
        await rest(begunAt + (step.restMs ?? 0) - performance.now(), this.signal);
        await this.bell.wait(heard, pauseMs, this.signal);
      } catch (error) {
        trouble = await this.sitOut(step, error, begunAt, trouble);
      }
    }
    // A database that is away at the end keeps nobody here: what was in hand comes back with its lease.
    const last = await step.finish?.().catch((error: unknown) => {
      if (!this.explained(error)) throw error;
      return {};
    });
    addUp(this.totals, last ?? {});
  }

  /** Waits until it is worth another try. @returns what keeps the step from running @throws defects */
  private async sitOut(
    step: WorkerStep,
    error: unknown,
    begunAt: number,
    before: Trouble | undefined,
  ): Promise<Trouble | undefined> {
    const { observer } = this.options;
    const known = this.explained(error);
    if (!known) {
      this.crash.abort();
      throw error;
    }
    // A commit that got lost on the way is looked for by whoever comes next: the state tells what was done.
    if (known.code === 'DATABASE_UNAVAILABLE' || known.code === 'OUTCOME_UNKNOWN') {
      await this.outage.over(begunAt, {
        onLost: () => observer?.onTrouble?.(step, known),
        onBack: () => observer?.onRecovered?.(step),
      });
      return before;
    }
    const times = before?.code === known.code ? before.times + 1 : 0;
    if (times === 0) observer?.onTrouble?.(step, known);
    await rest(jitteredPauseMs(times, FIRST_TROUBLE_MS, LONGEST_TROUBLE_MS), this.signal);
    return { code: known.code, times };
  }

  private explained(error: unknown): OpsdeskError | undefined {
    return isOpsdeskError(error) ? error : this.options.explain?.(error);
  }
}

/** What keeps a step from running, and how often it has in a row. */
interface Trouble {
  readonly code: string;
  readonly times: number;
}

/** Rejects once what is under way has not come home in time. Never resolves. */
function lateAfter(signal: AbortSignal, withinMs: number): Promise<never> {
  return new Promise((_resolve, reject) => {
    const late = () => {
      setTimeout(() => reject(lateAtStop(withinMs)), withinMs).unref();
    };
    if (signal.aborted) late();
    else signal.addEventListener('abort', late, { once: true });
  });
}

function lateAtStop(withinMs: number): OpsdeskError {
  return new OpsdeskError('TIMED_OUT', `what the worker had in hand was not done ${withinMs / 1_000} s after its end`, {
    hint: 'Another worker takes it over when the lease runs out; nothing is lost.',
  });
}
