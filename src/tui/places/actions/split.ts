import type { BookingView } from '../../../booking/view-booking.js';
import { formatPairs } from '../../../present/detail.js';
import { escapeText } from '../../../present/escape-text.js';
import { formatMoney } from '../../../present/money.js';
import { flag, flags } from '../../command-line.js';
import { ActionPlace, type Values } from '../../parts/action-place.js';
import { REASON, reasonOf } from '../../parts/reason.js';
import type { Place } from '../../place.js';
import type { Stage } from '../../stage.js';

/** Gives some of the party a booking of their own. */
export function openSplit(stage: Stage, { recordLocator, passengers, stays }: BookingView): Place {
  const isChosen = (value: Values, id: string) => value(id) === 'leaves';
  const input = (value: Values) => ({
    recordLocator,
    passengers: passengers.map(({ id }) => id).filter((id) => isChosen(value, id)),
    stays: stays.map(({ id }) => id).filter((id) => isChosen(value, id)),
  });
  return new ActionPlace(stage, {
    title: 'Split',
    verb: 'Split it',
    fields: [
      ...passengers.map(({ id, name }) => ({ name: id, label: `${id} ${name}`, choices: ['stays', 'leaves'] })),
      ...stays.map(({ id, property }) => ({ name: id, label: `${id} ${property}`, choices: ['stays', 'leaves'] })),
      REASON,
    ],
    command: (value) => [
      ...['booking', 'split', recordLocator],
      ...flags('passenger', input(value).passengers),
      ...flags('stay', input(value).stays),
      ...flag('reason', value('reason')),
    ],
    tryOut: async (value) => {
      const chosen = input(value);
      if (chosen.passengers.length === 0) {
        return { text: '', question: 'Choose with ← and → who leaves.', isNothing: true };
      }
      const preview = await stage.app.bookings.split(chosen, { isDryRun: true });
      return {
        text: formatPairs(
          [...sidesOf('Who leaves', preview), ...sidesOf('Who stays', preview.from)],
          stage.theme.paint,
        ),
        question: `Give ${preview.passengers.map(({ name }) => name).join(', ')} of ${recordLocator} a booking of their own?`,
        version: preview.from.version - 1,
      };
    },
    carryOut: async (value, { idempotencyKey, ifVersion }) => {
      const made = await stage.app.bookings.split(
        { ...input(value), ifVersion },
        { idempotencyKey, ...reasonOf(value) },
      );
      return { told: `${made.recordLocator} was split from ${recordLocator}.`, next: made.recordLocator };
    },
  });
}

/** Who they are and what each side of the money is. The locator of who leaves is nobody's yet. */
function sidesOf(label: string, { passengers, total, paid, balance }: BookingView): [label: string, text: string][] {
  return [
    [label, passengers.map(({ name }) => escapeText(name)).join(', ')],
    ['', `total ${formatMoney(total)}, paid ${formatMoney(paid)}, balance ${formatMoney(balance)}`],
  ];
}
