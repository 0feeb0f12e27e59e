import type { Session } from '../../database/dialect.js';
import { isId } from '../../kernel/ids.js';
import type { Instant } from '../../kernel/instant.js';
import { type Page, type PageFilter, pageNewestFirst } from '../page.js';
import { hashVoucherCode } from './voucher-code.js';
import { getVoucher, getVoucherByCode, listMovements } from './voucher-repository.js';
import {
  type VoucherDetail,
  type VoucherStatus,
  type VoucherView,
  viewVoucher,
  viewVoucherDetail,
} from './voucher-view.js';

/** The booking is the one that they were issued for. */
export type VoucherFilter = PageFilter & { readonly status?: VoucherStatus | undefined };

/**
 * A voucher and what it has paid.
 * @param reference its code, or its id
 * @throws VOUCHER_NOT_FOUND, INVALID_INPUT for what is neither
 */
export async function showVoucher(session: Session, reference: string, now: Instant): Promise<VoucherDetail> {
  const typed = reference.trim();
  const voucher = isId('vch', typed)
    ? await getVoucher(session, typed)
    : await getVoucherByCode(session, hashVoucherCode(typed));
  return viewVoucherDetail(voucher, await listMovements(session, voucher.id), now);
}

/** Newest first. @throws INVALID_INPUT for a cursor that is none */
export async function listVouchers(session: Session, filter: VoucherFilter, now: Instant): Promise<Page<VoucherView>> {
  const { status } = filter;
  const { items, nextCursor } = await pageNewestFirst(session, 'vch', filter, (db) => {
    const query = db
      .selectFrom('voucher as x')
      .leftJoin('booking as b', 'b.id', 'x.booking_id')
      .selectAll('x')
      .select('b.record_locator');
    if (status === undefined) return query;
    if (status === 'spent') return query.where('x.balance_minor', '=', 0);
    return query.where('x.balance_minor', '>', 0).where('x.expires_at', status === 'active' ? '>' : '<=', now);
  });
  return { items: items.map((row) => viewVoucher(row, row.record_locator, now)), nextCursor };
}
