import { insertCustomer } from '../customer/customer-repository.js';
import type { FareRow } from '../database/schema.js';
import { flightRefOf, requireSellable } from '../inventory/flight.js';
import { lockFlightForSale, type PricedFlight } from '../inventory/flight-repository.js';
import { formatFlightRef } from '../kernel/flight-ref.js';
import { requireFareRules } from '../pricing/fare-rules.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { type BookingRecord, seatedPassengers, totalMinor } from './booking-record.js';
import { insertBooking } from './booking-repository.js';
import { mayBuyAmong } from './buyable-fares.js';
import type { CreateBookingInput } from './create-booking.js';
import { numberJourneys } from './journeys.js';
import { newBooking, newParty, requireDistinctFlights, singleCurrency } from './new-booking.js';
import { requirePartyRules } from './party-rules.js';
import { resolveCustomer } from './resolve-customer.js';
import { candidateFares, type WantedFlight } from './seat-party.js';
import { segmentOf } from './segment-of.js';
import { auditBooking, publishBooking } from './trail.js';
import { insertEntry } from './waitlist-repository.js';

/**
 * Puts a party on the waiting list of all its flights together, in the caller's transaction. Nothing is held and
 * nothing is due; the fare is the one of today, and is priced anew when the booking is cleared.
 * @throws FLIGHT_NOT_FOUND, FLIGHT_NOT_SELLABLE, FARE_CLASS_NOT_FOUND, CURRENCY_MISMATCH, PASSENGER_RULE,
 *   REFUSED_BY_RULE, INVALID_INPUT
 */
export async function joinWaitlist(work: UnitOfWork, input: CreateBookingInput): Promise<BookingRecord> {
  const party = newParty(work, input);
  const [customer, priced] = await Promise.all([
    resolveCustomer(work, input, party.names),
    priceFlights(work, input.flights),
  ]);
  requireDistinctFlights(priced.map(({ flight }) => flight));
  const journeys = numberJourneys(priced.map(({ flight }) => flight));
  const segments = priced.map(({ flight, fare }, index) => ({
    ...segmentOf(party.bookingId, index + 1, flight, fare, input.flights[index]?.journey ?? journeys[index]),
    status: 'HL' as const,
  }));
  const space = { segments, stays: [], seats: [] };
  requirePartyRules({ ...space, passengers: party.passengers });
  requireFareRules(
    priced.map((each, index) => ({ ...each, journey: segments[index]?.journey ?? 1 })),
    work.now,
  );
  const sums = { fees_minor: 0, discount_minor: 0 };
  const record = newBooking(work, party, customer.row, input, space, {
    status: 'waitlisted',
    currency: singleCurrency(
      priced.map(({ flight, fare }) => ({ what: flightRefOf(flight), currency: fare.currency })),
    ),
    total_minor: totalMinor({ ...space, passengers: party.passengers }, sums),
    ...sums,
    hold_expires_at: null,
    pay_by: null,
    price_until: null,
    time_limit: input.timeLimit ?? 'cancel',
  });
  work.concerns(record.subject);
  if (customer.isNew) insertCustomer(work.tx, customer.row);
  insertBooking(work.tx, record);
  for (const [index, segment] of segments.entries()) {
    insertEntry(work.tx, {
      booking_id: party.bookingId,
      segment_position: segment.position,
      flight_id: segment.flight_id,
      cabin: segment.cabin,
      // Who named no class takes the cheapest that opens, within the cabin whose price they were told.
      fare_class: input.flights[index]?.fareClass ?? '',
      party: seatedPassengers(party.passengers).length,
      requested_at: work.now,
    });
  }
  auditBooking(work, 'booking.waitlisted', undefined, record);
  publishBooking(work, 'booking.waitlisted', record);
  return record;
}

/** In the global lock order. */
async function priceFlights(work: UnitOfWork, flights: readonly WantedFlight[]) {
  const priced: (Pick<PricedFlight, 'flight'> & { fare: FareRow })[] = [];
  const order = flights.map((wanted, index) => ({ wanted, index, key: formatFlightRef(wanted.ref) }));
  order.sort((a, b) => (a.key < b.key ? -1 : 1));
  for (const { wanted, index } of order) {
    const { flight, fares } = await lockFlightForSale(work.tx, wanted.ref);
    requireSellable(flight, work.now);
    const [fare] = candidateFares(flight, fares, wanted.fareClass, mayBuyAmong(flights, work.now));
    priced[index] = { flight, fare: fare as FareRow };
  }
  return priced;
}
