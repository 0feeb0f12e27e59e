import type { View } from '../../cli/output.js';
import type { HotelOffer } from '../../inventory/hotel/hotel-search.js';
import type { ListedHotel } from '../../inventory/hotel/list-hotels.js';
import { type Column, field } from '../column.js';
import { escapeText } from '../escape-text.js';

const rating: Column<{ readonly rating: number }> = {
  key: 'rating',
  header: 'Rating',
  kind: 'number',
  value: (hotel) => hotel.rating.toFixed(1),
};
const amenities: Column<{ readonly amenities: readonly string[] }> = {
  key: 'amenities',
  header: 'Amenities',
  kind: 'free-text',
  value: (hotel) => hotel.amenities.join(', '),
  isWide: true,
};

/** Room and plan as `--stay` writes them: `DBL/FLEX`. */
const room: Column<HotelOffer> = {
  key: 'room',
  header: 'Room',
  kind: 'text',
  value: ({ roomType, ratePlan }) => `${roomType}/${ratePlan}`,
};

export const hotelOfferView: View<HotelOffer> = {
  columns: [
    field('property', 'Hotel', 'ref'),
    field('name', 'Name', 'free-text'),
    field('stars', 'Stars', 'number'),
    rating,
    field('distanceKm', 'Km', 'number'),
    room,
    field('board', 'Board'),
    field('roomsAvailable', 'Left', 'number'),
    field('price', 'Price', 'money'),
    field('city', 'City', 'free-text', { isWide: true }),
    field('roomType', 'Room type', 'text', { isWide: true }),
    field('ratePlan', 'Rate plan', 'text', { isWide: true }),
    field('perNight', 'Per night', 'money', { isWide: true }),
    field('isRefundable', 'Refundable', 'text', { isWide: true }),
    field('cancellation', 'Cancellation', 'text', { isWide: true }),
    amenities,
  ],
  emptyText:
    'No rooms for that stay. Try other dates, or look why: opsdesk hotel list --city CITY, opsdesk hotel show PROPERTY --from DATE',
};

export const hotelListView: View<ListedHotel> = {
  columns: [
    field('property', 'Hotel', 'ref'),
    field('name', 'Name', 'free-text'),
    field('city', 'City', 'free-text'),
    field('country', 'Country'),
    field('stars', 'Stars', 'number'),
    rating,
    field('roomTypes', 'Room types', 'number'),
    field('currency', 'Currency'),
    amenities,
  ],
  emptyText: 'No hotels. Import some: opsdesk hotel import FILE',
};

/** How to book an offer for the stay that was asked for, in a line; undefined where there is none. */
export function howToBookStay(
  offer: HotelOffer | undefined,
  { checkIn, checkOut, rooms }: { readonly checkIn: string; readonly checkOut: string; readonly rooms: number },
): string | undefined {
  if (!offer) return undefined;
  const { property, roomType, ratePlan } = offer;
  const stay = `${property}:${roomType}/${ratePlan}:${checkIn}:${checkOut}${rooms > 1 ? `:${rooms}` : ''}`;
  return `To book: opsdesk booking create --stay ${escapeText(stay)} --passenger "SMITH/JOHN MR"`;
}
