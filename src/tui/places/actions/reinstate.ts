import type { BookingView } from '../../../booking/view-booking.js';
import { formatMoney } from '../../../present/money.js';
import { formatChange } from '../../../present/views/changed-booking-view.js';
import { flag } from '../../command-line.js';
import { ActionPlace } from '../../parts/action-place.js';
import { REASON, reasonOf } from '../../parts/reason.js';
import type { Place } from '../../place.js';
import type { Stage } from '../../stage.js';

/** Brings a hold back that ran out, at the price of the day. */
export function openReinstate(stage: Stage, { recordLocator }: BookingView): Place {
  return new ActionPlace(stage, {
    title: 'Bring back',
    verb: 'Bring it back',
    fields: [REASON],
    command: (value) => ['booking', 'reinstate', recordLocator, ...flag('reason', value('reason'))],
    tryOut: async () => {
      const preview = await stage.app.bookings.reinstate({ recordLocator }, { isDryRun: true });
      return {
        text: formatChange(preview.change, stage.theme.paint),
        question: `Bring ${recordLocator} back for ${formatMoney(preview.total)}?`,
        version: preview.version - 1,
        sum: preview.total,
      };
    },
    carryOut: async (value, { idempotencyKey, ifVersion, sum: agreed }) => {
      await stage.app.bookings.reinstate({ recordLocator, ifVersion, agreed }, { idempotencyKey, ...reasonOf(value) });
      return { told: `${recordLocator} is held again.` };
    },
  });
}
