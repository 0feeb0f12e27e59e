import { setTimeout as sleep } from 'node:timers/promises';

/** Wakes those who wait for something to do. A ring while nobody waits is remembered. */
export class Bell {
  private rings = 0;
  private readonly waiting = new Set<() => void>();

  /** How often it has rung: what a waiter hands back as what it has heard. */
  get count(): number {
    return this.rings;
  }

  ring(): void {
    this.rings += 1;
    for (const wake of [...this.waiting]) wake();
  }

  /** Until it has rung more often than was heard, the milliseconds are over, or the signal is aborted. */
  async wait(heard: number, timeMs: number, signal: AbortSignal): Promise<void> {
    if (this.rings > heard || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, timeMs);
      this.waiting.add(wake);
      signal.addEventListener('abort', wake);
    });
  }
}

/** Sleeps unless and until the signal is aborted. */
export async function rest(timeMs: number, signal: AbortSignal): Promise<void> {
  if (timeMs > 0) await sleep(timeMs, undefined, { signal }).catch(() => {});
}
