import type { Session } from '../../database/dialect.js';
import { OpsdeskError } from '../../kernel/errors.js';
import { HOUR_MS, type Instant, localDateOf } from '../../kernel/instant.js';
import { money } from '../../kernel/money.js';
import { offsetOf, pageAt } from '../../kernel/offset-page.js';
import { isRefundable, parsePolicy, policyInWords } from '../../pricing/cancellation-policy.js';
import { getHotelCity } from './find-city.js';
import type { HotelOffer, HotelSearch } from './hotel-search.js';
import { findHotelSpace, type HotelSpace, type Place } from './hotel-search-repository.js';
import { amenitiesOf, type BookableRoom, rankRooms } from './rank-rooms.js';
import { nightsOf } from './stay-rules.js';

/**
 * Rooms that can be booked for a whole stay, by the rules that a sale keeps to; a hold that ran out is free.
 * The cursor counts the offers before it.
 * @throws PROPERTY_NOT_FOUND for a place without hotels, INVALID_INPUT
 */
export async function searchHotels(
  session: Session,
  query: HotelSearch,
  now: Instant,
): Promise<{ items: HotelOffer[]; nextCursor: string | null }> {
  const nights = nightsOf(query.checkIn, query.checkOut).length;
  requireToCome(query, now);
  const before = offsetOf(query.cursor);
  const ranked = rankRooms(await findSpace(session, query, now), query, now);
  const page = pageAt(ranked, before, query.limit);
  return { ...page, items: page.items.map((room) => viewOffer(room, nights)) };
}

/** What lies behind everywhere on Earth is a slip; where it is still that day each property decides for itself. */
function requireToCome({ checkIn }: HotelSearch, now: Instant): void {
  const earliest = localDateOf(now, -12 * (HOUR_MS / 60_000));
  if (checkIn >= earliest) return;
  throw new OpsdeskError('INVALID_INPUT', `the check-in on ${checkIn} is in the past`, {
    hint: 'Ask for today or a day to come.',
    details: { checkIn },
  });
}

async function findSpace(session: Session, query: HotelSearch, now: Instant): Promise<HotelSpace> {
  const dates = { first: query.checkIn, end: query.checkOut };
  for (const place of readingsOf(query.place)) {
    const space = await findHotelSpace(session, place, dates, now);
    if (space.properties.length > 0) return space;
  }
  return findHotelSpace(session, { city: await getHotelCity(session, query.place) }, dates, now);
}

/** What a place may mean, the likelier first: three capitals are an airport, `Ely` is a city. */
function readingsOf(typed: string): Place[] {
  const place = typed.trim();
  if (!/^[A-Za-z]{3}$/.test(place)) return [{ city: place }];
  const airport = { airport: place.toUpperCase() };
  return place === airport.airport ? [airport, { city: place }] : [{ city: place }, airport];
}

function viewOffer({ property, room, totalMinor, left }: BookableRoom, nights: number): HotelOffer {
  const policy = parsePolicy(room.cancellation_policy);
  return {
    property: property.code,
    name: property.name,
    city: property.city,
    stars: property.stars,
    rating: property.rating_tenths / 10,
    roomType: room.room_type,
    ratePlan: room.rate_plan,
    board: room.board,
    roomsAvailable: left,
    distanceKm: property.distance_km,
    amenities: amenitiesOf(property),
    price: money(totalMinor, property.currency),
    perNight: money(Math.round(totalMinor / nights), property.currency),
    cancellation: policyInWords(policy),
    isRefundable: isRefundable(policy),
  };
}
