import type { ReconciledItem, ReconcileResult } from '../../booking/reconcile-payments.js';
import type { View } from '../../cli/output.js';
import type { PaymentView } from '../../payment/payment-view.js';
import { field } from '../column.js';
import { formatTable } from '../table.js';

export const paymentView: View<PaymentView> = {
  columns: [
    field('paymentId', 'Payment', 'ref'),
    field('recordLocator', 'Booking'),
    field('gateway', 'Gateway', 'text', { isWide: true }),
    field('status', 'Status'),
    field('amount', 'Amount', 'money'),
    field('captured', 'Captured', 'money', { isWide: true }),
    field('refunded', 'Refunded', 'money'),
    field('moved', 'Moved', 'money', { isWide: true }),
    field('splitFrom', 'Split from', 'text', { isWide: true }),
    field('createdAt', 'Made', 'instant', { isWide: true }),
    field('settledAt', 'Settled', 'instant', { isWide: true }),
    field('failure', 'Failure', 'free-text', { isWide: true }),
  ],
  emptyText: 'No payments.',
};

export const reconciledView: View<ReconciledItem> = {
  columns: [field('operationId', 'Payment or refund', 'ref'), field('before', 'Before'), field('status', 'Now')],
  emptyText: 'Nothing is open.',
};

export const reconcileView: View<ReconcileResult> = {
  columns: [
    field('checked', 'Checked', 'number'),
    field('settled', 'Settled', 'number'),
    field('stillOpen', 'Still open', 'number'),
  ],
  text: ({ checked, settled, stillOpen, items }, paint) => {
    if (checked === 0) return 'Nothing is open: every payment and refund is settled.';
    const summary = `${checked} checked, ${settled} settled, ${stillOpen} still open`;
    return `${formatTable(items, reconciledView.columns, { paint })}\n\n${summary}`;
  },
};
