import { requireEmail, requireText } from '../customer/customer.js';
import { subjectOf } from '../customer/customer-repository.js';
import type { BookingRow, CustomerRow, FlightRow, PassengerRow } from '../database/schema.js';
import { flightRefOf } from '../inventory/flight.js';
import { OpsdeskError } from '../kernel/errors.js';
import { locatorFrom } from '../kernel/record-locator.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { type BookingRecord, NO_MONEY } from './booking-record.js';
import { withLoneChildren } from './party-rules.js';
import { type PassengerName, parsePassengerName, requireSoundParty } from './passenger-name.js';

/** Who travels, and how they are reached. */
export interface PartyInput {
  readonly passengers: readonly string[];
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
  readonly remark?: string | undefined;
}

export interface NewParty {
  readonly bookingId: string;
  readonly recordLocator: string;
  readonly names: readonly PassengerName[];
  readonly passengers: readonly PassengerRow[];
}

/** Names a new booking and its passengers. @throws INVALID_INPUT, INPUT_REQUIRED, PASSENGER_RULE */
export function newParty(work: UnitOfWork, { passengers }: PartyInput): NewParty {
  const names = passengers.map((text) => parsePassengerName(text));
  requireSoundParty(names);
  const bookingId = work.ids.next('bkg');
  return {
    bookingId,
    recordLocator: locatorFrom(work.ids.bytes(6)),
    names,
    passengers: withLoneChildren(names.map((name, index) => passengerRow(bookingId, index + 1, name))),
  };
}

/** What of a booking's row follows from what is booked, and not from who books it. */
export type BookedSums = Pick<
  BookingRow,
  | 'status'
  | 'currency'
  | 'total_minor'
  | 'fees_minor'
  | 'discount_minor'
  | 'hold_expires_at'
  | 'pay_by'
  | 'price_until'
  | 'time_limit'
>;

/** A booking as it is about to be written, of version 1. @throws INVALID_INPUT */
export function newBooking(
  work: UnitOfWork,
  party: NewParty,
  customer: CustomerRow,
  input: PartyInput,
  space: Pick<BookingRecord, 'segments' | 'stays' | 'seats'>,
  sums: BookedSums,
): BookingRecord {
  const booking: BookingRow = {
    id: party.bookingId,
    record_locator: party.recordLocator,
    customer_id: customer.id,
    version: 1,
    status: sums.status,
    currency: sums.currency,
    total_minor: sums.total_minor,
    fees_minor: sums.fees_minor,
    discount_minor: sums.discount_minor,
    hold_expires_at: sums.hold_expires_at,
    pay_by: sums.pay_by,
    price_until: sums.price_until,
    time_limit: sums.time_limit,
    split_from: null,
    contact_email: input.email === undefined ? customer.email : requireEmail(input.email),
    contact_phone: input.phone === undefined ? customer.phone : requireText(input.phone, 'phone', 60),
    remark: input.remark === undefined ? null : requireText(input.remark, 'remark', 1_000),
    created_at: work.now,
    created_by: work.actor,
    updated_at: work.now,
  };
  return {
    booking,
    subject: subjectOf(customer),
    passengers: party.passengers,
    segments: space.segments,
    seats: space.seats,
    stays: space.stays,
    money: NO_MONEY,
  };
}

/** By what they are, for a flight may be named with its leg and without. @throws INVALID_INPUT */
export function requireDistinctFlights(flights: readonly FlightRow[]): void {
  const ids = flights.map((flight) => flight.id);
  const twice = flights.find((flight, index) => ids.indexOf(flight.id) !== index);
  if (!twice) return;
  throw new OpsdeskError('INVALID_INPUT', `${flightRefOf(twice)} is named twice`, { hint: 'Name each flight once.' });
}

/** @throws CURRENCY_MISMATCH */
export function singleCurrency(priced: readonly { readonly what: string; readonly currency: string }[]): string {
  const currencies = [...new Set(priced.map(({ currency }) => currency))];
  const [currency] = currencies;
  if (currency !== undefined && currencies.length === 1) return currency;
  throw new OpsdeskError(
    'CURRENCY_MISMATCH',
    `the prices are in ${currencies.join(' and ')}, and a booking has one currency`,
    { hint: 'Make one booking for each currency.', details: { items: priced.map(({ what }) => what) } },
  );
}

/** The row of a passenger as written. */
export function passengerRow(bookingId: string, position: number, name: PassengerName): PassengerRow {
  return {
    booking_id: bookingId,
    position,
    surname: name.surname,
    given_name: name.givenName,
    title: name.title,
    type: name.type,
    service: name.service,
  };
}
