import { setTimeout as sleep } from 'node:timers/promises';
import type { Instant } from '../kernel/instant.js';

export interface RetryLimits {
  readonly attempts: number;
  /** Milliseconds after which no new attempt begins. */
  readonly withinMs: number;
}

export const WRITE_RETRIES: RetryLimits = { attempts: 20, withinMs: 20_000 };

const FIRST_PAUSE_MS = 4;
const LONGEST_PAUSE_MS = 400;

/** Full jitter: anywhere between nothing and a bound that doubles, so that those who met do not meet again. */
export function jitteredPauseMs(attempt: number, firstMs = FIRST_PAUSE_MS, longestMs = LONGEST_PAUSE_MS): number {
  return Math.random() * Math.min(longestMs, firstMs * 2 ** attempt);
}

/** Whether another attempt may begin; waits for its turn when so. */
export async function pauseBeforeRetry(attempt: number, startedAt: Instant, limits = WRITE_RETRIES): Promise<boolean> {
  if (attempt + 1 >= limits.attempts || Date.now() - startedAt > limits.withinMs) return false;
  await sleep(jitteredPauseMs(attempt));
  return true;
}
