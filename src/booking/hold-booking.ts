import { insertCustomer } from '../customer/customer-repository.js';
import type { PassengerRow } from '../database/schema.js';
import { flightRefOf } from '../inventory/flight.js';
import { OpsdeskError } from '../kernel/errors.js';
import { formatFlightRef } from '../kernel/flight-ref.js';
import type { Instant } from '../kernel/instant.js';
import type { Money } from '../kernel/money.js';
import { requireFareRules } from '../pricing/fare-rules.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { requireAgreed } from './agreed-sum.js';
import { holdSpaceUntil } from './booked-space.js';
import { type BookingRecord, discountOf, type StayRecord, seatedPassengers, totalMinor } from './booking-record.js';
import { insertBooking } from './booking-repository.js';
import { mayBuyAmong } from './buyable-fares.js';
import { deadlinesOf, type HoldTerms, withinUse } from './deadlines.js';
import { firstUseAt } from './first-use.js';
import { numberJourneys } from './journeys.js';
import { newBooking, newParty, type PartyInput, requireDistinctFlights, singleCurrency } from './new-booking.js';
import { requirePartyRules } from './party-rules.js';
import { resolveCustomer } from './resolve-customer.js';
import { type SeatedSegment, seatParty, type WantedFlight } from './seat-party.js';
import { segmentOf } from './segment-of.js';
import { inLockOrder, takeStay, type WantedStay } from './take-stay.js';
import { auditBooking, publishBooking } from './trail.js';
import { requireNobodyFirst } from './waitlist-turn.js';

export interface HoldInput extends PartyInput, HoldTerms {
  readonly flights: readonly WantedFlight[];
  readonly stays?: readonly WantedStay[] | undefined;
  /** In passenger order, flight by flight; empty for any seat. */
  readonly seats?: readonly string[] | undefined;
  readonly customerId?: string | undefined;
  /** The total that the customer said yes to. */
  readonly agreed?: Money | undefined;
}

/**
 * Takes the seats and writes the booking, in the caller's transaction.
 * @param isPaying a payment begins in the same transaction: the hold has no limit until it is settled
 * @param yields gives way, by `OthersWaitFirst`, to those on a waiting list of its flights
 * @throws FLIGHT_NOT_FOUND, FLIGHT_NOT_SELLABLE, FARE_CLASS_NOT_FOUND, PRICE_CHANGED, SEAT_TAKEN,
 *   SEAT_NOT_FOUND, SOLD_OUT, CURRENCY_MISMATCH, PASSENGER_RULE, INVALID_INPUT
 */
export async function holdBooking(
  work: UnitOfWork,
  input: HoldInput,
  isPaying = false,
  yields = false,
): Promise<BookingRecord> {
  const made = newParty(work, input);
  requireSomething(input);
  const { bookingId, passengers } = made;
  const wanted = deadlinesOf(work.now, input);
  const party = { ...made, holdExpiresAt: isPaying ? null : wanted.hold_expires_at };
  const [customer, seated] = await Promise.all([
    resolveCustomer(work, input, made.names),
    seatFlights(work, input, party),
  ]);
  if (yields && seated.some(({ isContested }) => isContested)) {
    await requireNobodyFirst(work, input.flights, bookingId);
  }
  requireDistinctFlights(seated.map(({ flight }) => flight));
  const housed = await houseGuests(work, input.stays ?? [], party);
  const journeys = numberJourneys(seated.map(({ flight }) => flight));
  const space = {
    passengers,
    segments: seated.map(({ flight, fare }, index) =>
      segmentOf(bookingId, index + 1, flight, fare, input.flights[index]?.journey ?? journeys[index]),
    ),
    stays: housed.map(({ stay }) => stay),
  };
  requirePartyRules(space);
  requireFareRules(
    seated.map((each, index) => ({ ...each, journey: space.segments[index]?.journey ?? 1 })),
    work.now,
  );
  const currency = singleCurrency([
    ...seated.map(({ flight, fare }) => ({ what: flightRefOf(flight), currency: fare.currency })),
    ...housed.map(({ stay, currency }) => ({ what: stay.property.code, currency })),
  ]);
  const sums = { fees_minor: 0, discount_minor: discountOf(space) };
  const total = totalMinor(space, sums);
  requireAgreed(input.agreed, total, currency, 'is the price now');
  const deadlines = withinUse(wanted, firstUseAt(space));
  const seats = seated.flatMap((segment) => segment.seats);
  const record = newBooking(
    work,
    made,
    customer.row,
    input,
    { ...space, seats },
    {
      status: 'held',
      currency,
      total_minor: total,
      fees_minor: sums.fees_minor,
      discount_minor: sums.discount_minor,
      hold_expires_at: deadlines.hold_expires_at,
      pay_by: deadlines.pay_by,
      price_until: deadlines.price_until,
      time_limit: input.timeLimit ?? 'cancel',
    },
  );
  if (deadlines.hold_expires_at < wanted.hold_expires_at && !isPaying) {
    await work.tx.sendLater();
    await holdSpaceUntil(work, record, deadlines.hold_expires_at);
  }
  work.concerns(record.subject);
  if (customer.isNew) insertCustomer(work.tx, customer.row);
  insertBooking(work.tx, record);
  auditBooking(work, 'booking.held', undefined, record);
  publishBooking(work, 'booking.held', record);
  return record;
}

