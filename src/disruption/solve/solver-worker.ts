import { parentPort, workerData } from 'node:worker_threads';
import { loadHighs } from './highs.js';
import type { Packed } from './pack.js';
import { search } from './search.js';

/** What a thread that searches is given. */
export interface SolverTask {
  readonly packed: Packed;
  readonly gap: number;
}

/** What it tells; `ended` comes last. */
export type SolverNews =
  | { readonly kind: 'found'; readonly choices: Int32Array }
  | { readonly kind: 'bounded'; readonly saving: number }
  | { readonly kind: 'ended'; readonly problem?: string };

const { packed, gap } = workerData as SolverTask;
const tell = (news: SolverNews) => parentPort?.postMessage(news);

try {
  search(await loadHighs(), packed, gap, {
    found: (choices) => tell({ kind: 'found', choices }),
    bounded: (saving) => tell({ kind: 'bounded', saving }),
  });
  tell({ kind: 'ended' });
} catch (error) {
  tell({ kind: 'ended', problem: error instanceof Error ? error.message : String(error) });
}
