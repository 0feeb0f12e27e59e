import fs from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import type { SearchListener } from './search.js';
import type { SolverNews, SolverTask } from './solver-worker.js';

/**
 * Has a thread search, and ends it at the deadline.
 *
 * @param endsAt by `performance.now()`
 * @returns what broke it, if it did not come to its end and was not stopped
 */
export async function searchInThread(
  task: SolverTask,
  endsAt: number,
  listener: SearchListener,
): Promise<string | undefined> {
  const leftMs = endsAt - performance.now();
  if (leftMs <= 0) return undefined;
  const worker = startWorker(task);
  try {
    return await new Promise((resolve) => {
      const deadline = setTimeout(() => resolve(undefined), Math.min(leftMs, LONGEST_TIMER_MS));
      const end = (problem: string | undefined) => {
        clearTimeout(deadline);
        resolve(problem);
      };
      worker.on('message', (news: SolverNews) => {
        if (news.kind === 'found') listener.found(news.choices);
        else if (news.kind === 'bounded') listener.bounded(news.saving);
        else end(news.problem);
      });
      worker.on('error', (error) => end(error.message));
      worker.on('exit', (code) => end(`the solver's thread ended with ${code}`));
    });
  } finally {
    await worker.terminate();
  }
}

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Beside the bundle stands that of the thread; without one, the source is compiled on the way. */
function startWorker(task: SolverTask): Worker {
  const built = path.join(import.meta.dirname, 'rebooking-solver.mjs');
  const source = path.join(import.meta.dirname, '../../../.config/solver-worker.mjs');
  return new Worker(fs.existsSync(built) ? built : source, { workerData: task });
}
