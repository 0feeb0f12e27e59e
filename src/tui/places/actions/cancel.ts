import type { BookingView } from '../../../booking/view-booking.js';
import { formatMoney } from '../../../present/money.js';
import { formatQuoteSums } from '../../../present/views/refund-view.js';
import { flag } from '../../command-line.js';
import { ActionPlace } from '../../parts/action-place.js';
import { REASON, reasonOf } from '../../parts/reason.js';
import type { Place } from '../../place.js';
import type { Stage } from '../../stage.js';
import { outcomeOf } from './outcome.js';

/** Gives a booking up; its locator has to be typed. */
export function openCancel(stage: Stage, { recordLocator }: BookingView): Place {
  const input = (isKept: boolean) => ({ recordLocator, isWithoutRefund: isKept });
  return new ActionPlace(stage, {
    title: 'Cancel',
    verb: 'Cancel the booking',
    leave: 'Keep it',
    reference: recordLocator,
    fields: [{ name: 'refund', label: 'Refund', choices: ['pay it now', 'leave the money'] }, REASON],
    command: (value) => [
      ...['booking', 'cancel', recordLocator, '--confirm', recordLocator],
      ...(value('refund') === 'leave the money' ? ['--no-refund'] : []),
      ...flag('reason', value('reason')),
    ],
    tryOut: async (value) => {
      const isKept = value('refund') === 'leave the money';
      const [preview, quote] = await Promise.all([
        stage.app.bookings.cancel(input(isKept), { isDryRun: true }),
        stage.app.refunds.quote(recordLocator, { isDryRun: true }),
      ]);
      const givenBack = preview.refund?.amount ?? { amountMinor: 0, currency: preview.total.currency };
      const back = formatMoney(givenBack);
      return {
        headline: `Goes back ${back}, kept ${formatMoney(quote.penalty)}`,
        text: formatQuoteSums(quote, stage.theme.paint),
        question: `Cancel ${recordLocator} and refund ${givenBack.amountMinor === 0 ? 'nothing' : back}? It cannot be taken back.`,
        version: preview.version - 1,
        sum: givenBack,
      };
    },
    carryOut: async (value, { idempotencyKey, ifVersion, sum: agreed }) => {
      const { refund } = await stage.app.bookings.cancel(
        { ...input(value('refund') === 'leave the money'), ifVersion, agreed },
        { idempotencyKey, ...reasonOf(value) },
      );
      const outcome = outcomeOf(refund);
      return { ...outcome, told: `${recordLocator} is cancelled. ${outcome.told}` };
    },
  });
}
