import { OpsdeskError } from './errors.js';

/** How many items the pages before have shown. @throws INVALID_INPUT for a cursor that is none */
export function offsetOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  if (/^\d{1,9}$/.test(cursor)) return Number(cursor);
  throw new OpsdeskError('INVALID_INPUT', `"${cursor}" is not a cursor of this list`, {
    hint: 'Pass the nextCursor of the page before, or leave --cursor out to begin with the first one.',
  });
}

/** The page behind an offset, of a list that has no ids to go on from. @param items at least one more than is shown */
export function pageAt<T>(
  items: readonly T[],
  offset: number,
  limit: number,
): { items: T[]; nextCursor: string | null } {
  const page = items.slice(offset, offset + limit);
  return { items: page, nextCursor: items.length > offset + limit ? String(offset + limit) : null };
}
