import { OpsdeskError } from '../kernel/errors.js';
import { type FlightRef, formatFlightRef, parseFlightRef } from '../kernel/flight-ref.js';
import type { LocalDate } from '../kernel/local-date.js';

/** What a search offered of one flight: a fare class, and the price per adult that was shown. */
export interface OfferPart {
  readonly ref: FlightRef;
  readonly fareClass: string;
  /** Fare and taxes of one adult, in minor units. */
  readonly priceMinor: number;
  readonly currency: string;
  /** 1 is the way out, 2 the way back, and so on. */
  readonly journey: number;
}

type Flight = { carrier: string; number: string; departure_date: LocalDate; origin: string };
type Fare = { fare_class: string; base_minor: number; tax_minor: number; currency: string };

/**
 * Stateless: the offer is its own id, so that a search writes nothing and an old offer says what changed.
 * Its flights stand between `+`, its journeys between commas.
 */
export function formatOfferId(journeys: readonly (readonly (readonly [Flight, Fare])[])[]): string {
  return journeys.map((flights) => flights.map(([flight, fare]) => formatPart(flight, fare)).join('+')).join();
}

function formatPart(flight: Flight, fare: Fare): string {
  const ref = formatFlightRef({ ...flight, departureDate: flight.departure_date });
  return `${ref}:${fare.fare_class}:${fare.base_minor + fare.tax_minor}${fare.currency}`;
}

/**
 * The flights of an offer, in the order of travel.
 * @throws INVALID_INPUT
 */
export function parseOfferId(text: string): OfferPart[] {
  return text
    .trim()
    .split(',')
    .flatMap((journey, index) => journey.split('+').map((part) => parsePart(part, index + 1, text)));
}

function parsePart(part: string, journey: number, offer: string): OfferPart {
  const match = /^([^:]+):([A-Z]):(\d{1,12})([A-Z]{3})$/.exec(part);
  if (match?.[1] && match[2] && match[3] && match[4]) {
    const ref = parseFlightRef(match[1]);
    return { ref, fareClass: match[2], priceMinor: Number(match[3]), currency: match[4], journey };
  }
  throw new OpsdeskError('INVALID_INPUT', `"${offer}" is not an offer`, {
    hint: 'Take the offerId of a result of: opsdesk flight search ORG DST --depart DATE --json',
  });
}
