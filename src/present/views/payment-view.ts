import type { HeardWord } from '../../booking/hear-gateway.js';
import type { ReconciledItem, ReconcileResult } from '../../booking/reconcile-payments.js';
import type { RequestedPayment } from '../../booking/request-payment.js';
import type { View } from '../../cli/output.js';
import type { PaymentView } from '../../payment/payment-view.js';
import { field } from '../column.js';
import { escapeText } from '../escape-text.js';
import { formatWallTime } from '../instant.js';
import { formatMoney } from '../money.js';
import { formatTable } from '../table.js';

export const paymentView: View<PaymentView> = {
  columns: [
    field('paymentId', 'Payment', 'ref'),
    field('recordLocator', 'Booking'),
    field('gateway', 'Gateway', 'text', { isWide: true }),
    field('status', 'Status'),
    field('amount', 'Amount', 'money'),
    field('charged', 'Charged', 'money', { isWide: true }),
    {
      key: 'exchange',
      header: 'Rate',
      kind: 'text',
      isWide: true,
      value: ({ exchange }) => exchange && `1 ${exchange.base} = ${exchange.rate} ${exchange.quote}, ${exchange.date}`,
    },
    field('captured', 'Captured', 'money', { isWide: true }),
    field('refunded', 'Refunded', 'money'),
    field('moved', 'Moved', 'money', { isWide: true }),
    field('splitFrom', 'Split from', 'text', { isWide: true }),
    field('authorisedUntil', 'Set aside until', 'instant', { isWide: true }),
    field('createdAt', 'Made', 'instant', { isWide: true }),
    field('settledAt', 'Settled', 'instant', { isWide: true }),
    field('failure', 'Failure', 'free-text', { isWide: true }),
  ],
  emptyText: 'No payments.',
};

export const requestedPaymentView: View<RequestedPayment> = {
  columns: [
    field('requestId', 'Request', 'ref'),
    field('recordLocator', 'Booking'),
    field('gateway', 'Gateway'),
    field('amount', 'Amount', 'money'),
    field('url', 'Page', 'free-text'),
    field('expiresAt', 'Until', 'instant'),
    field('sent', 'Sent', 'text', { isWide: true }),
  ],
  text: ({ recordLocator, amount, url, expiresAt, sent, gateway }, paint) => {
    const what = `${formatMoney(amount)} for ${paint('bold', recordLocator)} by ${gateway}, until ${formatWallTime(expiresAt)}`;
    const byHand = 'The customer hears of it by no channel: give them the page yourself.';
    if (url === null) return `${what}\n${sent ? 'Its page would be made now, and sent to the customer.' : byHand}`;
    return `${what}\n\n  ${escapeText(url)}\n\n${sent ? 'It is on its way to the customer.' : byHand}`;
  },
};

export const heardWordView: View<HeardWord> = {
  columns: [
    field('eventId', 'Event', 'ref'),
    field('kind', 'Kind', 'free-text'),
    field('status', 'Status'),
    field('subject', 'About'),
  ],
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
