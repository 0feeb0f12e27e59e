import type { BookingView } from '../../booking/view-booking.js';
import { field } from '../../present/column.js';
import { escapeText } from '../../present/escape-text.js';
import { formatWallTime } from '../../present/instant.js';
import { formatMoney } from '../../present/money.js';
import { formatBooking } from '../../present/views/booking-view.js';
import { formatHistoryItem } from '../../present/views/history-view.js';
import { notificationView } from '../../present/views/notification-view.js';
import { ListPanel } from '../parts/list-panel.js';
import type { Panel } from '../parts/panel.js';
import { PanelsPlace } from '../parts/panels-place.js';
import { TextPanel } from '../parts/text-panel.js';
import type { Binding, Place } from '../place.js';
import type { Stage } from '../stage.js';
import { openCancel } from './actions/cancel.js';
import { openChange } from './actions/change.js';
import { openPay } from './actions/pay.js';
import { openRefund } from './actions/refund.js';
import { openReinstate } from './actions/reinstate.js';
import { replayBinding } from './actions/replay.js';
import { openSplit } from './actions/split.js';
import { openItinerary } from './itinerary.js';
import { settleUnknown } from './money.js';
import { openMoneyPanel } from './money-panel.js';
import { openNotification } from './notification.js';
import { openSeatChange } from './seat-change.js';

const MOST_MESSAGES = 200;
const MOST_PAYMENTS = 100;
const UNSETTLED: ReadonlySet<string> = new Set(['created', 'unknown', 'needs_review']);

/** A booking: what it holds, who travels, its money, its messages, its history. */
export function openBooking(stage: Stage, locator: string): Place {
  let booking: BookingView | undefined;
  /** Nobody knows yet whether a payment was made: no other may be tried for the same. */
  let isUnsettled = false;
  let reading: Promise<BookingView> | undefined;
  // The heading and a panel that ask at the same time are told the same.
  const read = (): Promise<BookingView> => {
    reading ??= stage.app.bookings.show(locator).finally(() => {
      reading = undefined;
    });
    return reading;
  };
  const { paint } = stage.theme;
  const panels: readonly Panel[] = [
    new TextPanel('Itinerary', stage.theme, ['booking', 'show', locator], async () =>
      // The heading has what the first line would say.
      formatBooking(await read(), paint)
        .split('\n')
        .slice(2)
        .join('\n'),
    ),
    passengersPanel(stage, locator, read, () => booking !== undefined && isLive(booking)),
    openMoneyPanel(stage, locator),
    messagesPanel(stage, locator),
    new TextPanel('History', stage.theme, ['booking', 'history', locator], async () => {
      return (await stage.app.bookings.history(locator)).map((item) => formatHistoryItem(item, paint)).join('\n\n');
    }),
  ];
  return new PanelsPlace(stage, {
    title: locator,
    panels,
    heading: () => [booking ? headingOf(booking, isUnsettled, stage) : paint('dim', locator)],
    load: async () => {
      const [shown, payments] = await Promise.all([
        read(),
        stage.app.payments.list({ recordLocator: locator, limit: MOST_PAYMENTS }),
      ]);
      booking = shown;
      isUnsettled = payments.items.some(({ status }) => UNSETTLED.has(status));
    },
    bindings: () => (booking ? bindingsOf(stage, booking, isUnsettled) : []),
  });
}

function headingOf(
  { recordLocator, status, version, holdExpiresAt, total, balance, underWay }: BookingView,
  isUnsettled: boolean,
  stage: Stage,
): string {
  const { paint } = stage.theme;
  const tone = status === 'confirmed' ? 'green' : status === 'held' || status === 'waitlisted' ? 'yellow' : 'red';
  return [
    paint('bold', recordLocator),
    paint(tone, status),
    ...(status === 'held' && holdExpiresAt && underWay.amountMinor === 0
      ? [`until ${formatWallTime(holdExpiresAt)}`]
      : []),
    ...(isUnsettled ? [paint('red', 'payment without an answer')] : []),
    `total ${formatMoney(total)}`,
    ...(underWay.amountMinor === 0 ? [] : [paint('yellow', `under way ${formatMoney(underWay)}`)]),
    ...(balance.amountMinor === 0 ? [] : [paint('yellow', `balance ${formatMoney(balance)}`)]),
    paint('dim', `version ${version}`),
  ].join('  ');
}

