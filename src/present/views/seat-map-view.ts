import type { View } from '../../cli/output.js';
import type { SeatMapView, SeatView } from '../../inventory/show-flight.js';
import type { Paint } from '../colour.js';
import { field } from '../column.js';
import { escapeText } from '../escape-text.js';
import { formatSeatMap } from '../seat-map.js';
import { cabinName } from './cabin-name.js';

/** One row a seat, for programs. */
export const seatListView: View<SeatView> = {
  columns: [field('seat', 'Seat', 'ref'), field('cabin', 'Cabin'), field('status', 'Status')],
};

/** The map, for people. */
export const seatMapView: View<SeatMapView> = {
  columns: [
    field('flight', 'Flight', 'ref'),
    { key: 'seats', header: 'Seats', kind: 'number', value: ({ seats }) => seats.length },
  ],
  text: formatMap,
};

function formatMap({ flight, seats }: SeatMapView, paint: Paint): string {
  const numbered = seats.flatMap((each) =>
    each.seat === null ? [] : [{ ...each, seat: each.seat, cabin: `${each.cabin} ${cabinName(each.cabin)}` }],
  );
  const slots = seats.length - numbered.length;
  const map = numbered.length > 0 ? formatSeatMap(numbered, paint) : 'No numbered seats.';
  const more = slots > 0 ? [`${slots} more may be sold without a seat number.`] : [];
  return [paint('bold', escapeText(flight)), '', map, ...more].join('\n');
}
