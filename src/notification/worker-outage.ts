import { jitteredPauseMs } from '../runtime/retry.js';
import { rest } from './worker-bell.js';

/** Milliseconds between looks whether the database is back: it is found within a second or so. */
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1_000;
/** A database that is lost again so soon was not back: nobody is told anew, and it is asked less often. */
const SOON_MS = 5_000;

/** Whom an outage is told to, once. */
export interface OutageTold {
  readonly onLost: () => void;
  readonly onBack: () => void;
}

/** A database that is lost is lost for everybody who works here: it is told once, and one asks for all. */
export class Outage {
  private waiting: Promise<void> | undefined;
  private backAt = Number.NEGATIVE_INFINITY;
  private relapses = 0;

  /**
   * @param isBack asks the database whether it answers
   * @param now milliseconds that only ever grow
   */
  constructor(
    private readonly isBack: () => Promise<boolean>,
    private readonly signal: AbortSignal,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /**
   * Waits until the database is back.
   * @param begunAt when the work began that failed (`performance.now()`): what was under way when the database
   *   was lost may learn of it after it is back, which is no second outage
   */
  async over(begunAt: number, told: OutageTold): Promise<void> {
    if (!this.waiting && begunAt <= this.backAt) return;
    this.waiting ??= this.ask(told).finally(() => {
      this.waiting = undefined;
    });
    await this.waiting;
  }

  private async ask({ onLost, onBack }: OutageTold): Promise<void> {
    this.relapses = this.now() - this.backAt < SOON_MS ? this.relapses + 1 : 0;
    const isNews = this.relapses === 0;
    if (isNews) onLost();
    for (let attempt = this.relapses; !this.signal.aborted; attempt += 1) {
      await rest(FIRST_PAUSE_MS / 2 + jitteredPauseMs(attempt, FIRST_PAUSE_MS, LONGEST_PAUSE_MS), this.signal);
      if (this.signal.aborted || !(await this.isBack().catch(() => false))) continue;
      this.backAt = this.now();
      if (isNews) onBack();
      return;
    }
  }
}
