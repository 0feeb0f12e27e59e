import { parentPort, workerData } from 'node:worker_threads';
import type { Packed } from './pack.js';
import { search } from './search.js';

/** What a thread that searches is given. */
export interface SolverTask {
  readonly packed: Packed;
  readonly gap: number;
}

/** What it tells; a thread that ends without `done` has failed. */
export type SolverNews =
  | { readonly kind: 'found'; readonly choices: Int32Array }
  | { readonly kind: 'bounded'; readonly saving: number }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly problem: string };

const { packed, gap } = workerData as SolverTask;
const tell = (news: SolverNews) => parentPort?.postMessage(news);

try {
  await search(packed, gap, {
    found: (choices) => tell({ kind: 'found', choices }),
    bounded: (saving) => tell({ kind: 'bounded', saving }),
  });
  tell({ kind: 'done' });
} catch (error) {
  tell({ kind: 'failed', problem: error instanceof Error ? error.message : String(error) });
}
