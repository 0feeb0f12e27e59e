import { setTimeout as sleep } from 'node:timers/promises';
import { asOperatingError } from './database/operating-error.js';
import type { Desk } from './desk.js';
import { isOpsdeskError } from './kernel/errors.js';
import type { DeliveryAttempt } from './notification/deliver.js';
import { runWorker, type WorkerCounts, type WorkerObserver, type WorkerStep } from './notification/run-worker.js';
import { reportBacklog } from './report/backlog.js';
import type { Settings } from './settings/settings.js';
import { BEAT_MS, Heartbeat } from './worker/heartbeat.js';
import { type LogOptions, openLog, type WorkerLog } from './worker/log.js';
import type { WorkerMetrics } from './worker/metrics.js';
import { Pulse } from './worker/pulse.js';
import { reasonOf } from './worker/redact.js';
import type { WebHookOutcome } from './worker/webhook-server.js';
import { askDatabase } from './worker/worker-repository.js';
import { openSteps } from './worker-steps.js';

export interface DeskWorkerOptions {
  /** Ends when nothing is left to do, rather than when it is told to. */
  readonly isOnce: boolean;
  /** Aborted to end: what is in hand is finished first. */
  readonly signal: AbortSignal;
  /** Deliveries at once. */
  readonly concurrency?: number | undefined;
  readonly programVersion?: string;
  /** Nothing is logged unless given. */
  readonly log?: Omit<LogOptions, 'level'> & { readonly isQuiet: boolean };
  /** Where health and metrics are served, if anywhere. */
  readonly health?: { readonly port: number; readonly host: string } | undefined;
  /** Where gateways' web hooks are taken on this machine, if anywhere; 0 for any port that is free. */
  readonly webHookPort?: number | undefined;
}

/** Everything that happens behind the desk: holds, open payments, events, messages, the seal of the trail. */
export async function runDeskWorker(desk: Desk, settings: Settings, options: DeskWorkerOptions): Promise<WorkerCounts> {
  const worker = await DeskWorker.open(desk, settings, options);
  try {
    return await worker.run();
  } finally {
    await worker.close();
  }
}

/** Milliseconds that a health check waits for the database, and that a worker's end waits to say so. */
const PATIENCE_MS = 2_000;

class DeskWorker {
  private readonly id: string;
  private readonly pulse = new Pulse();
  private readonly heartbeat: Heartbeat;
  private readonly closers: (() => Promise<void> | void)[] = [];
  private metrics: WorkerMetrics | undefined;

  private constructor(
    private readonly desk: Desk,
    private readonly settings: Settings,
    private readonly options: DeskWorkerOptions,
    private readonly log: WorkerLog,
  ) {
    const { runner, clock, ids } = desk;
    this.id = ids.next('wkr');
    this.heartbeat = new Heartbeat({ runner, clock, id: this.id, programVersion: options.programVersion ?? '' });
  }

  static async open(desk: Desk, settings: Settings, options: DeskWorkerOptions): Promise<DeskWorker> {
    return new DeskWorker(desk, settings, options, await logOf(settings, options));
  }

  async run(): Promise<WorkerCounts> {
    const { desk, options, log } = this;
    const { isOnce, signal, concurrency } = options;
    const { steps, close } = await openSteps(desk, this.settings, {
      isOnce,
      delivery: { concurrency, onAttempt: this.attempted },
      onReconciled: (settled, stillOpen) => this.metrics?.reconciled(settled, stillOpen),
      own: isOnce ? [] : [this.beat()],
    });
    this.closers.push(close);
    await this.serveHealth();
    await this.hearGateways();
    if (!isOnce) {
      log('info', 'worker started', { worker: this.id, database: desk.database.place, concurrency });
      signal.addEventListener('abort', () => log('info', 'worker stopping', { worker: this.id }), { once: true });
    }
    const counts = await this.orTell(
      runWorker({
        steps,
        isOnce,
        signal,
        observer: this.observer(),
        listen: (onNews) => this.listen(onNews),
        explain: (error) => asOperatingError(desk.database, error),
        isBack: () => inTime(askDatabase(desk.session)).then(() => true),
      }),
    );
    if (!isOnce) log('info', 'worker stopped', { worker: this.id, done: counts });
    return counts;
  }

