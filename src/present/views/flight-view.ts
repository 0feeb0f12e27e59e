import type { View } from '../../cli/output.js';
import type { ListedFlight } from '../../inventory/list-flights.js';
import type { FlightDetail } from '../../inventory/show-flight.js';
import type { Paint } from '../colour.js';
import { type Column, field } from '../column.js';
import { formatPairs } from '../detail.js';
import { escapeText } from '../escape-text.js';
import { formatWallTime } from '../instant.js';
import { formatTable } from '../table.js';
import { cabinName } from './cabin-name.js';
import { arrivalTime, clockTime } from './local-times.js';

/** Tables show the clock of the airport: the day stands in the reference. */
const columns: readonly Column<ListedFlight>[] = [
  field('flight', 'Flight', 'ref'),
  field('origin', 'From'),
  field('destination', 'To'),
  { key: 'departs', header: 'Departs', kind: 'text', value: ({ departsAt }) => clockTime(departsAt) },
  {
    key: 'arrives',
    header: 'Arrives',
    kind: 'text',
    value: ({ departsAt, arrivesAt }) => arrivalTime(arrivesAt, departsAt.slice(0, 10)),
  },
  field('departsAt', 'Departs at', 'instant', { isWide: true }),
  field('arrivesAt', 'Arrives at', 'instant', { isWide: true }),
  field('status', 'Status'),
  field('available', 'Open', 'number'),
];

export const flightListView: View<ListedFlight> = {
  columns,
  emptyText: 'No flights. Import a schedule (opsdesk flight import FILE), or look further back with --from.',
};

const cabinColumns: readonly Column<FlightDetail['cabins'][number]>[] = [
  { key: 'cabin', header: 'Cabin', kind: 'text', value: ({ cabin }) => `${cabin} ${cabinName(cabin)}` },
  field('capacity', 'Seats', 'number'),
  field('authorised', 'Authorised', 'number'),
  field('sold', 'Sold', 'number'),
  field('held', 'Held', 'number'),
  field('available', 'Open', 'number'),
];

const fareColumns: readonly Column<FlightDetail['fares'][number]>[] = [
  field('fareClass', 'Class'),
  { key: 'cabin', header: 'Cabin', kind: 'text', value: ({ cabin }) => cabinName(cabin) },
  field('fareBasis', 'Basis'),
  field('price', 'Adult', 'money'),
  { key: 'isRefundable', header: 'Refundable', kind: 'text', value: (fare) => fare.isRefundable },
  field('changeFee', 'Change fee', 'money'),
  field('cancelFee', 'Cancel fee', 'money'),
  field('bookingLimit', 'Limit', 'number'),
  { key: 'rules', header: 'Rules', kind: 'text', value: formatRules },
];

function formatRules(fare: FlightDetail['fares'][number]): string {
  const { advancePurchaseDays, minStayDays, maxStayDays } = fare;
  return [
    ...(advancePurchaseDays > 0 ? [`${advancePurchaseDays} days ahead`] : []),
    ...(minStayDays > 0 ? [`stay ${minStayDays}+`] : []),
    ...(maxStayDays > 0 ? [`stay up to ${maxStayDays}`] : []),
  ].join(', ');
}

export const flightView: View<FlightDetail> = {
  columns: [...columns, field('equipment', 'Equipment', 'free-text')],
  text: formatFlight,
};

export function formatFlight(flight: FlightDetail, paint: Paint): string {
  const title = `${paint('bold', escapeText(flight.flight))}  ${flight.status}`;
  const facts = formatPairs(
    [
      ['From', `${escapeText(flight.origin)}  ${formatWallTime(flight.departsAt)}`],
      ['To', `${escapeText(flight.destination)}  ${formatWallTime(flight.arrivesAt)}`],
      ['Equipment', escapeText(flight.equipment) || '–'],
    ],
    paint,
  );
  const fares =
    flight.fares.length > 0 ? formatTable(flight.fares, fareColumns, { paint }) : 'No fares: it cannot be sold.';
  return [title, facts, '', formatTable(flight.cabins, cabinColumns, { paint }), '', fares].join('\n');
}
