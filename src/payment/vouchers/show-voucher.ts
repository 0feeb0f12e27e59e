import type { Session } from '../../database/dialect.js';
import { requireCursor } from '../../kernel/cursor.js';
import { isId } from '../../kernel/ids.js';
import type { Instant } from '../../kernel/instant.js';
import { type Page, pageOf } from '../page.js';
import { hashVoucherCode } from './voucher-code.js';
import { getVoucher, getVoucherByCode, type LocatedVoucher, listMovements } from './voucher-repository.js';
import {
  type VoucherDetail,
  type VoucherStatus,
  type VoucherView,
  viewVoucher,
  viewVoucherDetail,
} from './voucher-view.js';

export interface VoucherFilter {
  readonly status?: VoucherStatus | undefined;
  /** Issued for this booking. */
  readonly recordLocator?: string | undefined;
  /** Issued at this instant or later. */
  readonly since?: Instant | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

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
  const { status, recordLocator, since } = filter;
  const cursor = requireCursor('vch', filter.cursor);
  const rows: LocatedVoucher[] = await session.composed((db) => {
    let query = db
      .selectFrom('voucher as v')
      .leftJoin('booking as b', 'b.id', 'v.booking_id')
      .selectAll('v')
      .select('b.record_locator')
      .orderBy('v.id', 'desc')
      .limit(filter.limit + 1);
    if (status === 'spent') query = query.where('v.balance_minor', '=', 0);
    else if (status !== undefined) {
      query = query.where('v.balance_minor', '>', 0).where('v.expires_at', status === 'active' ? '>' : '<=', now);
    }
    if (recordLocator !== undefined) query = query.where('b.record_locator', '=', recordLocator);
    if (since !== undefined) query = query.where('v.created_at', '>=', since);
    if (cursor !== undefined) query = query.where('v.id', '<', cursor);
    return query;
  });
  const { items, nextCursor } = pageOf(rows, filter.limit);
  return { items: items.map((row) => viewVoucher(row, row.record_locator, now)), nextCursor };
}
