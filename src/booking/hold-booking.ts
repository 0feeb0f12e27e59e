import { newCustomer, requireEmail, requireText } from '../customer/customer.js';
import { findCustomerByEmail, getCustomer, insertCustomer, subjectOf } from '../customer/customer-repository.js';
import type { BookingRow, CustomerRow, FlightRow, PassengerRow } from '../database/schema.js';
import { flightRefOf } from '../inventory/flight.js';
import { setSeatHold } from '../inventory/seat-repository.js';
import { OpsdeskError } from '../kernel/errors.js';
import { formatFlightRef } from '../kernel/flight-ref.js';
import { type Instant, MINUTE_MS } from '../kernel/instant.js';
import { locatorFrom } from '../kernel/record-locator.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { type BookingRecord, NO_MONEY, seatedPassengers, totalMinor } from './booking-record.js';
import { insertBooking } from './booking-repository.js';
import { type PassengerName, parsePassengerName, requireSoundParty } from './passenger-name.js';
import { type SeatedSegment, seatParty, type WantedFlight } from './seat-party.js';
import { segmentOf } from './segment-of.js';
import { auditBooking, publishBooking } from './trail.js';

/** How long a seat is kept for a customer who has not paid. */
export const DEFAULT_HOLD_MS = 30 * MINUTE_MS;

export interface HoldInput {
  readonly flights: readonly WantedFlight[];
  readonly passengers: readonly string[];
  /** In passenger order, flight by flight; empty for any seat. */
  readonly seats?: readonly string[] | undefined;
  readonly customerId?: string | undefined;
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
  readonly remark?: string | undefined;
  readonly holdMs?: number | undefined;
}

/**
 * Takes the seats and writes the booking, in the caller's transaction.
 * @param isPaying a payment begins in the same transaction: the hold has no limit until it is settled
 * @throws FLIGHT_NOT_FOUND, FLIGHT_NOT_SELLABLE, FARE_CLASS_NOT_FOUND, PRICE_CHANGED, SEAT_TAKEN,
 *   SEAT_NOT_FOUND, SOLD_OUT, CURRENCY_MISMATCH, PASSENGER_RULE, INVALID_INPUT
 */
export async function holdBooking(work: UnitOfWork, input: HoldInput, isPaying = false): Promise<BookingRecord> {
  const names = input.passengers.map(parsePassengerName);
  requireSoundParty(names);
  requireFlight(input.flights);
  const bookingId = work.ids.next('bkg');
  const passengers = names.map((name, index) => passengerRow(bookingId, index + 1, name));
  const wantedUntil = work.now + (input.holdMs ?? DEFAULT_HOLD_MS);
  const [customer, seated] = await Promise.all([
    resolveCustomer(work, input, names),
    seatFlights(work, input, { bookingId, passengers, holdExpiresAt: isPaying ? null : wantedUntil }),
  ]);
  requireDistinctFlights(seated.map(({ flight }) => flight));
  const segments = seated.map(({ flight, fare }, index) => segmentOf(bookingId, index + 1, flight, fare));
  // A hold never outlives the first departure.
  const holdExpiresAt = Math.min(wantedUntil, ...segments.map(({ flight }) => flight.departs_at));
  if (holdExpiresAt < wantedUntil && !isPaying) await setSeatHold(work.tx, bookingId, holdExpiresAt);

  const booking: BookingRow = {
    id: bookingId,
    record_locator: locatorFrom(work.ids.bytes(6)),
    customer_id: customer.row.id,
    version: 1,
    status: 'held',
    currency: singleCurrency(seated),
    total_minor: totalMinor(segments, passengers, 0),
    fees_minor: 0,
    hold_expires_at: holdExpiresAt,
    contact_email: input.email === undefined ? customer.row.email : requireEmail(input.email),
    contact_phone: input.phone === undefined ? customer.row.phone : requireText(input.phone, 'phone', 60),
    remark: input.remark === undefined ? null : requireText(input.remark, 'remark', 1_000),
    created_at: work.now,
    created_by: work.actor,
    updated_at: work.now,
  };
  const record: BookingRecord = {
    booking,
    subject: subjectOf(customer.row),
    passengers,
    segments,
    seats: seated.flatMap((segment) => segment.seats),
    money: NO_MONEY,
  };
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
  party: { bookingId: string; passengers: readonly PassengerRow[]; holdExpiresAt: Instant | null },
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
      segmentPosition: index + 1,
      passengers,
      seatNumbers: seatNumbers.slice(index * passengers.length, (index + 1) * passengers.length),
      holdExpiresAt: party.holdExpiresAt,
      status: 'held',
    });
  }
  return seated;
}

async function resolveCustomer(
  work: UnitOfWork,
  input: HoldInput,
  names: readonly PassengerName[],
): Promise<{ row: CustomerRow; isNew: boolean }> {
  if (input.customerId !== undefined) {
    const row = await getCustomer(work.tx, input.customerId);
    if (row.data_key === null) throw new OpsdeskError('WRONG_STATE', `customer ${row.id} was erased`);
    return { row, isNew: false };
  }
  const email = input.email === undefined ? undefined : requireEmail(input.email);
  const known = email === undefined ? undefined : await findCustomerByEmail(work.tx, email);
  if (known) return { row: known, isNew: false };
  const lead = names[0] as PassengerName;
  const name = `${lead.givenName} ${lead.surname}`;
  return { row: newCustomer({ id: work.ids.next('cus'), name, email, phone: input.phone }, work.now), isNew: true };
}

function requireFlight(flights: readonly WantedFlight[]): void {
  if (flights.length > 0) return;
  throw new OpsdeskError('INPUT_REQUIRED', 'a booking needs a flight', {
    hint: 'Add --flight BA117/2026-12-01, or --offer ID.',
  });
}

/** By what they are, for a flight may be named with its leg and without. */
function requireDistinctFlights(flights: readonly FlightRow[]): void {
  const ids = flights.map((flight) => flight.id);
  const twice = flights.find((flight, index) => ids.indexOf(flight.id) !== index);
  if (!twice) return;
  throw new OpsdeskError('INVALID_INPUT', `${flightRefOf(twice)} is named twice`, { hint: 'Name each flight once.' });
}

function passengerRow(bookingId: string, position: number, name: PassengerName): PassengerRow {
  return {
    booking_id: bookingId,
    position,
    surname: name.surname,
    given_name: name.givenName,
    title: name.title,
    type: name.type,
  };
}

function singleCurrency(seated: readonly SeatedSegment[]): string {
  const currencies = [...new Set(seated.map(({ fare }) => fare.currency))];
  const [currency] = currencies;
  if (currency !== undefined && currencies.length === 1) return currency;
  throw new OpsdeskError(
    'CURRENCY_MISMATCH',
    `the fares are in ${currencies.join(' and ')}, and a booking has one currency`,
    {
      hint: 'Make one booking for each currency.',
      details: { flights: seated.map(({ flight }) => flightRefOf(flight)) },
    },
  );
}