  /** A defect is told in the log as well, without its words, which may quote anybody. */
  private async orTell<T>(work: Promise<T>): Promise<T> {
    return work.catch((error: unknown) => {
      const what = isOpsdeskError(error) ? reasonOf(error) : error instanceof Error ? error.name : typeof error;
      this.log('error', 'worker failed', { worker: this.id, what });
      throw error;
    });
  }

  async close(): Promise<void> {
    for (const close of this.closers) await close();
  }

  private beat(): WorkerStep {
    const { heartbeat } = this;
    // A database that is away is not waited for at the end: the row is forgotten in time.
    this.closers.push(() =>
      Promise.race([heartbeat.leave().catch(() => {}), sleep(PATIENCE_MS, undefined, { ref: false })]),
    );
    const run = async () => {
      await heartbeat.beat();
      return {};
    };
    return { name: 'say that it runs', restMs: BEAT_MS, run };
  }

  private observer(): WorkerObserver {
    const { pulse, heartbeat, log } = this;
    return {
      onBegin: (step) => pulse.begin(step),
      onDone: (step, counts, elapsedMs) => {
        pulse.end(step);
        heartbeat.count(counts);
        this.metrics?.ran(step, counts, elapsedMs);
        if (Object.values(counts).some((count) => count > 0)) {
          log('debug', 'work done', { step: step.name, counts, elapsedMs: Math.round(elapsedMs) });
        }
      },
      onTrouble: (step, error) => {
        pulse.end(step);
        heartbeat.fail(step.name, error);
        this.metrics?.troubled(step, error.code);
        log('warn', 'trouble', { step: step.name, code: error.code, reason: reasonOf(error) });
      },
      onRecovered: (step) => log('info', 'recovered', { step: step.name }),
    };
  }

  private readonly attempted = (attempt: DeliveryAttempt): void => {
    this.metrics?.attempted(attempt);
    const { notificationId, channel, template, status, elapsedMs } = attempt;
    const level = status === 'sent' ? 'debug' : 'warn';
    this.log(level, 'delivery', { notificationId, channel, template, status, elapsedMs: Math.round(elapsedMs) });
  };

  private listen(onNews: () => void): () => void {
    const { database, cache } = this.desk;
    const stops = [database.watch(onNews, 'work'), cache?.watch(onNews)];
    return () => {
      for (const stop of stops) stop?.();
    };
  }

  private async serveHealth(): Promise<void> {
    const { health } = this.options;
    if (!health) return;
    const [{ openMetrics }, { openHealthServer }] = await Promise.all([
      import('./worker/metrics.js'),
      import('./worker/health-server.js'),
    ]);
    const metrics = await openMetrics(() => inTime(reportBacklog(this.desk)));
    this.metrics = metrics;
    const server = await openHealthServer({
      ...health,
      ailment: () => this.ailment(),
      metrics: () => metrics.page(),
    });
    this.closers.push(() => server.close());
    this.log('info', 'health served', { worker: this.id, host: health.host, port: server.port });
  }

  private async hearGateways(): Promise<void> {
    const { webHookPort: port, signal } = this.options;
    if (port === undefined) return;
    const { openWebHooks } = await import('./web-hooks.js');
    const { log } = this;
    const onHeard = (gateway: string, outcome: WebHookOutcome) => this.metrics?.heard(gateway, outcome);
    const hooks = await openWebHooks(this.desk, { port, log, onHeard });
    signal.addEventListener('abort', () => void hooks.close(), { once: true });
    this.closers.push(() => hooks.close());
    log('info', 'web hooks heard', { worker: this.id, port: hooks.port });
  }

  private async ailment(): Promise<string | undefined> {
    try {
      await inTime(askDatabase(this.desk.session));
    } catch (error) {
      const known = asOperatingError(this.desk.database, error);
      return known ? reasonOf(known) : 'the database does not answer';
    }
    return this.pulse.stuck();
  }
}

async function logOf(settings: Settings, { log }: DeskWorkerOptions): Promise<WorkerLog> {
  if (!log) return () => {};
  const { isQuiet, ...where } = log;
  return openLog({ ...where, level: settings.logLevel ?? (isQuiet ? 'warn' : 'info') });
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  const late = sleep(PATIENCE_MS, undefined, { ref: false }).then(() => {
    throw new Error('no answer in time');
  });
  return Promise.race([work, late]);
}
