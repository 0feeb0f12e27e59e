import type { Session } from '../database/dialect.js';
import type { Clock } from '../runtime/clock.js';
import type { SearchCache } from './search-cache.js';
import { type FlightSearch, type OfferView, searchFlights } from './search-flights.js';

export interface OfferDeps {
  readonly session: Session;
  readonly clock: Clock;
  readonly cache: SearchCache | undefined;
}

/** Searches flights, from the cache where one is configured and knows. */
export async function findOffers({ session, clock, cache }: OfferDeps, query: FlightSearch): Promise<readonly OfferView[]> {
  const known = await cache?.find(query);
  if (known) return known.filter((offer) => Date.parse(offer.flights[0]?.departsAt ?? '') > clock.now());
  const offers = await searchFlights(session, query, clock.now());
  await cache?.keep(query, offers);
  return offers;
}
