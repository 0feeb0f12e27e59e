import type { IssuedRefundView } from '../../booking/issue-refund.js';
import type { RefundQuoteView } from '../../booking/refund-quote.js';
import type { View } from '../../cli/output.js';
import type { RefundPartView, RefundView } from '../../payment/refund-view.js';
import type { Paint } from '../colour.js';
import { type Column, field } from '../column.js';
import { formatDetail } from '../detail.js';
import { formatTable } from '../table.js';
import { codeLine } from './voucher-view.js';

const columns: readonly Column<RefundView>[] = [
  field('refundId', 'Refund', 'ref'),
  field('recordLocator', 'Booking'),
  field('status', 'Status'),
  field('kind', 'Kind'),
  field('amount', 'Amount', 'money'),
  field('reason', 'Reason', 'free-text', { isWide: true }),
  field('createdAt', 'Made', 'instant', { isWide: true }),
  field('settledAt', 'Settled', 'instant', { isWide: true }),
  field('voucherId', 'Voucher', 'text', { isWide: true }),
];

const partColumns: readonly Column<RefundPartView>[] = [
  field('paymentId', 'To payment', 'ref'),
  field('status', 'Status'),
  field('amount', 'Amount', 'money'),
  field('charged', 'As charged', 'money'),
  field('failure', 'Failure', 'free-text'),
];

export const refundView: View<RefundView> = {
  columns,
  text: (refund, paint) => withTable(formatDetail(refund, columns, paint), refund.parts, partColumns, paint),
  emptyText: 'No refunds.',
};

/** With the code of the voucher that it became, which is told this once. */
export const issuedRefundView: View<IssuedRefundView> = {
  columns: [...columns, field('voucherCode', 'Code', 'text', { isWide: true })],
  text: (refund, paint) => {
    const text = refundView.text?.(refund, paint) ?? '';
    return refund.voucherCode === null ? text : `${text}\n\n${codeLine(refund.voucherCode)}`;
  },
};

const quoteColumns: readonly Column<RefundQuoteView>[] = [
  field('quoteId', 'Quote', 'ref'),
  field('recordLocator', 'Booking'),
  field('paid', 'Still paid', 'money'),
  field('penalty', 'Kept', 'money'),
  field('amount', 'Comes back', 'money'),
  field('owedNow', 'Owed already', 'money'),
  field('statutoryRule', 'By law'),
  field('expiresAt', 'Stands until', 'instant'),
];

const basisColumns: readonly Column<RefundQuoteView['basis'][number]>[] = [
  field('what', 'Kept for', 'free-text'),
  field('amount', 'Amount', 'money'),
];

export const quoteView: View<RefundQuoteView> = {
  columns: quoteColumns,
  text: (quote, paint) => withTable(formatDetail(quote, quoteColumns, paint), quote.basis, basisColumns, paint),
};

/** What comes back and what is kept, of a quote that is nobody's yet: its id and its end say nothing. */
export function formatQuoteSums(quote: RefundQuoteView, paint: Paint): string {
  const sums = quoteColumns.filter(({ key }) => SUMS.has(key));
  return withTable(formatDetail(quote, sums, paint), quote.basis, basisColumns, paint);
}

const SUMS: ReadonlySet<string> = new Set(['paid', 'penalty', 'amount', 'owedNow', 'statutoryRule']);

function withTable<T>(detail: string, items: readonly T[], of: readonly Column<T>[], paint: Paint): string {
  return items.length === 0 ? detail : `${detail}\n\n${formatTable(items, of, { paint })}`;
}
