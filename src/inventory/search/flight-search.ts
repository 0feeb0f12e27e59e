import type { PassengerType } from '../../database/schema.js';
import type { LocalDate } from '../../kernel/local-date.js';
import type { Money } from '../../kernel/money.js';

/** From one airport to another on a local day of departure. */
export interface JourneyWish {
  readonly origin: string;
  readonly destination: string;
  readonly departureDate: LocalDate;
}

export type OfferOrder = 'price' | 'duration' | 'departure';

export interface FlightSearch {
  /** One for a one-way, two for a return, more for several cities; in the order of travel. */
  readonly journeys: readonly JourneyWish[];
  /** Who need a seat, children among them. */
  readonly passengers: number;
  readonly children?: number | undefined;
  /** On laps. */
  readonly infants?: number | undefined;
  readonly cabin?: string | undefined;
  readonly carrier?: string | undefined;
  /** Of each journey; unless given one, and two where nothing flies with fewer. */
  readonly maxStops?: number | undefined;
  /** `HH:MM` of the airport's clock, of the first journey; the two ends are within. */
  readonly departAfter?: string | undefined;
  readonly departBefore?: string | undefined;
  readonly arriveBefore?: string | undefined;
  /** A decimal in the fare's currency, for the whole party. */
  readonly maxPrice?: string | undefined;
  /** Minutes of each journey, from its first departure to its last arrival. */
  readonly maxMinutes?: number | undefined;
  readonly sort: OfferOrder;
  readonly limit: number;
}

export interface OfferedFlight {
  readonly flight: string;
  readonly origin: string;
  readonly destination: string;
  readonly departsAt: string;
  readonly arrivesAt: string;
  readonly cabin: string;
  readonly fareClass: string;
}

export interface OfferedJourney {
  readonly stops: number;
  readonly durationMinutes: number;
  readonly flights: readonly OfferedFlight[];
}

/** What all passengers of a type pay together. */
export interface PriceLine {
  readonly type: PassengerType;
  readonly count: number;
  readonly base: Money;
  readonly taxes: Money;
  readonly total: Money;
}

export interface OfferView {
  readonly offerId: string;
  /** Those of all journeys, in the order of travel. */
  readonly flights: readonly OfferedFlight[];
  readonly journeys: readonly OfferedJourney[];
  /** Of the journey with the most. */
  readonly stops: number;
  /** Of all journeys together. */
  readonly durationMinutes: number;
  /** On the flight that has the fewest in its class. */
  readonly seatsAvailable: number;
  /** Fare and taxes of the whole party. */
  readonly price: Money;
  readonly breakdown: readonly PriceLine[];
}

/** The lowest fare of a day, or of a day out with a day back. */
export interface CalendarDay {
  readonly departureDate: LocalDate;
  readonly returnDate: LocalDate | null;
  readonly price: Money;
  readonly offerId: string;
}

/** What a search answers, and the routes (`LHR-JFK/2026-12-01`) whose seats it depends on. */
export interface Found<T> {
  readonly items: readonly T[];
  readonly routes: readonly string[];
}

export function routeOf({ origin, destination, departureDate }: JourneyWish): string {
  return `${origin}-${destination}/${departureDate}`;
}
