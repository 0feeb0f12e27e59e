import type { Session } from '../database/dialect.js';
import { listRefunds, type RefundFilter } from './list-refunds.js';
import { getRefund, listPartsOfRefund } from './refund-repository.js';
import { type RefundView, viewRefund } from './refund-view.js';

/** @throws REFUND_NOT_FOUND */
export async function showRefund(session: Session, id: string): Promise<RefundView> {
  const [refund, parts] = await Promise.all([getRefund(session, id), listPartsOfRefund(session, id)]);
  return viewRefund(refund, parts, refund.record_locator);
}

/** Newest first. */
export async function pageRefunds(
  session: Session,
  filter: RefundFilter,
): Promise<{ items: RefundView[]; nextCursor: string | null }> {
  const { items, nextCursor } = await listRefunds(session, filter);
  return { items: items.map(({ refund, parts }) => viewRefund(refund, parts, refund.record_locator)), nextCursor };
}
