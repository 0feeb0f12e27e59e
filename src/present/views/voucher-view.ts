import type { View } from '../../cli/output.js';
import type {
  IssuedVoucherView,
  VoucherDetail,
  VoucherMovementView,
  VoucherView,
} from '../../payment/vouchers/voucher-view.js';
import { type Column, field } from '../column.js';
import { formatDetail } from '../detail.js';
import { formatTable } from '../table.js';

const columns: readonly Column<VoucherView>[] = [
  field('voucherId', 'Voucher', 'ref'),
  field('status', 'Status'),
  field('kind', 'Kind', 'text', { spare: 2 }),
  field('issued', 'Issued', 'money', { spare: 1 }),
  field('balance', 'Left', 'money'),
  field('expiresAt', 'Runs out', 'instant'),
  field('recordLocator', 'Booking'),
  field('createdAt', 'Made', 'instant', { isWide: true }),
];

export const voucherView: View<VoucherView> = { columns, emptyText: 'No vouchers.' };

/** With its code, which is told this once. */
export const issuedVoucherView: View<IssuedVoucherView> = {
  columns: [...columns, field('code', 'Code')],
  text: (voucher, paint) => {
    const detail = formatDetail(voucher, columns, paint);
    return voucher.code === null ? detail : `${detail}\n\n${codeLine(voucher.code)}`;
  },
};

/** Where a person reads it out, and never again. */
export function codeLine(code: string): string {
  return `Its code, which is told this once and kept nowhere: ${code}`;
}

const movementColumns: readonly Column<VoucherMovementView>[] = [
  field('at', 'At', 'instant'),
  field('kind', 'What'),
  field('amount', 'Amount', 'money'),
  field('recordLocator', 'Booking'),
  field('operationId', 'Payment or refund'),
];

export const voucherDetailView: View<VoucherDetail> = {
  columns,
  text: (voucher, paint) => {
    const detail = formatDetail(voucher, columns, paint);
    const { movements } = voucher;
    return movements.length === 0 ? detail : `${detail}\n\n${formatTable(movements, movementColumns, { paint })}`;
  },
};
