import { setTimeout as sleep } from 'node:timers/promises';

/** Time as a pacer sees it: milliseconds that only ever grow. */
export interface PacerTime {
  now(): number;
  /** Ends early when the signal is aborted. */
  pause(timeMs: number, signal?: AbortSignal): Promise<void>;
}

const realTime: PacerTime = {
  now: () => performance.now(),
  pause: (timeMs, signal) => sleep(timeMs, undefined, signal ? { signal } : {}).catch(() => {}),
};

/** Lets so many begin a second and no more, evenly spread, however many ask at once. */
export class Pacer {
  private readonly pauseMs: number;
  private nextAt = 0;

  /** @param perSecond above 0; no limit unless given */
  constructor(
    perSecond?: number,
    private readonly time: PacerTime = realTime,
  ) {
    this.pauseMs = perSecond === undefined ? 0 : 1_000 / perSecond;
  }

  /** Waits for a turn. @returns false when the signal was aborted before it came */
  async turn(signal?: AbortSignal): Promise<boolean> {
    if (this.pauseMs === 0) return !signal?.aborted;
    const now = this.time.now();
    const at = Math.max(now, this.nextAt);
    this.nextAt = at + this.pauseMs;
    await this.time.pause(at - now, signal);
    return !signal?.aborted;
  }
}
