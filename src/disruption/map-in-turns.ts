import { Turns } from '../runtime/work-through.js';

/** As `map`, for work that takes seconds. */
export async function mapInTurns<T, R>(items: readonly T[], work: (item: T, at: number) => R): Promise<R[]> {
  const turns = new Turns();
  const done: R[] = [];
  for (const [at, item] of items.entries()) {
    done.push(work(item, at));
    await turns.pass();
  }
  return done;
}
