import type { Session } from '../database/dialect.js';
import type { RefundPartRow, RefundStatus } from '../database/schema.js';
import { groupBy } from '../kernel/group-by.js';
import { type Page, type PageFilter, pageNewestFirst } from './page.js';
import type { LocatedRefund } from './refund-repository.js';

export type RefundFilter = PageFilter & { readonly status?: RefundStatus | undefined };

export interface ListedRefund {
  readonly refund: LocatedRefund;
  readonly parts: readonly RefundPartRow[];
}

/** Newest first. @throws INVALID_INPUT for a cursor that is none */
export async function listRefunds(session: Session, filter: RefundFilter): Promise<Page<ListedRefund>> {
  const { items, nextCursor } = await pageNewestFirst(session, 'ref', filter, (db) => {
    const query = db
      .selectFrom('refund as x')
      .innerJoin('booking as b', 'b.id', 'x.booking_id')
      .selectAll('x')
      .select('b.record_locator');
    return filter.status === undefined ? query : query.where('x.status', '=', filter.status);
  });
  const parts = groupBy(await listParts(session, items), (part) => part.refund_id);
  return { items: items.map((refund) => ({ refund, parts: parts.get(refund.id) ?? [] })), nextCursor };
}

async function listParts(session: Session, refunds: readonly LocatedRefund[]): Promise<RefundPartRow[]> {
  if (refunds.length === 0) return [];
  const ids = refunds.map((refund) => refund.id);
  return session.composed((db) => db.selectFrom('refund_part').selectAll().where('refund_id', 'in', ids).orderBy('id'));
}
