import type { HotelOffer, HotelSearch } from '../../inventory/hotel/hotel-search.js';
import { escapeText } from '../../present/escape-text.js';
import { hotelOfferView } from '../../present/views/hotel-offer-view.js';
import { flag } from '../command-line.js';
import { ListPlace } from '../parts/list-place.js';
import type { Place } from '../place.js';
import type { Stage } from '../stage.js';
import { openHotel } from './hotel.js';
import { openSale } from './sale.js';

export type StayQuery = Pick<HotelSearch, 'place' | 'checkIn' | 'checkOut' | 'guests' | 'rooms' | 'stars' | 'sort'>;

/** Rooms that can be booked for the whole stay. */
export function openHotelOffers(stage: Stage, query: StayQuery, isAllRooms = false): Place {
  const { place, checkIn, checkOut, guests, rooms, stars, sort } = query;
  return new ListPlace<HotelOffer>(stage, {
    title: `${place} ${checkIn} to ${checkOut}`,
    command: () => [
      ...['hotel', 'search', place, '--check-in', checkIn, '--check-out', checkOut],
      ...flag('guests', guests === 1 ? undefined : guests),
      ...flag('rooms', rooms === 1 ? undefined : rooms),
      ...flag('stars', stars),
      ...flag('sort', sort === 'price' ? undefined : sort),
      ...(isAllRooms ? ['--all-rooms'] : []),
    ],
    columns: () => hotelOfferView.columns,
    idOf: ({ property, roomType, ratePlan }) => `${property}:${roomType}/${ratePlan}`,
    emptyText: 'No rooms for that stay.',
    openLabel: 'book',
    fetch: ({ limit, cursor }) => stage.app.hotels.search({ ...query, isAllRooms, limit, cursor }),
    open: (offer) => stage.openSoon(() => openSale(stage, pickedStay(offer, query))),
    bindings: (list) => [
      {
        keys: ['v'],
        label: 'nights and prices',
        run: () => {
          if (list.selected) stage.open(openHotel(stage, list.selected.property, checkIn));
        },
      },
      isAllRooms
        ? { keys: ['a'], label: 'cheapest only', run: () => stage.replace(openHotelOffers(stage, query)) }
        : { keys: ['a'], label: 'all rooms', run: () => stage.replace(openHotelOffers(stage, query, true)) },
    ],
  });
}

function pickedStay(offer: HotelOffer, { checkIn, checkOut, rooms, guests }: StayQuery) {
  const { property, name, roomType, ratePlan, cancellation, price } = offer;
  const stay = `${property}:${roomType}/${ratePlan}:${checkIn}:${checkOut}${rooms > 1 ? `:${rooms}` : ''}`;
  return {
    title: `${property} ${roomType}`,
    intro: [`${escapeText(name)}, ${roomType}/${ratePlan}, ${checkIn} to ${checkOut}`, cancellation].join('\n'),
    ...{ price, stay, flights: [], adults: guests, children: 0, infants: 0 },
  };
}
