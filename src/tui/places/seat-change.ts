import type { BookingView, SegmentView } from '../../booking/view-booking.js';
import { field } from '../../present/column.js';
import { formatMoney } from '../../present/money.js';
import { formatChange } from '../../present/views/changed-booking-view.js';
import { flag, flags } from '../command-line.js';
import { ActionPlace } from '../parts/action-place.js';
import { ListPlace } from '../parts/list-place.js';
import { REASON, reasonOf } from '../parts/reason.js';
import type { Place } from '../place.js';
import type { Stage } from '../stage.js';
import { SeatMapPlace } from './seat-map.js';

/** Other seats on one of a booking's flights: first on the map, then what it costs. */
export function openSeatChange(stage: Stage, booking: BookingView): Place {
  const live = booking.segments.filter(({ status }) => status !== 'XX' && status !== 'UN');
  const [only] = live;
  if (live.length === 1 && only) return openMap(stage, booking, only);
  return new ListPlace<SegmentView>(stage, {
    title: 'Which flight',
    command: () => ['booking', 'show', booking.recordLocator],
    columns: () => [
      field('id', 'Seg'),
      field('flight', 'Flight', 'ref'),
      field('origin', 'From'),
      field('destination', 'To'),
    ],
    idOf: ({ id }) => id,
    refreshMs: Number.POSITIVE_INFINITY,
    openLabel: 'choose seats',
    fetch: async () => ({ items: live, nextCursor: null }),
    open: (segment) => stage.replace(openMap(stage, booking, segment)),
  });
}

function openMap(stage: Stage, booking: BookingView, segment: SegmentView): Place {
  const seated = booking.passengers.filter(({ type }) => type !== 'INF');
  const seatOf = (id: string) => segment.seats.find(({ passengerId }) => passengerId === id)?.seat ?? '';
  const before = seated.map(({ id }) => seatOf(id));
  return new SeatMapPlace(stage, {
    ...{ flight: segment.flight, cabin: segment.cabin },
    passengers: seated.map(({ name }) => name),
    seats: before,
    done: (seats) => {
      if (seats.length === seated.length && seats.some((seat, at) => seat !== before[at])) {
        stage.open(confirmSeats(stage, booking, segment, seats));
      } else stage.say('The seats are as they were.', 'yellow');
    },
  });
}

function confirmSeats(stage: Stage, booking: BookingView, segment: SegmentView, seats: readonly string[]): Place {
  const { recordLocator } = booking;
  const isOneOfSeveral = booking.segments.length > 1;
  const order = { recordLocator, seats, ...(isOneOfSeveral ? { segment: segment.id } : {}) };
  return new ActionPlace(stage, {
    title: seats.join(' '),
    verb: 'Change seats',
    fields: [REASON],
    command: (value) => [
      ...['booking', 'modify', recordLocator],
      ...flag('segment', isOneOfSeveral ? segment.id : undefined),
      ...flags('seat', seats),
      ...flag('reason', value('reason')),
    ],
    tryOut: async () => {
      const preview = await stage.app.bookings.modify(order, { isDryRun: true });
      return {
        text: formatChange(preview.change, stage.theme.paint),
        question: `Change ${recordLocator} to ${seats.join(', ')}? The balance is ${formatMoney(preview.change.balance)} then.`,
        version: preview.version - 1,
        sum: preview.change.balance,
      };
    },
    carryOut: async (value, { idempotencyKey, ifVersion, sum: agreed }) => {
      await stage.app.bookings.modify({ ...order, ifVersion, agreed }, { idempotencyKey, ...reasonOf(value) });
      return { told: `${recordLocator} sits on ${seats.join(', ')}.` };
    },
  });
}
