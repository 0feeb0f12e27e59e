import { performance } from 'node:perf_hooks';
import { greedy } from './greedy.js';
import type { Instance, Solution } from './instance.js';
import { pack } from './pack.js';
import { toSolution } from './solution.js';
import { searchInThread } from './solver-thread.js';

export interface SolveOptions {
  /** From the call on. What was found by then is what there is. */
  readonly deadlineMs: number;
  /** Relative gap at which it may stop: 0 for the best there is. */
  readonly gap: number;
  /** Told of each better solution and each better bound. Minor units. */
  readonly onProgress?: (progress: SolveProgress) => void;
}

export interface SolveProgress {
  readonly objective: number;
  readonly bound: number;
  readonly gap: number;
}

/**
 * The choices that cost least together, by HiGHS in a thread of its own, which is ended at the deadline. Begins with
 * the greedy's choices, so that there is an answer whatever happens. The same instance gives the same choices unless
 * the deadline cuts in.
 */
export async function solve(instance: Instance, { deadlineMs, gap, onProgress }: SolveOptions): Promise<Solution> {
  const endsAt = performance.now() + deadlineMs;
  let best = greedy(instance);
  const adopt = (next: Solution) => {
    best = next;
    onProgress?.({ objective: best.objective, bound: best.bound, gap: best.gap });
  };
  let problem: string | undefined;
  if (best.gap > gap && performance.now() < endsAt) {
    const packed = pack(instance);
    const everybodyLeft = packed.leftCosts.reduce((sum, cost) => sum + cost, 0);
    const isWhole = hasWholeCosts(instance);
    problem = await searchInThread({ packed, gap }, endsAt, (news) => {
      if (news.kind === 'found') {
        const choices = Array.from(news.choices, (option) => packed.places[option] ?? -1);
        const found = toSolution(instance, choices, best.bound, 'deadline');
        if (found.objective < best.objective) adopt(found);
      } else if (news.kind === 'bounded') {
        const bound = provenBound(everybodyLeft + news.saving, isWhole);
        if (bound > best.bound) adopt(toSolution(instance, best.choices, bound, 'deadline'));
      }
    });
  }
  if (best.gap <= gap) return { ...best, status: 'optimal' };
  return problem === undefined ? best : { ...best, problem };
}

function hasWholeCosts({ groups }: Instance): boolean {
  return groups.every(
    ({ leftCost, options }) => Number.isInteger(leftCost) && options.every(({ cost }) => Number.isInteger(cost)),
  );
}

/** Less what the sums of so many floating-point numbers may be off by; whole costs add up to whole ones. */
function provenBound(bound: number, isWhole: boolean): number {
  const sure = bound - 1e-11 * Math.abs(bound) - 1e-3;
  return isWhole ? Math.ceil(sure) : sure;
}
