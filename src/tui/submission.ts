import { randomUUID } from 'node:crypto';
import { isOpsdeskError } from '../kernel/errors.js';

/**
 * Sends one form off: never twice at once, and after an answer that got lost with the same key again, so that it
 * happens once however often Enter is pressed.
 */
export class Submission {
  private key: { readonly input: string; readonly text: string } | undefined;
  private isUnderWay = false;

  get isBusy(): boolean {
    return this.isUnderWay;
  }

  /** Whether this was sent and nobody knows what became of it: sent again it is that very submission. */
  isOpen(input: unknown): boolean {
    return this.key?.input === JSON.stringify(input);
  }

  /** @param input what is sent: other input is another submission */
  async send<T>(input: unknown, work: (idempotencyKey: string) => Promise<T>): Promise<T | undefined> {
    if (this.isUnderWay) return undefined;
    this.isUnderWay = true;
    const text = JSON.stringify(input);
    if (this.key?.input !== text) this.key = { input: text, text: `console-${randomUUID()}` };
    try {
      const done = await work(this.key.text);
      this.key = undefined;
      return done;
    } catch (error) {
      // Refused, declined, taken: that was an answer, and the next time is another one.
      if (!isUnanswered(error)) this.key = undefined;
      throw error;
    } finally {
      this.isUnderWay = false;
    }
  }
}

/** Nobody knows what became of it. */
function isUnanswered(error: unknown): boolean {
  return !isOpsdeskError(error) || error.kind === 'unavailable' || error.kind === 'pending';
}