function isLive({ status }: BookingView): boolean {
  return status === 'held' || status === 'confirmed';
}

/** What can be done with it in its state. */
function bindingsOf(stage: Stage, booking: BookingView, isUnsettled: boolean): Binding[] {
  const { status, balance, paid, refunded, segments } = booking;
  const isOpen = isLive(booking);
  const hasSeats = segments.some((segment) => segment.status !== 'XX' && segment.status !== 'UN');
  const key = (name: string, label: string, open: () => Place): Binding => ({
    keys: [name],
    label,
    run: () => stage.open(open()),
  });
  return [
    ...(isUnsettled ? [{ keys: ['u'], label: 'settle the payment', run: () => settleUnknown(stage) }] : []),
    ...(isOpen && !isUnsettled && balance.amountMinor > 0 ? [key('p', 'pay', () => openPay(stage, booking))] : []),
    ...(isOpen ? [key('m', 'change', () => openChange(stage, booking))] : []),
    ...(isOpen && hasSeats ? [key('s', 'seats', () => openSeatChange(stage, booking))] : []),
    ...(isOpen && booking.passengers.length > 1 ? [key('x', 'split', () => openSplit(stage, booking))] : []),
    ...(isOpen || status === 'waitlisted' ? [key('c', 'cancel', () => openCancel(stage, booking))] : []),
    ...(paid.amountMinor > refunded.amountMinor ? [key('r', 'refund', () => openRefund(stage, booking))] : []),
    ...(status === 'expired' ? [key('b', 'bring back', () => openReinstate(stage, booking))] : []),
    {
      keys: ['i'],
      label: 'itinerary',
      isSilent: true,
      run: () => stage.open(openItinerary(stage, booking.recordLocator)),
    },
  ];
}

type SeatedPassenger = BookingView['passengers'][number] & { readonly seats: string };

function passengersPanel(
  stage: Stage,
  locator: string,
  read: () => Promise<BookingView>,
  mayChange: () => boolean,
): Panel {
  return new ListPanel<SeatedPassenger>(stage.theme, {
    title: 'Passengers',
    command: ['booking', 'show', locator],
    columns: [
      field('id', 'Pax'),
      field('name', 'Name', 'free-text'),
      field('type', 'Type'),
      field('service', 'Service'),
      field('seats', 'Seats'),
    ],
    idOf: ({ id }) => id,
    read: async () => {
      const { passengers, segments } = await read();
      return passengers.map((passenger) => ({
        ...passenger,
        seats: segments
          .map(({ id, seats }) => `${id} ${seats.find(({ passengerId }) => passengerId === passenger.id)?.seat ?? '–'}`)
          .join('  '),
      }));
    },
    bindings: (list) => [
      {
        keys: ['n'],
        label: 'correct name',
        run: () => {
          const { selected } = list;
          if (selected === undefined || !mayChange()) return;
          stage.openSoon(async () => openChange(stage, await read(), { passenger: selected.id, name: selected.name }));
        },
      },
    ],
  });
}

function messagesPanel(stage: Stage, locator: string): Panel {
  return new ListPanel(stage.theme, {
    title: 'Messages',
    command: ['notification', 'list', '--booking', escapeText(locator)],
    columns: notificationView.columns.filter(({ key }) => key !== 'recordLocator'),
    idOf: ({ notificationId }) => notificationId,
    emptyText: 'Nothing was sent yet.',
    read: async () => (await stage.app.notifications.list({ recordLocator: locator, limit: MOST_MESSAGES })).items,
    open: ({ notificationId }) => stage.open(openNotification(stage, notificationId)),
    bindings: (list) => [replayBinding(stage, list)],
  });
}
