import type { LocalDate } from '../../kernel/local-date.js';
import type { Money } from '../../kernel/money.js';
import type { FlightSearch, OfferView } from '../search/flight-search.js';

export interface PackageSearch
  extends Pick<FlightSearch, 'passengers' | 'children' | 'infants' | 'cabin' | 'carrier' | 'maxStops'> {
  readonly origin: string;
  /** A city by name, or an airport by its code. */
  readonly place: string;
  readonly departureDate: LocalDate;
  readonly returnDate: LocalDate;
  readonly rooms: number;
  /** At least, 1 to 5. */
  readonly stars?: number | undefined;
  /** A decimal in the currency of the package, for all of it. */
  readonly maxPrice?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface PackageStay {
  /** `PROPERTY:ROOMTYPE/PLAN:CHECK-IN:CHECK-OUT:ROOMS`, as `booking create --stay` takes it. */
  readonly stayId: string;
  readonly property: string;
  readonly name: string;
  readonly stars: number;
  readonly roomType: string;
  readonly ratePlan: string;
  readonly board: string;
  /** The local date of arrival. */
  readonly checkIn: LocalDate;
  /** The day of the journey back. */
  readonly checkOut: LocalDate;
  readonly nights: number;
  readonly rooms: number;
  readonly price: Money;
}

export interface PackageOffer {
  /** The offer and the stay with a semicolon between: what a booking of it names. */
  readonly packageId: string;
  readonly flights: OfferView;
  readonly stay: PackageStay;
  /** What buying both together takes off. */
  readonly discount: Money;
  /** Flights and stay, less the discount. */
  readonly price: Money;
}
