import type { View } from '../../cli/output.js';
import type { HotelDetail, RoomTypeView } from '../../inventory/hotel/show-hotel.js';
import type { Paint } from '../colour.js';
import { type Column, field } from '../column.js';
import { formatPairs } from '../detail.js';
import { escapeText } from '../escape-text.js';
import { formatRoomGrid } from '../room-grid.js';
import { formatTable } from '../table.js';
import { wrapText } from '../text-width.js';

interface PlanLine {
  readonly room: string;
  readonly board: string;
  readonly percent: number;
  readonly isRefundable: boolean;
  readonly cancellation: string;
}

const BOARDS: Readonly<Record<string, string>> = { RO: 'room only', BB: 'breakfast', HB: 'half board' };

const planColumns: readonly Column<PlanLine>[] = [
  field('room', 'Plan'),
  { key: 'board', header: 'Board', kind: 'text', value: ({ board }) => BOARDS[board] ?? board },
  { key: 'percent', header: 'Price', kind: 'number', value: ({ percent }) => `${percent} %` },
  field('isRefundable', 'Refundable'),
];

const roomColumns: readonly Column<RoomTypeView>[] = [
  field('roomType', 'Room type', 'ref'),
  field('name', 'Name', 'free-text'),
  field('maxGuests', 'Guests', 'number'),
];

export const hotelView: View<HotelDetail> = {
  columns: [
    field('property', 'Hotel', 'ref'),
    field('name', 'Name', 'free-text'),
    field('city', 'City', 'free-text'),
    field('country', 'Country'),
    field('timeZone', 'Time zone'),
    field('stars', 'Stars', 'number'),
    field('rating', 'Rating', 'number'),
    field('currency', 'Currency'),
    field('cancellation', 'Cancellation'),
    field('minStayRule', 'Minimum stay by'),
    field('version', 'Version', 'number'),
    {
      key: 'amenities',
      header: 'Amenities',
      kind: 'free-text',
      value: (hotel) => hotel.amenities.join(', '),
    },
    {
      key: 'roomTypes',
      header: 'Room types',
      kind: 'text',
      value: (hotel) => hotel.roomTypes.map(({ roomType }) => roomType).join(', '),
    },
  ],
  text: formatHotel,
};

/** Terminals are at least so wide. */
const WIDTH = 80;
/** Below the longest label and the gap behind it. */
const INDENT = ' '.repeat('Cancellation  '.length);

function formatHotel(hotel: HotelDetail, paint: Paint): string {
  const { roomTypes } = hotel;
  const title = `${paint('bold', escapeText(hotel.property))}  ${escapeText(hotel.name)}`;
  if (roomTypes.length === 0) return [title, formatFacts(hotel, paint), '', 'No room types.'].join('\n');
  const plans = roomTypes.flatMap(({ roomType, ratePlans }) =>
    ratePlans.map((plan) => ({ ...plan, room: `${roomType}/${plan.ratePlan}` })),
  );
  return [
    title,
    formatFacts(hotel, paint),
    '',
    formatTable(roomTypes, roomColumns, { paint, width: WIDTH }),
    '',
    formatPlans(plans, paint),
    '',
    formatRoomGrid(roomTypes, hotel.currency, paint),
  ].join('\n');
}

/** Policies are sentences, and most plans share theirs: each stands once, below the table. */
function formatPlans(plans: readonly PlanLine[], paint: Paint): string {
  if (plans.length === 0) return 'No rate plans: its rooms cannot be sold.';
  const policies = [...new Set(plans.map(({ cancellation }) => cancellation))].flatMap((policy) => {
    const rooms = plans.filter(({ cancellation }) => cancellation === policy).map(({ room }) => room);
    return wrapText(escapeText(`${rooms.join(', ')}: ${policy}`), WIDTH);
  });
  return [formatTable(plans, planColumns, { paint, width: WIDTH }), '', ...policies].join('\n');
}

function formatFacts(hotel: HotelDetail, paint: Paint): string {
  const airports = hotel.airports.map(({ airport, distanceKm }) => `${airport} ${distanceKm} km`).join(', ');
  const wrapped = (text: string) => wrapText(escapeText(text), WIDTH - INDENT.length).join(`\n${INDENT}`);
  return formatPairs(
    [
      ['City', escapeText(`${hotel.city}, ${hotel.country}`)],
      ['Airports', wrapped(airports) || '–'],
      ['Rating', `${hotel.stars} stars, ${hotel.rating.toFixed(1)} of 10`],
      ['Amenities', wrapped(hotel.amenities.join(', ')) || '–'],
      ['Cancellation', wrapped(hotel.cancellation)],
      ['Time zone', escapeText(hotel.timeZone)],
    ],
    paint,
  );
}
