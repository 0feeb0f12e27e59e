import type { WorkerStep } from '../notification/run-worker.js';

/** Milliseconds that a batch may take before the worker counts as stuck. */
const STUCK_AFTER_MS = 300_000;

/** Which steps are at work, and since when: whether the worker still goes round. */
export class Pulse {
  private readonly begun = new Map<string, number>();

  /** @param now milliseconds that only ever grow */
  constructor(private readonly now: () => number = () => performance.now()) {}

  begin(step: WorkerStep): void {
    this.begun.set(step.name, this.now());
  }

  end(step: WorkerStep): void {
    this.begun.delete(step.name);
  }

  /** What keeps it from going round, in words; undefined while it does. */
  stuck(): string | undefined {
    const now = this.now();
    for (const [name, begunAt] of this.begun) {
      if (now - begunAt > STUCK_AFTER_MS)
        return `${name} has not come to an end for ${Math.round((now - begunAt) / 1_000)} s`;
    }
    return undefined;
  }
}
