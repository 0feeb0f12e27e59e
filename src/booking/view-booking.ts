import type { BookingStatus } from '../database/schema.js';
import { flightRefOf } from '../inventory/flight.js';
import { formatInstant, type Instant } from '../kernel/instant.js';
import { type Money, money } from '../kernel/money.js';
import {
  type AssignedSeat,
  type BookingRecord,
  chargeableMinor,
  isLive,
  passengerId,
  type SegmentRecord,
  type StayRecord,
  segmentId,
  statusAt,
  stayId,
  unpaidMinor,
  writtenOffMinor,
} from './booking-record.js';
import { formatPassengerName } from './passenger-name.js';

export interface BookingView {
  readonly recordLocator: string;
  readonly status: BookingStatus;
  readonly version: number;
  readonly customerId: string;
  readonly passengers: readonly PassengerView[];
  readonly segments: readonly SegmentView[];
  readonly stays: readonly StayView[];
  readonly contact: { readonly email: string | null; readonly phone: string | null };
  readonly remark: string | null;
  readonly total: Money;
  /** What a package takes off; part of `total`. */
  readonly discount: Money;
  readonly paid: Money;
  readonly refunded: Money;
  /** What of the debt nobody will collect. */
  readonly writtenOff: Money;
  /** Of payments that are under way, unknown or set aside: it may yet be taken. Not in `paid`, and still in `balance`. */
  readonly underWay: Money;
  /** What the customer still owes; negative when it is owed to them. While it waits nothing is due. */
  readonly balance: Money;
  /** When the space goes back on sale. */
  readonly holdExpiresAt: string | null;
  /** The customer's deadline; between it and `holdExpiresAt` lies the grace. */
  readonly payBy: string | null;
  /** Until when the price stands. */
  readonly priceUntil: string | null;
  /** The record locator that it was split from. */
  readonly splitFrom: string | null;
  readonly createdAt: string;
  readonly createdBy: string;
  /** Of a booking that was just paid in another currency: what was charged. */
  readonly charged?: Money;
}

export interface PassengerView {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  /** UMNR, WCHR or MEDA: whoever cannot travel without it. */
  readonly service: string | null;
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
  /** 1 is the way out, 2 the way back. */
  readonly journey: number;
  /** The segment that it stands in for after a schedule change. */
  readonly replaces: string | null;
  readonly seats: readonly { readonly passengerId: string; readonly seat: string | null }[];
}

export interface StayView {
  readonly id: string;
  readonly property: string;
  readonly propertyName: string;
  readonly city: string;
  readonly roomType: string;
  readonly ratePlan: string;
  readonly checkIn: string;
  readonly checkOut: string;
  readonly rooms: number;
  readonly guests: number;
  readonly status: string;
  readonly price: Money;
}

export function viewBooking(record: BookingRecord, now: Instant): BookingView {
  const { booking, money: sums } = record;
  const amount = (minor: number) => money(minor, booking.currency);
  const status = statusAt(booking, sums, now);
  const seats = status === 'expired' ? [] : record.seats;
  const costMinor = status === 'waitlisted' ? 0 : chargeableMinor(record, now);
  const whileHeld = (instant: Instant | null) =>
    booking.status === 'held' && instant !== null ? formatInstant(instant) : null;
  return {
    recordLocator: booking.record_locator,
    status,
    version: booking.version,
    customerId: booking.customer_id,
    passengers: record.passengers.map((passenger) => ({
      id: passengerId(passenger.position),
      name: formatPassengerName(passenger),
      type: passenger.type,
      service: passenger.service,
    })),
    segments: record.segments.map((segment) => viewSegment(status === 'expired' ? lapsed(segment) : segment, seats)),
    stays: record.stays.map((stay) => viewStay(status === 'expired' ? lapsed(stay) : stay, booking.currency)),
    contact: { email: booking.contact_email, phone: booking.contact_phone },
    remark: booking.remark,
    total: amount(booking.total_minor),
    discount: amount(booking.discount_minor),
    paid: amount(sums.paidMinor),
    refunded: amount(sums.refundedMinor),
    underWay: amount(sums.reservedMinor),
    writtenOff: amount(writtenOffMinor(costMinor, sums)),
    balance: amount(unpaidMinor(costMinor, sums)),
    holdExpiresAt: whileHeld(booking.hold_expires_at),
    payBy: whileHeld(booking.pay_by),
    priceUntil: whileHeld(booking.price_until),
    splitFrom: booking.split_from,
    createdAt: formatInstant(booking.created_at),
    createdBy: booking.created_by,
  };
}

/** The lines of a hold that ran out stay as they were, so that it may come back; until then it has nothing. */
function lapsed<T extends SegmentRecord | StayRecord>(line: T): T {
  return isLive(line) ? { ...line, status: 'XX' } : line;
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
    journey: segment.journey,
    replaces: segment.replaces === null ? null : segmentId(segment.replaces),
    seats: seats
      .filter((seat) => seat.segment_position === segment.position && seat.passenger_position !== null)
      .map((seat) => ({ passengerId: passengerId(seat.passenger_position ?? 0), seat: seat.seat_number })),
  };
}

function viewStay(stay: StayRecord, currency: string): StayView {
  return {
    id: stayId(stay.position),
    property: stay.property.code,
    propertyName: stay.property.name,
    city: stay.property.city,
    roomType: stay.roomType.code,
    ratePlan: stay.rate_plan,
    checkIn: stay.check_in,
    checkOut: stay.check_out,
    rooms: stay.rooms,
    guests: stay.guests,
    status: isLive(stay) ? stay.status : 'XX',
    price: money(stay.price_minor, currency),
  };
}
