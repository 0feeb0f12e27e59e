import { minorDigits } from '../../catalog/currencies.js';
import type { Instant } from '../../kernel/instant.js';
import { parseDecimal } from '../../kernel/money.js';
import type { HotelOrder, HotelSearch } from './hotel-search.js';
import type { FoundProperty, FoundRoom, HotelSpace } from './hotel-search-repository.js';
import { localToday, type NightState, priceStay, refusalOf, roomsLeft } from './stay-rules.js';

/** A room that can be booked for the whole stay. */
export interface BookableRoom {
  readonly property: FoundProperty;
  readonly room: FoundRoom;
  /** All rooms, all nights, in minor units of the property's currency. */
  readonly totalMinor: number;
  /** On the night that has the fewest. */
  readonly left: number;
}

/**
 * What can be booked of a place, best first; one room of each property unless all are asked for.
 * @throws INVALID_INPUT for a price that is finer than the currency
 */
export function rankRooms(space: HotelSpace, query: HotelSearch, now: Instant): BookableRoom[] {
  const bookable = bookableRooms(space, query, now).sort(inOrderOf('price'));
  const chosen = query.isAllRooms ? bookable : cheapestOfEach(bookable);
  return query.sort === 'price' ? chosen : chosen.sort(inOrderOf(query.sort));
}

/** The words of a property's list of amenities. */
export function amenitiesOf({ amenities }: Pick<FoundProperty, 'amenities'>): string[] {
  return amenities.split(',').filter((word) => word !== '');
}

function bookableRooms(space: HotelSpace, query: HotelSearch, now: Instant): BookableRoom[] {
  const isWanted = propertyFilter(query);
  const wanted = new Map(space.properties.filter(isWanted).map((property) => [property.id, property]));
  const states = new Map<number, RoomState | undefined>();
  const maxMinorOf = priceLimit(query.maxPrice);
  return space.rooms.flatMap((room) => {
    const property = wanted.get(room.property_id);
    if (!property) return [];
    // Once for a room type, however many plans it has.
    if (!states.has(room.room_type_id)) {
      states.set(room.room_type_id, stateOf(space.nights.get(room.room_type_id) ?? [], room, property, query, now));
    }
    const state = states.get(room.room_type_id);
    if (!state) return [];
    const { totalMinor } = priceStay(state.nights, room, query.rooms);
    return totalMinor <= maxMinorOf(property.currency) ? [{ property, room, totalMinor, left: state.left }] : [];
  });
}

interface RoomState {
  readonly nights: readonly NightState[];
  readonly left: number;
}

/** The nights of a room type, or undefined where a rule stands against the stay. */
function stateOf(
  known: readonly NightState[],
  room: FoundRoom,
  property: FoundProperty,
  { checkIn, checkOut, rooms, guests }: HotelSearch,
  now: Instant,
): RoomState | undefined {
  const nights = known.filter(({ night }) => night < checkOut);
  const checkOutNight = known.find(({ night }) => night === checkOut);
  const refusal = refusalOf(nights, checkOutNight, {
    ...{ checkIn, checkOut, rooms, guests },
    maxGuests: room.max_guests,
    minStayRule: property.min_stay_rule,
    today: localToday(property.time_zone, now),
  });
  return refusal ? undefined : { nights, left: Math.min(...nights.map(roomsLeft)) };
}

function propertyFilter({ stars = 0, minRating = 0, amenities = [] }: HotelSearch) {
  // A rating of 8.1 is 81 tenths, which 8.1 times ten is not quite.
  const minTenths = Math.ceil(minRating * 10 - 1e-6);
  const words = amenities.map((amenity) => `,${amenity.trim().toLowerCase()},`);
  return (property: FoundProperty): boolean =>
    property.stars >= stars &&
    property.rating_tenths >= minTenths &&
    words.every((word) => property.amenities.toLowerCase().includes(word));
}

function priceLimit(maxPrice: string | undefined): (currency: string) => number {
  if (maxPrice === undefined) return () => Number.POSITIVE_INFINITY;
  const known = new Map<string, number>();
  return (currency) => {
    const limit = known.get(currency) ?? parseDecimal(maxPrice, minorDigits(currency));
    known.set(currency, limit);
    return limit;
  };
}

/** @param rooms cheapest first */
function cheapestOfEach(rooms: readonly BookableRoom[]): BookableRoom[] {
  const cheapest = new Map<number, BookableRoom>();
  for (const room of rooms) if (!cheapest.has(room.property.id)) cheapest.set(room.property.id, room);
  return [...cheapest.values()];
}

type Comparison = (a: BookableRoom, b: BookableRoom) => number;

const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
/** Amounts compare within a currency only, so that each currency is a block of its own. */
const byPrice: Comparison = (a, b) =>
  byText(a.property.currency, b.property.currency) || a.totalMinor - b.totalMinor || byText(nameOf(a), nameOf(b));
const byRating: Comparison = (a, b) => b.property.rating_tenths - a.property.rating_tenths;
const byDistance: Comparison = (a, b) => distanceOf(a) - distanceOf(b);

/** Total orders: what is alike by what was asked for is in order of price, and at last of the codes. */
function inOrderOf(sort: HotelOrder): Comparison {
  if (sort === 'price') return byPrice;
  const first = sort === 'rating' ? byRating : byDistance;
  return (a, b) => first(a, b) || byPrice(a, b);
}

/** A colon and a slash are in no code. */
function nameOf({ property, room }: BookableRoom): string {
  return `${property.code}:${room.room_type}/${room.rate_plan}`;
}

/** Beyond every other where it is not known. */
function distanceOf({ property }: BookableRoom): number {
  return property.distance_km ?? Number.MAX_SAFE_INTEGER;
}
