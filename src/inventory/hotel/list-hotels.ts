import type { Session } from '../../database/dialect.js';
import { OpsdeskError } from '../../kernel/errors.js';
import { getHotelCity } from './find-city.js';
import { type ListedProperty, listProperties } from './hotel-search-repository.js';
import { amenitiesOf } from './rank-rooms.js';

export interface HotelFilter {
  readonly city?: string | undefined;
  readonly limit: number;
  /** The code of the last property of the page before. */
  readonly cursor?: string | undefined;
}

export interface ListedHotel {
  readonly property: string;
  readonly name: string;
  readonly city: string;
  readonly country: string;
  readonly stars: number;
  /** 0 to 10. */
  readonly rating: number;
  readonly currency: string;
  /** How many it has. */
  readonly roomTypes: number;
  readonly amenities: readonly string[];
}

/** Properties by code. @throws PROPERTY_NOT_FOUND for a city without any, INVALID_INPUT for a cursor that is none */
export async function listHotels(
  session: Session,
  { city, limit, cursor = '' }: HotelFilter,
): Promise<{ items: ListedHotel[]; nextCursor: string | null }> {
  requirePropertyCursor(cursor);
  const page = { city: city?.trim() ?? '', after: cursor, limit: limit + 1 };
  let rows = await listProperties(session, page);
  if (rows.length === 0 && city !== undefined) {
    rows = await listProperties(session, { ...page, city: await getHotelCity(session, city) });
  }
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return { items: rows.slice(0, limit).map(viewListed), nextCursor: last?.code ?? null };
}

function viewListed(row: ListedProperty): ListedHotel {
  return {
    property: row.code,
    name: row.name,
    city: row.city,
    country: row.country,
    stars: row.stars,
    rating: row.rating_tenths / 10,
    currency: row.currency,
    roomTypes: row.room_types,
    amenities: amenitiesOf(row),
  };
}

function requirePropertyCursor(cursor: string): void {
  if (/^[A-Z0-9-]*$/.test(cursor)) return;
  throw new OpsdeskError('INVALID_INPUT', `"${cursor}" is not a cursor of this list`, {
    hint: 'Take the nextCursor of the page before.',
  });
}
