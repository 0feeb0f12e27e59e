import { createHash } from 'node:crypto';
import { type Desk, openRunner } from '../../src/desk.js';
import { type IdSource, layOutId } from '../../src/kernel/ids.js';
import type { Instant } from '../../src/kernel/instant.js';
import type { Clock } from '../../src/runtime/clock.js';
import { NOW } from '../support/desk.js';

/** Time that moves only when it is told to. */
export class SteppedClock implements Clock {
  private instant: Instant = NOW;

  now(): Instant {
    return this.instant;
  }

  real(): Instant {
    return this.instant;
  }

  advance(ms: number): void {
    this.instant += ms;
  }
}

/**
 * Ids that follow from the step and from nothing else: whatever one back end drew in a step that failed, the
 * next begins alike on both; and what a dry run has named, the command names again.
 */
export class SteppedIds implements IdSource {
  private step = 0;
  private drawn = new Map<string, number>();

  begin(step: number): void {
    this.step = step;
    this.drawn = new Map();
  }

  next(prefix: Parameters<IdSource['next']>[0]): string {
    return layOutId(prefix, this.step * 1_000 + this.count(prefix), new Uint8Array(10));
  }

  bytes(count: number): Uint8Array {
    const digest = createHash('sha256')
      .update(`${this.step} ${this.count('bytes')}`)
      .digest();
    return digest.subarray(0, count);
  }

  private count(what: string): number {
    const drawn = this.drawn.get(what) ?? 0;
    this.drawn.set(what, drawn + 1);
    return drawn;
  }
}

/** The same desk, by this clock and with these ids. */
export function steppedDesk(desk: Desk, clock: Clock, ids: IdSource): Desk {
  const { database, actor } = desk;
  return { ...desk, clock, ids, runner: openRunner(database, { actor, clock, ids }) };
}
