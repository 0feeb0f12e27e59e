import { flightRefOf } from '../inventory/flight.js';
import { formatInstant } from '../kernel/instant.js';
import { money } from '../kernel/money.js';
import { queueMessage } from '../notification/queue-message.js';
import type { FlightLine } from '../notification/templates/template.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { type BookingRecord, isLive } from './booking-record.js';
import { formatPassengerName } from './passenger-name.js';

/** The language of those whose customer record names none that we write. */
const LANGUAGE = 'en';

/** The state of a booking for its customer: sent when it is confirmed, and when it was changed. */
export function queueItinerary(work: UnitOfWork, template: 'confirmation' | 'change', record: BookingRecord): void {
  const { booking } = record;
  queueMessage(work, {
    ...addressOf(record),
    template,
    fields: {
      ...namesOf(record),
      flights: flightsOf(record),
      total: money(booking.total_minor, booking.currency),
      paid: money(record.money.paidMinor - record.money.refundedMinor, booking.currency),
    },
  });
}

/** @param refundMinor what will come back, in minor units */
export function queueCancellation(work: UnitOfWork, record: BookingRecord, refundMinor: number): void {
  const refund = refundMinor > 0 ? money(refundMinor, record.booking.currency) : null;
  queueMessage(work, { ...addressOf(record), template: 'cancellation', fields: { ...namesOf(record), refund } });
}

/** @param amountMinor what went back, in minor units */
export function queueRefundNotice(work: UnitOfWork, record: BookingRecord, amountMinor: number): void {
  const { record_locator: recordLocator, currency } = record.booking;
  queueMessage(work, {
    ...addressOf(record),
    template: 'refund',
    fields: { recordLocator, amount: money(amountMinor, currency) },
  });
}

/** Seats came free for a booking that waited: they are held for its customer until it is paid, or until then. */
export function queueCleared(work: UnitOfWork, record: BookingRecord): void {
  const { booking } = record;
  queueMessage(work, {
    ...addressOf(record),
    template: 'cleared',
    fields: {
      ...namesOf(record),
      flights: flightsOf(record),
      total: money(booking.total_minor, booking.currency),
      payBy: formatInstant(booking.pay_by ?? work.now),
    },
  });
}

function flightsOf({ segments, seats }: BookingRecord): FlightLine[] {
  return segments.filter(isLive).map(({ flight, position }) => ({
    flight: flightRefOf(flight),
    origin: flight.origin,
    destination: flight.destination,
    departsAt: formatInstant(flight.departs_at, flight.departs_offset),
    arrivesAt: formatInstant(flight.arrives_at, flight.arrives_offset),
    seats: seats.flatMap((seat) => (seat.segment_position === position && seat.seat_number ? [seat.seat_number] : [])),
  }));
}

function addressOf({ booking, subject }: BookingRecord) {
  return { bookingId: booking.id, subject, language: LANGUAGE, to: booking.contact_email };
}

function namesOf({ booking, passengers }: BookingRecord) {
  return { recordLocator: booking.record_locator, passengers: passengers.map(formatPassengerName) };
}
