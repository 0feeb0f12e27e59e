import { formatDetail } from '../../present/detail.js';
import { paymentView } from '../../present/views/payment-view.js';
import { refundView } from '../../present/views/refund-view.js';
import { ListPlace } from '../parts/list-place.js';
import { TextPlace } from '../parts/text-place.js';
import type { Place } from '../place.js';
import type { Stage } from '../stage.js';
import { Submission } from '../submission.js';
import { itsBooking } from './its-booking.js';

/** All payments, the newest first. */
export function openPayments(stage: Stage): Place {
  return new ListPlace(stage, {
    title: 'Payments',
    command: () => ['payment', 'list'],
    columns: () => paymentView.columns,
    idOf: ({ paymentId }) => paymentId,
    emptyText: paymentView.emptyText,
    fetch: ({ limit, cursor }) => stage.app.payments.list({ limit, cursor }),
    open: ({ paymentId }) => stage.open(openPayment(stage, paymentId)),
    bindings: (list) => [
      itsBooking(stage, () => list.selected?.recordLocator),
      { keys: ['u'], label: 'settle unknown', run: () => settleUnknown(stage) },
    ],
  });
}

/** All refunds, the newest first. */
export function openRefunds(stage: Stage): Place {
  return new ListPlace(stage, {
    title: 'Refunds',
    command: () => ['refund', 'list'],
    columns: () => refundView.columns,
    idOf: ({ refundId }) => refundId,
    emptyText: refundView.emptyText,
    fetch: ({ limit, cursor }) => stage.app.refunds.list({ limit, cursor }),
    open: ({ refundId }) => stage.open(openRefundRecord(stage, refundId)),
    bindings: (list) => [itsBooking(stage, () => list.selected?.recordLocator)],
  });
}

export function openPayment(stage: Stage, id: string): Place {
  let locator: string | null | undefined;
  return new TextPlace(stage, {
    title: id,
    command: ['payment', 'show', id],
    read: async () => {
      const payment = await stage.app.payments.show(id);
      locator = payment.recordLocator;
      return formatDetail(payment, paymentView.columns, stage.theme.paint);
    },
    bindings: () => [itsBooking(stage, () => locator)],
  });
}

export function openRefundRecord(stage: Stage, id: string): Place {
  let locator: string | null | undefined;
  return new TextPlace(stage, {
    title: id,
    command: ['refund', 'show', id],
    read: async () => {
      const refund = await stage.app.refunds.show(id);
      locator = refund.recordLocator;
      return refundView.text?.(refund, stage.theme.paint) ?? '';
    },
    bindings: () => [itsBooking(stage, () => locator)],
  });
}

/** Asks the gateways what became of the answers that got lost. */
export function settleUnknown(stage: Stage): void {
  if (!stage.mayWrite()) return;
  const submission = new Submission();
  stage.ask({
    text: 'Ask the gateways what became of every payment and refund without an answer?',
    verb: 'Ask them',
    command: ['payment', 'reconcile'],
    run: () =>
      stage.run(async () => {
        await submission.send('reconcile', async (idempotencyKey) => {
          const { checked, settled, stillOpen } = await stage.app.payments.reconcile({ idempotencyKey });
          stage.say(
            `${checked} checked, ${settled} settled, ${stillOpen} still open.`,
            stillOpen > 0 ? 'yellow' : 'green',
          );
          stage.refresh();
        });
      }),
  });
}
