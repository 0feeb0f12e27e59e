import type { Session } from '../database/dialect.js';
import { OpsdeskError } from '../kernel/errors.js';
import type { Instant } from '../kernel/instant.js';
import { offsetOf, pageAt } from '../kernel/offset-page.js';
import type { Clock } from '../runtime/clock.js';
import type { CalendarDay, FlightSearch, Found, OfferView } from './search/flight-search.js';
import { searchCalendar, searchFlights } from './search/search-flights.js';
import type { SearchCache, SearchKey } from './search-cache.js';

export interface OfferDeps {
  readonly session: Session;
  readonly clock: Clock;
  readonly cache: SearchCache | undefined;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

/** Searches flights, from the cache where one is configured and knows. */
export async function findOffers(deps: OfferDeps, query: FlightSearch): Promise<readonly OfferView[]> {
  const { items } = await remembered(deps, { ...query, of: 'offers' }, (now) =>
    searchFlights(deps.session, query, now),
  );
  return items.filter((offer) => Date.parse(offer.flights[0]?.departsAt ?? '') > deps.clock.now());
}

/** One page of the offers, in the order that was asked for; the cursor counts those before it. */
export async function pageOffers(
  deps: OfferDeps,
  { cursor, ...query }: FlightSearch & { readonly cursor?: string | undefined },
): Promise<Page<OfferView>> {
  const before = offsetOf(cursor);
  const offers = await findOffers(deps, { ...query, limit: before + query.limit + 1 });
  return pageAt(offers, before, query.limit);
}

/**
 * One page of the lowest fares of the days around.
 * @throws INVALID_INPUT for more journeys than one out and one back
 */
export async function pageCalendar(
  deps: OfferDeps,
  { cursor, ...query }: FlightSearch & { readonly cursor?: string | undefined },
): Promise<Page<CalendarDay>> {
  if (query.journeys.length > 2) {
    throw new OpsdeskError('INVALID_INPUT', `a calendar of ${query.journeys.length} journeys has no end`, {
      hint: 'Ask for the days around a one-way or a return.',
    });
  }
  const before = offsetOf(cursor);
  const { limit, ...asked } = query;
  // The whole of it is found at once, whatever the page.
  const { items } = await remembered(deps, { ...asked, limit: 1, of: 'calendar' }, (now) =>
    searchCalendar(deps.session, query, now),
  );
  return pageAt(items, before, limit);
}

async function remembered<T>(
  { clock, cache }: OfferDeps,
  key: SearchKey,
  search: (now: Instant) => Promise<Found<T>>,
): Promise<Found<T>> {
  const { found, stamp } = (await cache?.find<T>(key)) ?? {};
  if (found) return found;
  const fresh = await search(clock.now());
  if (stamp !== undefined) await cache?.keep(key, fresh, stamp);
  return fresh;
}
