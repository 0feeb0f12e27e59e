import type { Session } from '../database/dialect.js';
import type { RefundPartRow, RefundStatus } from '../database/schema.js';
import { requireCursor } from '../kernel/cursor.js';
import type { Instant } from '../kernel/instant.js';
import { type Page, pageOf } from './page.js';
import type { LocatedRefund } from './refund-repository.js';

export interface RefundFilter {
  readonly status?: RefundStatus | undefined;
  readonly recordLocator?: string | undefined;
  /** Made at this instant or later. */
  readonly since?: Instant | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface ListedRefund {
  readonly refund: LocatedRefund;
  readonly parts: readonly RefundPartRow[];
}

/** Newest first. @throws INVALID_INPUT for a cursor that is none */
export async function listRefunds(session: Session, filter: RefundFilter): Promise<Page<ListedRefund>> {
  const { items, nextCursor } = pageOf(await findRefunds(session, filter), filter.limit);
  const parts = await listParts(session, items);
  const listed = items.map((refund) => ({ refund, parts: parts.filter((part) => part.refund_id === refund.id) }));
  return { items: listed, nextCursor };
}

async function findRefunds(session: Session, filter: RefundFilter): Promise<LocatedRefund[]> {
  const { status, recordLocator, since } = filter;
  const cursor = requireCursor('ref', filter.cursor);
  return session.composed((db) => {
    let query = db
      .selectFrom('refund as r')
      .innerJoin('booking as b', 'b.id', 'r.booking_id')
      .selectAll('r')
      .select('b.record_locator')
      .orderBy('r.id', 'desc')
      .limit(filter.limit + 1);
    if (status !== undefined) query = query.where('r.status', '=', status);
    if (recordLocator !== undefined) query = query.where('b.record_locator', '=', recordLocator);
    if (since !== undefined) query = query.where('r.created_at', '>=', since);
    if (cursor !== undefined) query = query.where('r.id', '<', cursor);
    return query;
  });
}

async function listParts(session: Session, refunds: readonly LocatedRefund[]): Promise<RefundPartRow[]> {
  if (refunds.length === 0) return [];
  const ids = refunds.map((refund) => refund.id);
  return session.composed((db) => db.selectFrom('refund_part').selectAll().where('refund_id', 'in', ids).orderBy('id'));
}
