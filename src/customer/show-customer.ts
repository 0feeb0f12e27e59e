import type { Session } from '../database/dialect.js';
import { type CustomerView, viewCustomer } from './customer.js';
import { type CustomerFilter, getCustomer, listCustomers } from './customer-repository.js';

/** @throws CUSTOMER_NOT_FOUND */
export async function showCustomer(session: Session, id: string): Promise<CustomerView> {
  return viewCustomer(await getCustomer(session, id));
}

/** Newest first. */
export async function pageCustomers(
  session: Session,
  filter: CustomerFilter,
): Promise<{ items: CustomerView[]; nextCursor: string | null }> {
  const rows = await listCustomers(session, filter);
  const page = rows.slice(0, filter.limit);
  return { items: page.map(viewCustomer), nextCursor: rows.length > page.length ? (page.at(-1)?.id ?? null) : null };
}
