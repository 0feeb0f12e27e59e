import { OpsdeskError } from '../kernel/errors.js';
import { type FlightRef, formatFlightRef, parseFlightRef } from '../kernel/flight-ref.js';
import type { LocalDate } from '../kernel/local-date.js';

/** What a search offered: a flight, a fare class, and the price per adult that was shown. */
export interface Offer {
  readonly ref: FlightRef;
  readonly fareClass: string;
  /** Fare and taxes of one adult, in minor units. */
  readonly priceMinor: number;
  readonly currency: string;
}

/** Stateless: the offer is its own id, so that a search writes nothing and an old offer says what changed. */
export function formatOfferId(
  flight: { carrier: string; number: string; departure_date: LocalDate; origin: string },
  fare: { fare_class: string; base_minor: number; tax_minor: number; currency: string },
): string {
  const ref = formatFlightRef({ ...flight, departureDate: flight.departure_date });
  return `${ref}:${fare.fare_class}:${fare.base_minor + fare.tax_minor}${fare.currency}`;
}

/** @throws INVALID_INPUT */
export function parseOfferId(text: string): Offer {
  const match = /^([^:]+):([A-Z]):(\d{1,12})([A-Z]{3})$/.exec(text.trim());
  if (match?.[1] && match[2] && match[3] && match[4]) {
    return { ref: parseFlightRef(match[1]), fareClass: match[2], priceMinor: Number(match[3]), currency: match[4] };
  }
  throw new OpsdeskError('INVALID_INPUT', `"${text}" is not an offer`, {
    hint: 'Take the offerId of a result of: opsdesk flight search ORG DST --depart DATE --json',
  });
}
