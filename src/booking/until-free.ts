import { isOpsdeskError } from '../kernel/errors.js';
import { pauseBeforeRetry } from '../runtime/retry.js';

/**
 * Tries a write again, in a transaction of its own, while somebody else is at a booking that it needs:
 * such a lock was asked for out of turn, where waiting for it could be a deadlock.
 * @throws DATABASE_BUSY when it does not come free
 */
export async function untilFree<T>(write: () => Promise<T>): Promise<T> {
  const startedAt = Date.now();
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await write();
    } catch (error) {
      if (!isOpsdeskError(error, 'DATABASE_BUSY') || !(await pauseBeforeRetry(attempt, startedAt))) throw error;
    }
  }
}
