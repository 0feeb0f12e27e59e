import { OpsdeskError } from './errors.js';
import { type IdPrefix, isId } from './ids.js';

/**
 * What a list goes on from is the id of the last item of the page before; entries of the audit trail are
 * counted behind theirs.
 * @throws INVALID_INPUT unless it is absent or an id of the prefix
 */
export function requireCursor(prefix: IdPrefix, cursor: string | undefined): string | undefined {
  if (cursor === undefined || isId(prefix, cursor.replace(/_\d{3,6}$/, ''))) return cursor;
  throw new OpsdeskError('INVALID_INPUT', `"${cursor}" is not a cursor of this list`, {
    hint: 'Pass the nextCursor of the page before, or leave --cursor out to begin with the first one.',
  });
}
