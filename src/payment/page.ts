import { OpsdeskError } from '../kernel/errors.js';
import { type IdPrefix, isId } from '../kernel/ids.js';

export interface Page<T> {
  readonly items: readonly T[];
  /** The id to go on from, or null on the last page. */
  readonly nextCursor: string | null;
}

/** Cuts rows that were read with one more than the limit, which tells whether another page follows. */
export function pageOf<T extends { readonly id: string }>(rows: readonly T[], limit: number): Page<T> {
  const items = rows.slice(0, limit);
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}

/** @throws INVALID_INPUT unless it is absent or an id of the prefix */
export function requireCursor(prefix: IdPrefix, cursor: string | undefined): string | undefined {
  if (cursor === undefined || isId(prefix, cursor)) return cursor;
  throw new OpsdeskError('INVALID_INPUT', `"${cursor}" is not a cursor of this list`, {
    hint: 'Pass the nextCursor of the page before, or leave --cursor out to begin with the first one.',
  });
}
