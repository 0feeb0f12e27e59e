import type { BookingView } from '../../../booking/view-booking.js';
import { formatMoney, parsePositiveAmount } from '../../../present/money.js';
import { formatQuoteSums } from '../../../present/views/refund-view.js';
import { flag } from '../../command-line.js';
import { ActionPlace, type Values } from '../../parts/action-place.js';
import { REASON, reasonOf } from '../../parts/reason.js';
import type { Place } from '../../place.js';
import type { Stage } from '../../stage.js';
import { outcomeOf } from './outcome.js';

const NOTHING_OWED = 'Nothing is owed as it stands. Name an amount for goodwill, or cancel the booking.';

/** Gives back what is owed, or goodwill; shows what the fares and the law would give back beside it. */
export function openRefund(stage: Stage, { recordLocator, total }: BookingView): Place {
  const input = (value: Values) => ({ recordLocator, amount: value('amount') || undefined });
  return new ActionPlace(stage, {
    title: 'Refund',
    verb: 'Give it back',
    fields: [
      {
        name: 'amount',
        label: 'Goodwill',
        hint: `an amount in ${total.currency}; nothing for what is owed`,
        parse: (typed) => parsePositiveAmount(typed, total.currency),
      },
      REASON,
    ],
    command: (value) => [
      ...['refund', 'issue', recordLocator],
      ...flag('amount', value('amount')),
      ...flag('reason', value('reason')),
    ],
    tryOut: async (value) => {
      const quote = await stage.app.refunds.quote(recordLocator, { isDryRun: true });
      const isNothing = value('amount') === '' && quote.owedNow.amountMinor === 0;
      const refund = isNothing ? undefined : await stage.app.refunds.issue(input(value), { isDryRun: true });
      const sums = formatQuoteSums(quote, stage.theme.paint);
      if (!refund) return { headline: NOTHING_OWED, text: sums, question: NOTHING_OWED, isNothing: true };
      return {
        headline: `Goes back ${formatMoney(refund.amount)}, ${refund.kind}`,
        text: sums,
        question: `Give ${formatMoney(refund.amount)} of ${recordLocator} back?`,
        sum: refund.amount,
      };
    },
    carryOut: async (value, { idempotencyKey, sum: agreed }) => {
      const refund = await stage.app.refunds.issue({ ...input(value), agreed }, { idempotencyKey, ...reasonOf(value) });
      return outcomeOf(refund);
    },
  });
}