/** Flights in the order of their references, whatever the order of travel: the global lock order. */
async function seatFlights(
  work: UnitOfWork,
  input: HoldInput,
  party: {
    bookingId: string;
    recordLocator: string;
    passengers: readonly PassengerRow[];
    holdExpiresAt: Instant | null;
  },
): Promise<SeatedSegment[]> {
  const passengers = seatedPassengers(party.passengers);
  const seatNumbers = input.seats ?? [];
  if (seatNumbers.length > 0 && seatNumbers.length !== passengers.length * input.flights.length) {
    throw new OpsdeskError(
      'INVALID_INPUT',
      `${seatNumbers.length} seats for ${passengers.length} passengers with a seat on ${input.flights.length} flights`,
      {
        hint: 'Give one --seat for each passenger with a seat, in their order, flight by flight; or none for any seats.',
      },
    );
  }
  const order = input.flights
    .map((wanted, index) => ({ wanted, index, key: formatFlightRef(wanted.ref) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  const seated: SeatedSegment[] = [];
  for (const { wanted, index } of order) {
    seated[index] = await seatParty(work, wanted, {
      bookingId: party.bookingId,
      recordLocator: party.recordLocator,
      segmentPosition: index + 1,
      passengers,
      seatNumbers: seatNumbers.slice(index * passengers.length, (index + 1) * passengers.length),
      holdExpiresAt: party.holdExpiresAt,
      status: 'held',
      mayBuy: mayBuyAmong(input.flights, work.now),
    });
  }
  return seated;
}

/** Rooms after seats, by the global lock order; among themselves in the order of their nights. */
async function houseGuests(
  work: UnitOfWork,
  stays: readonly WantedStay[],
  party: { bookingId: string; passengers: readonly PassengerRow[]; holdExpiresAt: Instant | null },
): Promise<{ stay: StayRecord; currency: string }[]> {
  const housed: { stay: StayRecord; currency: string }[] = [];
  for (const wanted of await inLockOrder(work.tx, stays)) {
    const at = stays.indexOf(wanted);
    housed[at] = await takeStay(work, wanted, {
      bookingId: party.bookingId,
      position: at + 1,
      holdExpiresAt: party.holdExpiresAt,
      guests: seatedPassengers(party.passengers).length,
    });
  }
  return housed;
}

function requireSomething({ flights, stays = [] }: HoldInput): void {
  if (flights.length > 0 || stays.length > 0) return;
  throw new OpsdeskError('INPUT_REQUIRED', 'a booking needs a flight or a stay', {
    hint: 'Add --flight BA117/2026-12-01, --offer ID, or --stay PROPERTY:ROOMTYPE:IN:OUT.',
  });
}
