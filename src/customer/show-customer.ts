import type { Session } from '../database/dialect.js';
import { type CustomerDetail, type CustomerView, viewCustomer } from './customer.js';
import { type CustomerFilter, getCustomer, listCustomers } from './customer-repository.js';
import { findWebhook, listPreferences } from './preference-repository.js';
import { formatPreference } from './preferences.js';
import { formatQuietHours } from './quiet-hours.js';
import { findQuietHours } from './quiet-hours-repository.js';

/** @throws CUSTOMER_NOT_FOUND */
export async function showCustomer(session: Session, id: string): Promise<CustomerDetail> {
  const [row, webhookUrl, preferences, quiet] = await Promise.all([
    getCustomer(session, id),
    findWebhook(session, id),
    listPreferences(session, id),
    findQuietHours(session, id),
  ]);
  return {
    ...{ ...viewCustomer(row), webhookUrl, notify: preferences.map(formatPreference) },
    ...{ quietHours: quiet && formatQuietHours(quiet), timeZone: quiet?.timeZone ?? null },
  };
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
