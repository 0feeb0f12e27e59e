import type { Session } from '../database/dialect.js';
import { OpsdeskError } from '../kernel/errors.js';
import type { Clock } from '../runtime/clock.js';
import type { SearchCache } from './search-cache.js';
import { type FlightSearch, type OfferView, searchFlights } from './search-flights.js';

export interface OfferDeps {
  readonly session: Session;
  readonly clock: Clock;
  readonly cache: SearchCache | undefined;
}

/** Searches flights, from the cache where one is configured and knows. */
export async function findOffers(
  { session, clock, cache }: OfferDeps,
  query: FlightSearch,
): Promise<readonly OfferView[]> {
  const known = await cache?.find(query);
  if (known) return known.filter((offer) => Date.parse(offer.flights[0]?.departsAt ?? '') > clock.now());
  const offers = await searchFlights(session, query, clock.now());
  await cache?.keep(query, offers);
  return offers;
}

/** One page of the offers, in the order that was asked for; the cursor counts those before it. */
export async function pageOffers(
  deps: OfferDeps,
  { cursor = '0', ...query }: FlightSearch & { readonly cursor?: string | undefined },
): Promise<{ items: readonly OfferView[]; nextCursor: string | null }> {
  const before = /^\d{1,6}$/.test(cursor) ? Number(cursor) : undefined;
  if (before === undefined) {
    throw new OpsdeskError('INVALID_INPUT', `"${cursor}" is not a cursor of this search`, {
      hint: 'Take the nextCursor of the page before.',
    });
  }
  const end = before + query.limit;
  const offers = await findOffers(deps, { ...query, limit: end + 1 });
  return { items: offers.slice(before, end), nextCursor: offers.length > end ? String(end) : null };
}
