import type { PassengerType } from '../../database/schema.js';
import { formatInstant } from '../../kernel/instant.js';
import { money } from '../../kernel/money.js';
import { flightRefOf } from '../flight.js';
import { formatOfferId } from '../offer.js';
import type { OfferedFlight, OfferedJourney, OfferView, PriceLine } from './flight-search.js';
import type { TimetableFlight } from './itinerary.js';
import { PASSENGER_TYPES, type Party, priceType } from './party.js';
import type { Choice, Trip } from './rank-trips.js';
import type { SeatCounts } from './seat-counts.js';
import type { SearchFare } from './space-repository.js';

/** The offer that books a trip. */
export function offerIdOf(trip: Trip): string {
  return formatOfferId(
    trip.choices.map(({ itinerary, fares }) =>
      itinerary.flights.map((flight, at) => [flight, fares[at] as SearchFare] as const),
    ),
  );
}

/** @param counts of all flights of the trip */
export function viewOffer(trip: Trip, party: Party, counts: SeatCounts): OfferView {
  const journeys = trip.choices.map((choice) => viewJourney(choice, counts.legCounts));
  const fares = trip.choices.flatMap((choice) => choice.fares);
  return {
    offerId: offerIdOf(trip),
    flights: journeys.flatMap(({ flights }) => flights),
    journeys,
    stops: Math.max(...journeys.map(({ stops }) => stops)),
    durationMinutes: trip.minutes,
    seatsAvailable: Math.min(...fares.map((fare) => counts.availableIn(fare) ?? 0)),
    price: money(trip.priceMinor, (fares[0] as SearchFare).currency),
    breakdown: PASSENGER_TYPES.flatMap((type) => (party[type] === 0 ? [] : viewPrice(fares, type, party[type]))),
  };
}

function viewJourney({ itinerary, fares }: Choice, legCounts: ReadonlyMap<number, number>): OfferedJourney {
  return {
    stops: itinerary.flights.length - 1,
    durationMinutes: itinerary.minutes,
    flights: itinerary.flights.map((flight, at) => viewFlight(flight, fares[at] as SearchFare, legCounts)),
  };
}

function viewFlight(flight: TimetableFlight, fare: SearchFare, legCounts: ReadonlyMap<number, number>): OfferedFlight {
  return {
    flight: flightRefOf({ ...flight, leg_count: legCounts.get(flight.id) ?? 1 }),
    origin: flight.origin,
    destination: flight.destination,
    departsAt: formatInstant(flight.departs_at, flight.departs_offset),
    arrivesAt: formatInstant(flight.arrives_at, flight.arrives_offset),
    cabin: fare.cabin,
    fareClass: fare.fare_class,
  };
}

function viewPrice(fares: readonly SearchFare[], type: PassengerType, count: number): PriceLine {
  const { baseMinor, taxMinor } = priceType(fares, type, count);
  const { currency } = fares[0] as SearchFare;
  return {
    type,
    count,
    base: money(baseMinor, currency),
    taxes: money(taxMinor, currency),
    total: money(baseMinor + taxMinor, currency),
  };
}
