import { OpsdeskError } from '../../src/kernel/errors.js';

/** How a crowd of calls ended: how often each error code, and what the others got. */
export interface Outcomes<T> {
  readonly done: readonly T[];
  /** How often each error code was thrown, `done` among them. */
  readonly counts: Readonly<Record<string, number>>;
  readonly ms: number;
}

/** Starts all calls at once and waits for all of them. @throws what is no operating error: a defect of ours */
export async function allAtOnce<T>(calls: readonly (() => Promise<T>)[]): Promise<Outcomes<T>> {
  const startedAt = performance.now();
  const settled = await Promise.allSettled(calls.map((call) => call()));
  const ms = Math.round(performance.now() - startedAt);
  const done: T[] = [];
  const counts: Record<string, number> = {};
  for (const each of settled) {
    if (each.status === 'rejected' && !(each.reason instanceof OpsdeskError)) throw each.reason;
    const name = each.status === 'fulfilled' ? 'done' : (each.reason as OpsdeskError).code;
    counts[name] = (counts[name] ?? 0) + 1;
    if (each.status === 'fulfilled') done.push(each.value);
  }
  return { done, counts, ms };
}

/** The same call many times at once; it is told which one it is, from 0. */
export function crowd<T>(count: number, call: (index: number) => Promise<T>): Promise<Outcomes<T>> {
  return allAtOnce(Array.from({ length: count }, (_, index) => () => call(index)));
}

/** Adds up the counts of several rounds. */
export class Tally {
  private readonly sums: Record<string, number> = {};
  private rounds = 0;
  private ms = 0;

  add({ counts, ms }: Outcomes<unknown>): void {
    this.rounds += 1;
    this.ms += ms;
    for (const [name, count] of Object.entries(counts)) this.sums[name] = (this.sums[name] ?? 0) + count;
  }

  /** Figures are printed and never asserted: what a machine needs for them is its own affair. */
  print(what: string): void {
    console.log(`${what}: ${this.rounds} rounds, ${JSON.stringify(this.sums)}, ${this.ms} ms`);
  }
}
