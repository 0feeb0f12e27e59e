import type { View } from '../../cli/output.js';
import type { AdjustedNight, AdjustedRooms } from '../../inventory/hotel/adjust-rooms.js';
import type { Paint } from '../colour.js';
import { type Column, field } from '../column.js';
import { escapeText } from '../escape-text.js';
import { formatTable } from '../table.js';

const onOff = (key: 'stopSell' | 'closedToArrival' | 'closedToDeparture', header: string): Column<AdjustedNight> => ({
  ...{ key, header, kind: 'text' },
  value: (night) => (night[key] ? 'yes' : 'no'),
});

const nightColumns: readonly Column<AdjustedNight>[] = [
  field('roomType', 'Room'),
  field('night', 'Night'),
  field('allotment', 'Allotment', 'number'),
  field('overbooking', 'Overbooking', 'number'),
  field('taken', 'Taken', 'number'),
  field('price', 'Price', 'money'),
  field('minStay', 'Min stay', 'number'),
  onOff('stopSell', 'Stop-sell'),
  onOff('closedToArrival', 'No arrival'),
  onOff('closedToDeparture', 'No departure'),
];

/** A row a night, where rows are asked for. */
export const adjustedNightView: View<AdjustedNight> = { columns: nightColumns };

export const adjustedRoomsView: View<AdjustedRooms> = {
  columns: [
    field('property', 'Property', 'ref'),
    field('version', 'Version', 'number'),
    field('from', 'From'),
    field('to', 'To'),
    field('changed', 'Nights changed', 'number'),
  ],
  text: formatAdjustedRooms,
};

function formatAdjustedRooms({ property, version, changed, nights }: AdjustedRooms, paint: Paint): string {
  const title = `${paint('bold', escapeText(property))}  version ${version}, ${changed} of ${nights.length} nights changed`;
  return `${title}\n\n${formatTable(nights, nightColumns, { paint })}`;
}
