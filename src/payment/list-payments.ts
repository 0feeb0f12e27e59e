import type { Session } from '../database/dialect.js';
import type { PaymentStatus } from '../database/schema.js';
import { type Page, type PageFilter, pageNewestFirst } from './page.js';
import type { LocatedPayment } from './payment-repository.js';

export type PaymentFilter = PageFilter & { readonly status?: PaymentStatus | undefined };

/** Newest first. @throws INVALID_INPUT for a cursor that is none */
export async function listPayments(session: Session, filter: PaymentFilter): Promise<Page<LocatedPayment>> {
  return pageNewestFirst(session, 'pay', filter, (db) => {
    const query = db
      .selectFrom('payment as x')
      .innerJoin('booking as b', 'b.id', 'x.booking_id')
      .leftJoin('authorisation as a', 'a.payment_id', 'x.id')
      .selectAll('x')
      .select(['b.record_locator', 'a.expires_at as authorised_until']);
    return filter.status === undefined ? query : query.where('x.status', '=', filter.status);
  });
}
