import type { Kysely, SelectQueryBuilder } from 'kysely';
import type { Session } from '../database/dialect.js';
import type { Schema } from '../database/schema.js';
import { requireCursor } from '../kernel/cursor.js';
import type { IdPrefix } from '../kernel/ids.js';
import type { Instant } from '../kernel/instant.js';

export interface Page<T> {
  readonly items: readonly T[];
  /** The id to go on from, or null on the last page. */
  readonly nextCursor: string | null;
}

/** What every list of money can be narrowed down to. */
export interface PageFilter {
  /** Of this booking. */
  readonly recordLocator?: string | undefined;
  /** Made at this instant or later. */
  readonly since?: Instant | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/**
 * A page of what has ids that sort by time, newest first.
 * @param build all of it, as `x` beside its booking as `b`
 * @throws INVALID_INPUT for a cursor that is none
 */
export async function pageNewestFirst<DB, TB extends keyof DB, R extends { readonly id: string }>(
  session: Session,
  prefix: IdPrefix,
  { recordLocator, since, limit, cursor }: PageFilter,
  build: (db: Kysely<Schema>) => SelectQueryBuilder<DB, TB, R>,
): Promise<Page<R>> {
  const after = requireCursor(prefix, cursor);
  const rows: R[] = await session.composed((db) => {
    const { ref } = db.dynamic;
    // One more than is shown tells whether another page follows.
    let query = build(db)
      .orderBy(ref('x.id'), 'desc')
      .limit(limit + 1);
    if (recordLocator !== undefined) query = query.where(ref('b.record_locator'), '=', recordLocator);
    if (since !== undefined) query = query.where(ref('x.created_at'), '>=', since);
    return after === undefined ? query : query.where(ref('x.id'), '<', after);
  });
  const items = rows.slice(0, limit);
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}
