import type { FlightSearch, Found } from './search/flight-search.js';

/** What is remembered of a query belongs to what was asked: offers, or a calendar. */
export type SearchKey = FlightSearch & { readonly of: 'offers' | 'calendar' };

/** What is known of a query, or when it was found that nothing is. */
export interface Remembered<T> {
  readonly found?: Found<T> | undefined;
  /** To be given to `keep`: what was forgotten since then is not taken back by a search that began before. */
  readonly stamp?: number | undefined;
}

/** Remembers search results for a moment. It may forget at any time, and is never needed. */
export interface SearchCache {
  find<T>(query: SearchKey): Promise<Remembered<T>>;
  keep<T>(query: SearchKey, found: Found<T>, stamp: number): Promise<void>;
  /** Forgets whatever was found with the help of these routes: `LHR-JFK/2026-12-01`. */
  forget(routes: readonly string[]): Promise<void>;
  /** Calls back after each change that `forget` was told of, by whomever. @returns how to stop */
  watch(onChange: () => void): () => void;
  close(): Promise<void>;
}
