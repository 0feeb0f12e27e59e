import { OpsdeskError } from '../kernel/errors.js';

/** @throws VERSION_CONFLICT when somebody changed the record since the caller read it */
export function requireVersion(what: string, version: number, expected: number | undefined): void {
  if (expected === undefined || expected === version) return;
  throw new OpsdeskError('VERSION_CONFLICT', `${what} is at version ${version}, not ${expected}: somebody changed it`, {
    hint: 'Look at it again, then decide with its new version.',
    details: { version, expected },
  });
}
