import type { BookingView } from '../../../booking/view-booking.js';
import { formatMoney, parsePositiveAmount } from '../../../present/money.js';
import { formatBooking } from '../../../present/views/booking-view.js';
import { flag } from '../../command-line.js';
import { ActionPlace, type Values } from '../../parts/action-place.js';
import { REASON, reasonOf } from '../../parts/reason.js';
import type { Place } from '../../place.js';
import type { Stage } from '../../stage.js';

/** Takes what is due, or a part of it. */
export function openPay(stage: Stage, { recordLocator, balance }: BookingView): Place {
  const input = (value: Values) => ({ recordLocator, amount: value('amount') || undefined });
  return new ActionPlace(stage, {
    title: 'Pay',
    verb: 'Take the money',
    intro: 'Say how it is paid; what is due is shown here.',
    headline: `Due ${formatMoney(balance)}`,
    fields: [
      { name: 'pay', label: 'Pay with', hint: 'GATEWAY:TOKEN, such as sandbox:tok_ok', isRequired: true },
      {
        name: 'amount',
        label: 'Amount',
        hint: `all that is due unless given: ${formatMoney(balance)}`,
        parse: (typed) => parsePositiveAmount(typed, balance.currency),
      },
      REASON,
    ],
    command: (value) => [
      ...['payment', 'take', recordLocator],
      ...flag('pay', value('pay')),
      ...flag('amount', value('amount')),
      ...flag('reason', value('reason')),
    ],
    tryOut: async (value) => {
      const preview = await stage.app.payments.take(value('pay'), input(value), { isDryRun: true });
      const due = preview.balance;
      const amount = value('amount') === '' ? due : parsePositiveAmount(value('amount'), balance.currency);
      return {
        headline: `Due ${formatMoney(due)}`,
        text: formatBooking(preview, stage.theme.paint),
        question: `Take ${formatMoney(amount)} for ${recordLocator}?`,
        version: preview.version,
        sum: amount,
      };
    },
    carryOut: async (value, { idempotencyKey, ifVersion, sum: agreed }) => {
      const paid = await stage.app.payments.take(
        value('pay'),
        { ...input(value), ifVersion, agreed },
        { idempotencyKey, ...reasonOf(value) },
      );
      return { told: `${recordLocator} is ${paid.status}. ${formatMoney(paid.paid)} is paid in all.` };
    },
  });
}
