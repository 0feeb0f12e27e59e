import type { AdjustedFlight, ReseatedPassenger } from '../../booking/adjust-flight.js';
import type { View } from '../../cli/output.js';
import type { Paint } from '../colour.js';
import { type Column, field } from '../column.js';
import { formatPairs } from '../detail.js';
import { escapeText } from '../escape-text.js';
import { formatTable } from '../table.js';
import { flightView, formatFlight } from './flight-view.js';

/** A flight after it was adjusted, and who was moved with it. */
export const adjustedFlightView: View<AdjustedFlight> = {
  columns: [
    ...flightView.columns,
    { key: 'reseated', header: 'Reseated', kind: 'number', value: ({ reseated }) => reseated.length },
    { key: 'rescheduled', header: 'Bookings moved', kind: 'number', value: ({ rescheduled }) => rescheduled.length },
  ],
  text: (flight, paint) =>
    [formatFlight(flight, paint), formatAdjustment(flight, paint)].filter((part) => part !== '').join('\n\n'),
};

const seatColumns: readonly Column<ReseatedPassenger>[] = [
  field('recordLocator', 'Booking', 'ref'),
  field('passenger', 'Passenger'),
  { key: 'seat', header: 'Seat', kind: 'text', value: ({ seat, cabin }) => place(seat, cabin) },
  { key: 'newSeat', header: 'New seat', kind: 'text', value: ({ newSeat, newCabin }) => place(newSeat, newCabin) },
];

function place(seat: string | null, cabin: string): string {
  return `${seat ?? 'none'} (${cabin})`;
}

/** What a change of a flight does to its passengers; empty where it does nothing. */
export function formatAdjustment({ reseated, rescheduled, notes }: AdjustedFlight, paint: Paint): string {
  const offered = rescheduled.filter((each) => each.offered.length > 0).length;
  const told = rescheduled.length - offered;
  const pairs = [
    ...(offered > 0 ? [['New times', `offered to ${offered} ${bookings(offered)}, until they answer`] as const] : []),
    ...(told > 0 ? [['New times', `told to ${told} ${bookings(told)}`] as const] : []),
    ...notes.map((note) => ['Note', escapeText(note)] as const),
  ];
  return [
    ...(pairs.length > 0 ? [formatPairs(pairs, paint)] : []),
    ...(reseated.length > 0 ? [formatTable(reseated, seatColumns, { paint })] : []),
  ].join('\n\n');
}

function bookings(count: number): string {
  return count === 1 ? 'booking' : 'bookings';
}
