import type { FlightSearch, OfferView } from './search-flights.js';

/** Remembers search results for a moment. It may forget at any time, and is never needed. */
export interface SearchCache {
  find(query: FlightSearch): Promise<readonly OfferView[] | undefined>;
  keep(query: FlightSearch, offers: readonly OfferView[]): Promise<void>;
  /** Forgets what is known of these routes: `LHR-JFK/2026-12-01`. */
  forget(routes: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

export function routeOf(query: Pick<FlightSearch, 'origin' | 'destination' | 'departureDate'>): string {
  return `${query.origin}-${query.destination}/${query.departureDate}`;
}
