import type { FlightRow } from '../../database/schema.js';
import { type Instant, MINUTE_MS } from '../../kernel/instant.js';

/** A flight as the search joins it: when and where, not yet for how much. */
export type TimetableFlight = Pick<
  FlightRow,
  | 'id'
  | 'carrier'
  | 'number'
  | 'departure_date'
  | 'origin'
  | 'destination'
  | 'departs_at'
  | 'departs_offset'
  | 'arrives_at'
  | 'arrives_offset'
>;

/** One journey: a flight, or flights that connect. */
export interface Itinerary {
  readonly flights: readonly TimetableFlight[];
  readonly first: TimetableFlight;
  readonly last: TimetableFlight;
  readonly departsAt: Instant;
  readonly minutes: number;
  /** Tells it from every other, alike on every back end. */
  readonly key: string;
}

export function itineraryOf(flights: readonly TimetableFlight[]): Itinerary {
  const first = flights[0] as TimetableFlight;
  const last = flights[flights.length - 1] as TimetableFlight;
  return {
    flights,
    first,
    last,
    departsAt: first.departs_at,
    minutes: Math.round((last.arrives_at - first.departs_at) / MINUTE_MS),
    key: flights
      .map(({ carrier, number, departure_date, origin }) => carrier + number + departure_date + origin)
      .join(),
  };
}
