import { performance } from 'node:perf_hooks';
import { Answer } from './answer.js';
import type { Instance, Solution } from './instance.js';
import { searchInThread } from './solver-thread.js';

export interface SolveOptions {
  /** From the call on. What was found by then is what there is. */
  readonly deadlineMs: number;
  /** Relative gap at which it may stop: 0 for the best there is. */
  readonly gap: number;
  /** Told of each better solution and each better bound. */
  readonly onProgress?: (best: Solution) => void;
}

/**
 * The choices that cost least together, by HiGHS in a thread of its own, which is ended at the deadline. Begins with
 * the greedy's choices, so that there is an answer whatever happens. The same instance gives the same choices unless
 * the deadline cuts in.
 */
export async function solve(instance: Instance, { deadlineMs, gap, onProgress }: SolveOptions): Promise<Solution> {
  const endsAt = performance.now() + deadlineMs;
  const answer = new Answer(instance, onProgress);
  let problem: string | undefined;
  if (answer.best.gap > gap) problem = await searchInThread({ packed: answer.packed, gap }, endsAt, answer);
  const { best } = answer;
  if (best.gap <= gap + ROUNDING) return { ...best, status: 'optimal' };
  return problem === undefined ? best : { ...best, problem };
}

/** What a bound is short of, because sums of floating-point numbers are not exact. */
const ROUNDING = 1e-10;
