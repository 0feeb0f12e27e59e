import { OpsdeskError } from '../kernel/errors.js';
import type { Database } from './dialect.js';

/** The operating error behind a driver's error, or undefined when it is a defect of ours. */
export function asOperatingError(database: Database, error: unknown): OpsdeskError | undefined {
  if (error instanceof OpsdeskError) return error;
  const fault = database.faultOf(error);
  if (fault?.kind === 'unavailable') {
    return new OpsdeskError('DATABASE_UNAVAILABLE', `database ${database.place}: ${fault.reason}`, {
      hint: fault.hint,
      cause: error,
    });
  }
  if (fault?.kind === 'retry') {
    return new OpsdeskError('DATABASE_BUSY', 'others kept the same rows locked for too long', {
      hint: 'Nothing was changed. Try again in a moment.',
      cause: error,
    });
  }
  return undefined;
}
