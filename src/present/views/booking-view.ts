import type { BookingView } from '../../booking/view-booking.js';
import type { View } from '../../cli/output.js';
import type { Paint, Tone } from '../colour.js';
import { type Column, field } from '../column.js';
import { formatPairs } from '../detail.js';
import { escapeText } from '../escape-text.js';
import { formatWallTime } from '../instant.js';
import { formatMoney } from '../money.js';
import { formatTable } from '../table.js';
import { padText } from '../text-width.js';
import { cabinName } from './cabin-name.js';
import { arrivalTime, clockTime } from './local-times.js';

type Passenger = BookingView['passengers'][number];
type Segment = BookingView['segments'][number];
type Stay = BookingView['stays'][number];

const STATUS_TONES: Readonly<Partial<Record<BookingView['status'], Tone>>> = {
  confirmed: 'green',
  held: 'yellow',
  waitlisted: 'yellow',
  cancelled: 'red',
  expired: 'red',
};

export const bookingView: View<BookingView> = {
  columns: [
    field('recordLocator', 'Booking', 'ref'),
    field('status', 'Status'),
    field('version', 'Version', 'number'),
    {
      key: 'passengers',
      header: 'Passengers',
      kind: 'free-text',
      value: ({ passengers }) => passengers.map(({ name }) => name).join('; '),
    },
    {
      key: 'segments',
      header: 'Flights',
      kind: 'text',
      value: ({ segments }) => segments.map(({ flight, fareClass }) => `${flight}:${fareClass}`).join('; '),
    },
    {
      key: 'seats',
      header: 'Seats',
      kind: 'text',
      value: ({ segments }) =>
        segments.map((segment) => segment.seats.map(({ seat }) => seat ?? '').join(' ')).join('; '),
    },
    {
      key: 'stays',
      header: 'Stays',
      kind: 'text',
      value: ({ stays }) =>
        stays
          .map((stay) => `${stay.property}:${stay.roomType}:${stay.checkIn}:${stay.checkOut}:${stay.rooms}`)
          .join('; '),
    },
    field('total', 'Total', 'money'),
    field('paid', 'Paid', 'money'),
    field('refunded', 'Refunded', 'money'),
    field('writtenOff', 'Written off', 'money'),
    field('underWay', 'Under way', 'money'),
    field('balance', 'Balance', 'money'),
    field('holdExpiresAt', 'Held until', 'instant'),
    { key: 'email', header: 'E-mail', kind: 'free-text', value: ({ contact }) => contact.email },
    { key: 'phone', header: 'Phone', kind: 'free-text', value: ({ contact }) => contact.phone },
    field('remark', 'Remark', 'free-text'),
    field('customerId', 'Customer'),
    field('createdAt', 'Made', 'instant'),
    field('createdBy', 'Made by', 'free-text'),
  ],
  text: formatBooking,
};

/** A booking on a screen of its own. */
export function formatBooking(booking: BookingView, paint: Paint): string {
  const { recordLocator, status, version } = booking;
  const title = [
    paint('bold', recordLocator),
    paint(STATUS_TONES[status] ?? 'bold', status),
    paint('dim', `version ${version}`),
    ...(status === 'held' ? heldUntil(booking) : []),
  ].join('  ');
  return [
    title,
    ...(booking.segments.length > 0 ? [formatTable(booking.segments, segmentColumns, { paint })] : []),
    ...(booking.stays.length > 0 ? [formatTable(booking.stays, stayColumns, { paint })] : []),
    formatTable(booking.passengers, passengerColumns(booking.segments), { paint }),
    formatFacts(booking, paint),
  ].join('\n\n');
}

const segmentColumns: readonly Column<Segment>[] = [
  field('id', 'Seg'),
  field('flight', 'Flight', 'ref'),
  { key: 'from', header: 'From', kind: 'text', value: ({ origin, departsAt }) => `${origin} ${clockTime(departsAt)}` },
  {
    key: 'to',
    header: 'To',
    kind: 'text',
    value: ({ destination, departsAt, arrivesAt }) =>
      `${destination} ${arrivalTime(arrivesAt, departsAt.slice(0, 10))}`,
  },
  { key: 'class', header: 'Class', kind: 'text', value: ({ fareClass, cabin }) => `${fareClass} ${cabinName(cabin)}` },
  field('status', 'Status'),
];

const stayColumns: readonly Column<Stay>[] = [
  field('id', 'Stay'),
  field('property', 'Property', 'ref'),
  {
    key: 'room',
    header: 'Room',
    kind: 'text',
    value: ({ roomType, rooms }) => (rooms === 1 ? roomType : `${roomType} × ${rooms}`),
  },
  field('checkIn', 'In'),
  field('checkOut', 'Out'),
  field('price', 'Price', 'money'),
  field('status', 'Status'),
];

/** Each passenger with their seat on each segment. */
function passengerColumns(segments: readonly Segment[]): Column<Passenger>[] {
  const seatColumns = segments.map(
    (segment): Column<Passenger> => ({
      key: segment.id,
      header: segments.length === 1 ? 'Seat' : `Seat ${segment.id}`,
      kind: 'text',
      value: (passenger) => segment.seats.find(({ passengerId }) => passengerId === passenger.id)?.seat,
    }),
  );
  return [
    field('id', 'Pax'),
    field('name', 'Name', 'free-text'),
    { key: 'type', header: 'Type', kind: 'text', value: typeAndService },
    ...seatColumns,
  ];
}

/** The hold does not run out under a payment. */
function heldUntil({ underWay, holdExpiresAt }: BookingView): string[] {
  if (underWay.amountMinor > 0) return ['held for what is under way'];
  return holdExpiresAt === null ? [] : [`held until ${formatWallTime(holdExpiresAt)}`];
}

function formatFacts(booking: BookingView, paint: Paint): string {
  const amounts = [
    ...(booking.discount.amountMinor > 0 ? [['Package saves', booking.discount] as const] : []),
    ['Total', booking.total] as const,
    ['Paid', booking.paid] as const,
    ['Refunded', booking.refunded] as const,
    ...(booking.writtenOff.amountMinor > 0 ? [['Written off', booking.writtenOff] as const] : []),
    ['Balance', booking.balance] as const,
    ...(booking.underWay.amountMinor > 0 ? [['Under way', booking.underWay] as const] : []),
    ...(booking.charged ? [['Charged', booking.charged] as const] : []),
  ];
  const sums = amounts.map(([, amount]) => formatMoney(amount));
  const width = Math.max(...sums.map((sum) => sum.length));
  const { email, phone } = booking.contact;
  const contact = [email, phone].filter((text) => text !== null);
  return formatPairs(
    [
      ...amounts.map(([label], at) => [label, padText(sums[at] ?? '', width, 'right')] as const),
      ...(contact.length > 0 ? [['Contact', contact.map(escapeText).join(', ')] as const] : []),
      ...(booking.remark === null ? [] : [['Remark', escapeText(booking.remark)] as const]),
    ],
    paint,
  );
}

function typeAndService({ type, service }: Passenger): string {
  return service === null ? type : `${type} ${service}`;
}
