import type { Session } from '../../database/dialect.js';
import { statement } from '../../database/statement.js';
import { getHotelCity } from '../hotel/find-city.js';

const nearCity = statement<{ city: string }, { airport: string }>(
  'package_airports',
  `select a.airport from property p join property_airport a on a.property_id = p.id
    where lower(p.city) = lower(cast(:city as text))
    group by a.airport order by count(*) desc, min(a.distance_km), a.airport`,
);
const servedAirport = statement<{ iata: string }, { iata: string }>(
  'package_airport',
  'select iata from airport where iata = :iata',
);

/** Flights to so many airports of a city are looked at. */
const MOST_AIRPORTS = 3;

/**
 * The airports that serve a place: itself where it is one, else those that its hotels are near, first the one
 * that most are near.
 * @throws PROPERTY_NOT_FOUND for a city without hotels
 */
export async function findAirportsOf(session: Session, place: string): Promise<string[]> {
  const code = place.trim();
  if (/^[A-Z]{3}$/.test(code) && (await session.first(servedAirport, { iata: code }))) return [code];
  const rows = await session.all(nearCity, { city: await getHotelCity(session, place) });
  return rows.slice(0, MOST_AIRPORTS).map(({ airport }) => airport);
}
