import type { Money } from '../../kernel/money.js';
import { field } from '../../present/column.js';
import { ListPanel } from '../parts/list-panel.js';
import type { Panel } from '../parts/panel.js';
import type { Stage } from '../stage.js';
import { openPayment, openRefundRecord } from './money.js';

const MOST = 200;

interface Move {
  readonly id: string;
  readonly what: string;
  readonly status: string;
  readonly amount: Money;
  readonly at: string;
  readonly isRefund: boolean;
}

/** What was paid for a booking and what went back, in the order in which it happened; when is in each record. */
export function openMoneyPanel(stage: Stage, locator: string): Panel {
  return new ListPanel<Move>(stage.theme, {
    title: 'Money',
    command: ['payment', 'list', '--booking', locator],
    columns: [
      field('id', 'Payment or refund', 'ref'),
      field('what', 'What'),
      field('status', 'Status'),
      field('amount', 'Amount', 'money'),
    ],
    idOf: ({ id }) => id,
    emptyText: 'No money has moved.',
    read: async () => {
      const filter = { recordLocator: locator, limit: MOST };
      const [payments, refunds] = await Promise.all([stage.app.payments.list(filter), stage.app.refunds.list(filter)]);
      const moves = [
        ...payments.items.map(({ paymentId, gateway, status, amount, createdAt }) => ({
          ...{ id: paymentId, what: `paid by ${gateway}`, status: String(status), amount, at: createdAt },
          isRefund: false,
        })),
        ...refunds.items.map(({ refundId, kind, status, amount, createdAt }) => ({
          ...{ id: refundId, what: `${kind} refund`, status: String(status), amount, at: createdAt },
          isRefund: true,
        })),
      ];
      return moves.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
    },
    open: ({ id, isRefund }) => stage.open(isRefund ? openRefundRecord(stage, id) : openPayment(stage, id)),
  });
}
