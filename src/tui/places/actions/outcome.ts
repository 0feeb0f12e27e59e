import type { RefundView } from '../../../payment/refund-view.js';
import { formatMoney } from '../../../present/money.js';
import type { Outcome } from '../../parts/action-place.js';

/** What became of a refund. */
export function outcomeOf(refund: RefundView | null): Outcome {
  if (!refund) return { told: 'Nothing goes back.' };
  const amount = formatMoney(refund.amount);
  switch (refund.status) {
    case 'succeeded':
      return { told: `${amount} went back.` };
    case 'failed':
      return { told: `The gateway declined the refund of ${amount}: it is still owed.`, tone: 'red' };
    default:
      return { told: `The refund of ${amount} is ${refund.status}: payment reconcile settles it.`, tone: 'yellow' };
  }
}
