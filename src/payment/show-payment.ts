import type { Session } from '../database/dialect.js';
import { listPayments, type PaymentFilter } from './list-payments.js';
import { getPayment } from './payment-repository.js';
import { type PaymentView, viewPayment } from './payment-view.js';

/** @throws PAYMENT_NOT_FOUND */
export async function showPayment(session: Session, id: string): Promise<PaymentView> {
  return viewPayment(await getPayment(session, id));
}

/** Newest first. */
export async function pagePayments(
  session: Session,
  filter: PaymentFilter,
): Promise<{ items: PaymentView[]; nextCursor: string | null }> {
  const { items, nextCursor } = await listPayments(session, filter);
  return { items: items.map((payment) => viewPayment(payment)), nextCursor };
}
