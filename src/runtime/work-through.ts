import { setImmediate } from 'node:timers/promises';
import type { OpsdeskError } from '../kernel/errors.js';

export interface Batch<T> {
  readonly items: AsyncIterator<T> | Iterator<T>;
  /** Items under way at once, from 1. */
  readonly concurrency: number;
  /** Aborted to stop: items that are under way are brought home. */
  readonly signal: AbortSignal;
  /** Asked before each item: true once enough have failed. */
  readonly isEnough: () => boolean;
  readonly work: (item: T) => Promise<void>;
}

/** How a batch ended: `stopped` because enough was enough, `interrupted` by a signal. */
export type BatchEnd = 'done' | 'stopped' | 'interrupted';

/**
 * Works through many items, several at once. An item that throws ends the batch, once those beside it are home.
 * @throws what an item threw first
 */
export async function workThrough<T>({ items, concurrency, signal, isEnough, work }: Batch<T>): Promise<BatchEnd> {
  let isAtEnd = false;
  let fault: { readonly error: unknown } | undefined;
  const isOver = () => isAtEnd || fault !== undefined || signal.aborted || isEnough();
  const turns = new Turns();
  const goOn = async () => {
    while (!isOver()) {
      try {
        const next = await items.next();
        isAtEnd ||= next.done === true;
        if (next.done) return;
        await work(next.value);
        await turns.pass();
      } catch (error) {
        fault ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: concurrency }, goOn));
  await items.return?.();
  if (fault) throw fault.error;
  if (isAtEnd) return 'done';
  return signal.aborted ? 'interrupted' : 'stopped';
}

/** What the items behind it would meet as well: the job ends with it, and is run again. */
export function isOfTheJob({ code }: OpsdeskError): boolean {
  return code === 'DATABASE_UNAVAILABLE' || code === 'DATABASE_UNMIGRATED' || code === 'OUTCOME_UNKNOWN';
}

/** Milliseconds after which a driver that never waits lets Ctrl-C, a deadline and a progress bar have their turn. */
const TURN_MS = 50;

/** For a loop that takes seconds: `pass` in every round. */
export class Turns {
  private endsAt = Date.now() + TURN_MS;

  async pass(): Promise<void> {
    if (Date.now() < this.endsAt) return;
    await setImmediate();
    this.endsAt = Date.now() + TURN_MS;
  }
}
