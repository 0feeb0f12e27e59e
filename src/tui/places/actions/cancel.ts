import type { BookingView } from '../../../booking/view-booking.js';
import { formatMoney } from '../../../present/money.js';
import { cancelledBookingView } from '../../../present/views/changed-booking-view.js';
import { flag } from '../../command-line.js';
import { ActionPlace } from '../../parts/action-place.js';
import type { Place } from '../../place.js';
import type { Stage } from '../../stage.js';
import { outcomeOf } from './outcome.js';
import { REASON, reasonOf } from './reason.js';

/** Gives a booking up; its locator has to be typed. */
export function openCancel(stage: Stage, { recordLocator }: BookingView): Place {
  const input = (isKept: boolean) => ({ recordLocator, isWithoutRefund: isKept });
  return new ActionPlace(stage, {
    title: 'Cancel',
    verb: 'Cancel the booking',
    reference: recordLocator,
    fields: [{ name: 'refund', label: 'Refund', choices: ['pay it now', 'leave the money'] }, REASON],
    command: (value) => [
      ...['booking', 'cancel', recordLocator, '--confirm', recordLocator],
      ...(value('refund') === 'leave the money' ? ['--no-refund'] : []),
      ...flag('reason', value('reason')),
    ],
    tryOut: async (value) => {
      const preview = await stage.app.bookings.cancel(input(value('refund') === 'leave the money'), { isDryRun: true });
      const refund = preview.refund ? formatMoney(preview.refund.amount) : 'nothing';
      return {
        text: cancelledBookingView.text?.(preview, stage.theme.paint) ?? '',
        question: `Cancel ${recordLocator} and refund ${refund}? It cannot be taken back.`,
        version: preview.version - 1,
      };
    },
    carryOut: async (value, { idempotencyKey, ifVersion }) => {
      const { refund } = await stage.app.bookings.cancel(
        { ...input(value('refund') === 'leave the money'), ifVersion },
        { idempotencyKey, ...reasonOf(value) },
      );
      stage.back();
      const [text, tone] = outcomeOf(refund);
      stage.say(`${recordLocator} is cancelled. ${text}`, tone);
    },
  });
}
