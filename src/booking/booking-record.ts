import { minorDigits } from '../catalog/currencies.js';
import type {
  BookingRow,
  BookingStatus,
  FareRow,
  FlightRow,
  PassengerRow,
  SeatRow,
  SegmentRow,
} from '../database/schema.js';
import { flightRefOf } from '../inventory/flight.js';
import { formatInstant, type Instant } from '../kernel/instant.js';
import { type Money, money, parseDecimal } from '../kernel/money.js';
import type { MoneySummary } from '../payment/summarise-money.js';
import { priceParty } from '../pricing/fare-price.js';
import type { DataSubject } from '../runtime/personal-data.js';
import { formatPassengerName } from './passenger-name.js';

export type SegmentRecord = SegmentRow & { readonly flight: FlightRow };
export type AssignedSeat = Pick<
  SeatRow,
  'flight_id' | 'ordinal' | 'cabin' | 'seat_number' | 'status' | 'segment_position' | 'passenger_position'
>;

export const NO_MONEY: MoneySummary = {
  paidMinor: 0,
  refundedMinor: 0,
  reservedMinor: 0,
  refundReservedMinor: 0,
  goodwillMinor: 0,
};

/** A booking with all that belongs to it, as it stands in the database or is about to. */
export interface BookingRecord {
  readonly booking: BookingRow;
  readonly subject: DataSubject;
  readonly passengers: readonly PassengerRow[];
  readonly segments: readonly SegmentRecord[];
  readonly seats: readonly AssignedSeat[];
  readonly money: MoneySummary;
}

export interface BookingView {
  readonly recordLocator: string;
  readonly status: BookingStatus;
  readonly version: number;
  readonly customerId: string;
  readonly passengers: readonly { readonly id: string; readonly name: string; readonly type: string }[];
  readonly segments: readonly SegmentView[];
  readonly stays: readonly never[];
  readonly contact: { readonly email: string | null; readonly phone: string | null };
  readonly remark: string | null;
  readonly total: Money;
  readonly paid: Money;
  readonly refunded: Money;
  /** What the customer still owes; negative when it is owed to them. */
  readonly balance: Money;
  readonly holdExpiresAt: string | null;
  readonly createdAt: string;
  readonly createdBy: string;
}

export interface SegmentView {
  readonly id: string;
  readonly flight: string;
  readonly origin: string;
  readonly destination: string;
  readonly departsAt: string;
  readonly arrivesAt: string;
  readonly fareClass: string;
  readonly cabin: string;
  readonly status: string;
  readonly seats: readonly { readonly passengerId: string; readonly seat: string | null }[];
}

/** A hold that has run out is expired from that moment, whether or not anybody has tidied it up. */
export function statusAt(booking: BookingRow, money: MoneySummary, now: Instant): BookingStatus {
  const hasRunOut = booking.hold_expires_at !== null && booking.hold_expires_at <= now;
  return booking.status === 'held' && hasRunOut && money.reservedMinor === 0 ? 'expired' : booking.status;
}

/** What the booking costs the customer: nothing once its hold ran out, so that what was paid is owed back. */
export function chargeableMinor({ booking, money }: Pick<BookingRecord, 'booking' | 'money'>, now: Instant): number {
  return statusAt(booking, money, now) === 'expired' ? 0 : booking.total_minor;
}

/** What has been paid towards the booking: refunds are taken off, goodwill is not. */
export function paidTowardsMinor(money: MoneySummary): number {
  return money.paidMinor - money.refundedMinor - money.refundReservedMinor + money.goodwillMinor;
}

/** What is still to be paid, with payments under way counted as paid. */
export function balanceMinor({ booking, money }: Pick<BookingRecord, 'booking' | 'money'>): number {
  return booking.total_minor - paidTowardsMinor(money) - money.reservedMinor;
}

/** Fares and taxes of all segments for the whole party, and the fees collected for changes. */
export function totalMinor(
  segments: readonly Pick<FareRow, 'base_minor' | 'tax_minor'>[],
  passengers: readonly Pick<PassengerRow, 'type'>[],
  feesMinor: number,
): number {
  const types = passengers.map((passenger) => passenger.type);
  return segments.reduce((sum, segment) => sum + priceParty(segment, types), feesMinor);
}

/** What was typed, in minor units of the booking's currency. @throws INVALID_INPUT */
export function amountOf({ booking }: Pick<BookingRecord, 'booking'>, text: string | undefined): number | undefined {
  return text === undefined ? undefined : parseDecimal(text, minorDigits(booking.currency));
}

/** Infants ride on a lap. */
export function seatedPassengers<P extends Pick<PassengerRow, 'type'>>(passengers: readonly P[]): P[] {
  return passengers.filter((passenger) => passenger.type !== 'INF');
}

export const passengerId = (position: number) => `P${position}`;
export const segmentId = (position: number) => `S${position}`;

export function viewBooking(record: BookingRecord, now: Instant): BookingView {
  const { booking, money: sums } = record;
  const amount = (minor: number) => money(minor, booking.currency);
  const status = statusAt(booking, sums, now);
  return {
    recordLocator: booking.record_locator,
    status,
    version: booking.version,
    customerId: booking.customer_id,
    passengers: record.passengers.map((passenger) => ({
      id: passengerId(passenger.position),
      name: formatPassengerName(passenger),
      type: passenger.type,
    })),
    segments: record.segments.map((segment) => viewSegment(segment, status === 'expired' ? [] : record.seats)),
    stays: [],
    contact: { email: booking.contact_email, phone: booking.contact_phone },
    remark: booking.remark,
    total: amount(booking.total_minor),
    paid: amount(sums.paidMinor),
    refunded: amount(sums.refundedMinor),
    balance: amount(chargeableMinor(record, now) - paidTowardsMinor(sums)),
    holdExpiresAt:
      booking.status === 'held' && booking.hold_expires_at !== null ? formatInstant(booking.hold_expires_at) : null,
    createdAt: formatInstant(booking.created_at),
    createdBy: booking.created_by,
  };
}

function viewSegment(segment: SegmentRecord, seats: readonly AssignedSeat[]): SegmentView {
  const { flight } = segment;
  return {
    id: segmentId(segment.position),
    flight: flightRefOf(flight),
    origin: flight.origin,
    destination: flight.destination,
    departsAt: formatInstant(flight.departs_at, flight.departs_offset),
    arrivesAt: formatInstant(flight.arrives_at, flight.arrives_offset),
    fareClass: segment.fare_class,
    cabin: segment.cabin,
    status: segment.status,
    seats: seats
      .filter((seat) => seat.segment_position === segment.position && seat.passenger_position !== null)
      .map((seat) => ({ passengerId: passengerId(seat.passenger_position ?? 0), seat: seat.seat_number })),
  };
}
