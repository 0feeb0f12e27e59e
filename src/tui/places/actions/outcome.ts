import type { RefundView } from '../../../payment/refund-view.js';
import { formatMoney } from '../../../present/money.js';

/** What became of a refund, in a sentence and its tone. */
export function outcomeOf(refund: RefundView | null): readonly [text: string, tone: 'green' | 'yellow' | 'red'] {
  if (!refund) return ['Nothing goes back.', 'green'];
  const amount = formatMoney(refund.amount);
  switch (refund.status) {
    case 'succeeded':
      return [`${amount} went back.`, 'green'];
    case 'failed':
      return [`The gateway declined the refund of ${amount}: it is still owed.`, 'red'];
    default:
      return [`The refund of ${amount} is ${refund.status}: payment reconcile settles it.`, 'yellow'];
  }
}
