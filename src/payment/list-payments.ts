import type { Session } from '../database/dialect.js';
import type { PaymentStatus } from '../database/schema.js';
import { requireCursor } from '../kernel/cursor.js';
import type { Instant } from '../kernel/instant.js';
import { type Page, pageOf } from './page.js';
import type { LocatedPayment } from './payment-repository.js';

export interface PaymentFilter {
  readonly status?: PaymentStatus | undefined;
  readonly recordLocator?: string | undefined;
  /** Made at this instant or later. */
  readonly since?: Instant | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Newest first. @throws INVALID_INPUT for a cursor that is none */
export async function listPayments(session: Session, filter: PaymentFilter): Promise<Page<LocatedPayment>> {
  const { status, recordLocator, since } = filter;
  const cursor = requireCursor('pay', filter.cursor);
  const rows: LocatedPayment[] = await session.composed((db) => {
    let query = db
      .selectFrom('payment as p')
      .innerJoin('booking as b', 'b.id', 'p.booking_id')
      .selectAll('p')
      .leftJoin('authorisation as a', 'a.payment_id', 'p.id')
      .select(['b.record_locator', 'a.expires_at as authorised_until'])
      .orderBy('p.id', 'desc')
      .limit(filter.limit + 1);
    if (status !== undefined) query = query.where('p.status', '=', status);
    if (recordLocator !== undefined) query = query.where('b.record_locator', '=', recordLocator);
    if (since !== undefined) query = query.where('p.created_at', '>=', since);
    if (cursor !== undefined) query = query.where('p.id', '<', cursor);
    return query;
  });
  return pageOf(rows, filter.limit);
}
