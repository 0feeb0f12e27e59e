import { flightRefOf } from '../inventory/flight.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { type BookingRecord, passengerId, segmentId } from './booking-record.js';
import { formatPassengerName } from './passenger-name.js';

/** One entry of the audit trail for one change of a booking: what it was, what it became. */
export function auditBooking(
  work: UnitOfWork,
  action: string,
  before: BookingRecord | undefined,
  after: BookingRecord,
): void {
  work.audit({
    action,
    entity: 'booking',
    entityId: after.booking.record_locator,
    before: before && describe(before),
    after: describe(after),
    personal: { before: before && describePerson(before), after: describePerson(after) },
    subject: after.subject,
  });
}

export function publishBooking(work: UnitOfWork, topic: string, { booking, segments }: BookingRecord): void {
  work.publish({
    topic,
    bookingId: booking.id,
    bookingVersion: booking.version,
    payload: {
      recordLocator: booking.record_locator,
      status: booking.status,
      routes: segments.map(({ flight }) => `${flight.origin}-${flight.destination}/${flight.departure_date}`),
    },
  });
}

function describe({ booking, segments, seats }: BookingRecord): object {
  return {
    status: booking.status,
    version: booking.version,
    total: { amountMinor: booking.total_minor, currency: booking.currency },
    holdExpiresAt: booking.hold_expires_at,
    segments: Object.fromEntries(
      segments.map((segment) => [
        segmentId(segment.position),
        {
          flight: flightRefOf(segment.flight),
          fareClass: segment.fare_class,
          status: segment.status,
          seats: Object.fromEntries(
            seats
              .filter((seat) => seat.segment_position === segment.position)
              .map((seat) => [passengerId(seat.passenger_position ?? 0), seat.seat_number]),
          ),
        },
      ]),
    ),
  };
}

function describePerson({ booking, passengers }: BookingRecord): object {
  return {
    passengers: Object.fromEntries(
      passengers.map((passenger) => [
        passengerId(passenger.position),
        `${formatPassengerName(passenger)} (${passenger.type})`,
      ]),
    ),
    email: booking.contact_email,
    phone: booking.contact_phone,
    remark: booking.remark,
  };
}
