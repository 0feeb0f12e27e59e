import os from 'node:os';
import type { OpsdeskError } from '../kernel/errors.js';
import { DAY_MS, type Instant } from '../kernel/instant.js';
import { WORKER_REQUEST, type WorkerCounts } from '../notification/run-worker.js';
import type { Clock } from '../runtime/clock.js';
import type { Runner } from '../runtime/runner.js';
import { reasonOf } from './redact.js';
import { removeWorker, removeWorkersUnseenSince, saveWorker } from './worker-repository.js';

/** Milliseconds of real time between two beats. */
export const BEAT_MS = 5_000;
/** Whoever has not been seen for so long was killed, or has lost the database. */
export const LOST_AFTER_MS = 30_000;
const FORGOTTEN_AFTER_MS = DAY_MS;

export interface HeartbeatOptions {
  readonly runner: Runner;
  readonly clock: Clock;
  readonly id: string;
  readonly programVersion: string;
}

/** A worker's own row: that it runs, where, and what it has done. */
export class Heartbeat {
  private readonly done: Record<string, number> = {};
  private readonly startedAt: Instant;
  private trouble: { readonly text: string; readonly at: Instant } | undefined;

  constructor(private readonly options: HeartbeatOptions) {
    this.startedAt = options.clock.real();
  }

  count(counts: WorkerCounts): void {
    for (const [what, count] of Object.entries(counts)) {
      if (count > 0) this.done[what] = (this.done[what] ?? 0) + count;
    }
  }

  fail(step: string, error: OpsdeskError): void {
    this.trouble = { text: `${step}: ${reasonOf(error)}`, at: this.options.clock.real() };
  }

  async beat(): Promise<void> {
    const { runner, clock, id, programVersion } = this.options;
    const now = clock.real();
    await runner.step(WORKER_REQUEST, async ({ tx }) => {
      await saveWorker(tx, {
        id,
        host: os.hostname(),
        pid: process.pid,
        program_version: programVersion,
        started_at: this.startedAt,
        seen_at: now,
        done: JSON.stringify(this.done),
        last_error: this.trouble?.text ?? null,
        last_error_at: this.trouble?.at ?? null,
      });
      await removeWorkersUnseenSince(tx, now - FORGOTTEN_AFTER_MS);
    });
  }

  /** At a regular end the row goes with the worker. */
  async leave(): Promise<void> {
    const { runner, id } = this.options;
    await runner.step(WORKER_REQUEST, ({ tx }) => removeWorker(tx, id));
  }
}
