import type { DeliveryAttempt } from '../notification/deliver.js';
import type { WorkerCounts, WorkerStep } from '../notification/run-worker.js';
import type { BacklogRow } from '../report/backlog.js';
import type { WebHookOutcome } from './webhook-server.js';

/** What a worker counts for Prometheus. Labels are names of ours: kinds, channels, outcomes, never anybody's data. */
export interface WorkerMetrics {
  ran(step: WorkerStep, counts: WorkerCounts, elapsedMs: number): void;
  attempted(attempt: DeliveryAttempt): void;
  /** Payments and refunds without an answer: how many were settled, and how many still have none. */
  reconciled(settled: number, stillOpen: number): void;
  troubled(step: WorkerStep, code: string): void;
  /** A web hook of a gateway that we know. */
  heard(gateway: string, outcome: WebHookOutcome): void;
  /** In Prometheus' text format, with what waits just now. */
  page(): Promise<{ readonly contentType: string; readonly text: string }>;
}

/** What waits, by its kind as labels name it. */
const UNSEALED = 'audit entries to seal';

/** @param backlog what waits, read anew for each page; it may fail, and the page is then without it */
export async function openMetrics(backlog: () => Promise<readonly BacklogRow[]>): Promise<WorkerMetrics> {
  const { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } = await import('prom-client');
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: 'opsdesk_' });
  const deliveries = new Counter({
    name: 'opsdesk_deliveries_total',
    help: 'Attempts to deliver a message, by channel and outcome.',
    labelNames: ['channel', 'outcome'],
    registers,
  });
  const work = new Counter({
    name: 'opsdesk_work_total',
    help: 'What was done, by step and kind.',
    labelNames: ['step', 'what'],
    registers,
  });
  const reconciled = new Counter({
    name: 'opsdesk_reconciled_total',
    help: 'Payments and refunds without an answer that were asked about, by result.',
    labelNames: ['result'],
    registers,
  });
  const seconds = new Histogram({
    name: 'opsdesk_step_seconds',
    help: 'How long one batch of a step took.',
    labelNames: ['step'],
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 30, 120],
    registers,
  });
  const troubles = new Counter({
    name: 'opsdesk_troubles_total',
    help: 'How often a step could not run, by its error code.',
    labelNames: ['step', 'code'],
    registers,
  });
  const webHooks = new Counter({
    name: 'opsdesk_webhooks_total',
    help: 'Web hooks that gateways sent, by gateway and outcome.',
    labelNames: ['gateway', 'outcome'],
    registers,
  });
  const waiting = new Gauge({
    name: 'opsdesk_backlog',
    help: 'What could be done now, by kind.',
    labelNames: ['kind'],
    registers,
  });
  const oldest = new Gauge({
    name: 'opsdesk_backlog_oldest_seconds',
    help: 'The age of the oldest of it.',
    labelNames: ['kind'],
    registers,
  });
  const givenUp = new Gauge({
    name: 'opsdesk_backlog_given_up',
    help: 'What waits for a person, by kind.',
    labelNames: ['kind'],
    registers,
  });
  const unsealed = new Gauge({
    name: 'opsdesk_audit_unsealed_entries',
    help: 'Audit entries that the chain does not hold yet.',
    registers,
  });

  const readBacklog = async (): Promise<void> => {
    const rows = await backlog();
    for (const row of rows) {
      const labels = { kind: kindOf(row.work) };
      waiting.set(labels, row.waiting);
      givenUp.set(labels, row.givenUp);
      oldest.set(labels, row.oldest === null ? 0 : Math.max(0, (Date.now() - Date.parse(row.oldest)) / 1_000));
      if (row.work === UNSEALED) unsealed.set(row.waiting);
    }
  };

  return {
    ran(step, counts, elapsedMs) {
      seconds.observe({ step: kindOf(step.name) }, elapsedMs / 1_000);
      for (const [what, count] of Object.entries(counts)) {
        work.inc({ step: kindOf(step.name), what }, count);
      }
    },
    reconciled(settled, stillOpen) {
      reconciled.inc({ result: 'settled' }, settled);
      reconciled.inc({ result: 'still_open' }, stillOpen);
    },
    attempted({ channel, status }) {
      deliveries.inc({ channel, outcome: status === 'pending' ? 'retrying' : status });
    },
    troubled(step, code) {
      troubles.inc({ step: kindOf(step.name), code });
    },
    heard(gateway, outcome) {
      webHooks.inc({ gateway, outcome });
    },
    async page() {
      // Old figures would look like news: without a database there are none.
      await readBacklog().catch(() => {
        for (const gauge of [waiting, oldest, givenUp, unsealed]) gauge.reset();
      });
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
  };
}

/** `events to relay` as a label: `events_to_relay`. */
function kindOf(words: string): string {
  return words.replaceAll(' ', '_');
}
