import { isReachable } from '../customer/preference-repository.js';
import type { MessageKind } from '../customer/preferences.js';
import type { Session } from '../database/dialect.js';
import type { FlightRow } from '../database/schema.js';
import { flightRefOf } from '../inventory/flight.js';
import { formatInstant, HOUR_MS, type Instant } from '../kernel/instant.js';
import { money } from '../kernel/money.js';
import type { Digest } from '../notification/notification-repository.js';
import { queueMessage } from '../notification/queue-message.js';
import { urgentBefore } from '../notification/quiet-hold.js';
import type { FlightLine, TemplateFields } from '../notification/templates/template.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { type BookingRecord, isLive, type SegmentRecord } from './booking-record.js';
import { formatPassengerName } from './passenger-name.js';

/**
 * The state of a booking for its customer: sent when it is confirmed, and when it was changed.
 * @param how `before` is what it was until somebody else than its customer changed it: then it is urgent, if it is soon
 */
export function queueItinerary(
  work: UnitOfWork,
  template: 'confirmation' | 'change' | 'rebooked' | 'refund-offered',
  record: BookingRecord,
  { before, digest }: { readonly before?: BookingRecord | undefined; readonly digest?: Digest | undefined } = {},
): void {
  const urgentFrom = before && urgentFromOf(before, record);
  queueMessage(work, { ...addressOf(record), template, fields: itineraryFieldsOf(record), urgentFrom, digest });
}

/** By the first departure, old or new, of the flights that read differently now. */
function urgentFromOf(...states: readonly [BookingRecord, BookingRecord]): Instant | undefined {
  const departures = new Map<string, Instant>();
  for (const line of states.flatMap(flightsOf)) {
    const key = JSON.stringify(line);
    if (!departures.delete(key)) departures.set(key, Date.parse(line.departsAt));
  }
  return departures.size === 0 ? undefined : urgentBefore(Math.min(...departures.values()));
}

export function itineraryFieldsOf(record: BookingRecord): TemplateFields['confirmation'] {
  const { booking, money: sums } = record;
  return {
    ...namesOf(record),
    flights: flightsOf(record),
    total: money(booking.total_minor, booking.currency),
    paid: money(sums.paidMinor - sums.refundedMinor, booking.currency),
  };
}

/** @param refundMinor what will come back, in minor units */
export function queueCancellation(work: UnitOfWork, record: BookingRecord, refundMinor: number, digest?: Digest): void {
  const refund = refundMinor > 0 ? money(refundMinor, record.booking.currency) : null;
  queueMessage(work, {
    ...addressOf(record),
    template: 'cancellation',
    fields: { ...namesOf(record), refund },
    digest,
  });
}

/** @param amountMinor what went back, in minor units */
export function queueRefundNotice(work: UnitOfWork, record: BookingRecord, amountMinor: number, digest?: Digest): void {
  const { record_locator: recordLocator, currency } = record.booking;
  queueMessage(work, {
    ...addressOf(record),
    template: 'refund',
    fields: { recordLocator, amount: money(amountMinor, currency) },
    digest,
  });
}

/** Where the customer can pay what is due. @param asked minor units, and real time in milliseconds */
export function queuePaymentRequest(
  work: UnitOfWork,
  record: BookingRecord,
  asked: { readonly amountMinor: number; readonly url: string; readonly payBy: Instant },
): void {
  const { record_locator: recordLocator, currency } = record.booking;
  queueMessage(work, {
    ...addressOf(record),
    template: 'payment-request',
    fields: {
      recordLocator,
      amount: money(asked.amountMinor, currency),
      url: asked.url,
      payBy: formatInstant(asked.payBy),
    },
    // They have just asked for it.
    urgentFrom: work.now,
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
    urgentFrom: urgentBefore(booking.pay_by ?? work.now),
  });
}

/** A flight of the booking does not operate; `record` is what it has made of it. */
export function queueFlightCancelled(
  work: UnitOfWork,
  record: BookingRecord,
  lost: Pick<TemplateFields['flight-cancelled'], 'cause' | 'outcome'> & { readonly flight: FlightRow },
): void {
  const { cause, outcome, flight } = lost;
  const fields = { ...namesOf(record), flight: flightLineOf(flight), cause, outcome, flights: flightsOf(record) };
  const urgentFrom = urgentBefore(flight.departs_at);
  queueMessage(work, { ...addressOf(record), template: 'flight-cancelled', fields, urgentFrom });
}

/** Something was said of a flight of the booking that changes nothing in it. */
export function queueFlightStatus(
  work: UnitOfWork,
  record: BookingRecord,
  fields: Omit<TemplateFields['flight-status'], 'recordLocator'>,
  urgentFrom: Instant | undefined,
): void {
  const { record_locator: recordLocator } = record.booking;
  const filled = { recordLocator, ...fields };
  queueMessage(work, { ...addressOf(record), template: 'flight-status', fields: filled, urgentFrom });
}

/** By then whoever lives far from the airport gets up. */
const LAST_CALL_MS = 3 * HOUR_MS;

/** A journey of the booking leaves soon. @param flights of it, in the order of travel: at least one */
export function queueReminder(work: UnitOfWork, record: BookingRecord, flights: readonly SegmentRecord[]): void {
  const lines = flightsOf({ ...record, segments: flights });
  const [flight, first] = [lines[0] as FlightLine, flights[0] as SegmentRecord];
  queueMessage(work, {
    ...addressOf(record),
    template: 'departure-reminder',
    fields: { ...namesOf(record), flight, flights: lines },
    urgentFrom: first.flight.departs_at - LAST_CALL_MS,
  });
}

/** Whether a message of a kind about the booking goes out by any channel. */
export async function hearsOf(
  session: Session,
  { booking, subject }: BookingRecord,
  kind: MessageKind,
): Promise<boolean> {
  const { customer_id: customerId, contact_email: email, contact_phone: phone } = booking;
  return subject.dataKey !== null && isReachable(session, customerId, kind, { email, phone });
}

/** Whether mail about the booking has somewhere to go. */
export function canBeTold({ booking, subject }: BookingRecord): boolean {
  return booking.contact_email !== null && subject.dataKey !== null;
}

export function flightsOf({ segments, seats }: BookingRecord): FlightLine[] {
  return segments.filter(isLive).map(({ flight, position }) => {
    const own = seats.filter((seat) => seat.segment_position === position);
    return flightLineOf(
      flight,
      own.flatMap(({ seat_number }) => seat_number ?? []),
    );
  });
}

export function flightLineOf(flight: FlightRow, seats: readonly string[] = []): FlightLine {
  return {
    flight: flightRefOf(flight),
    origin: flight.origin,
    destination: flight.destination,
    departsAt: formatInstant(flight.departs_at, flight.departs_offset),
    arrivesAt: formatInstant(flight.arrives_at, flight.arrives_offset),
    seats,
  };
}

function addressOf({ booking, subject }: BookingRecord) {
  const { id: bookingId, contact_email: to, contact_phone: phone } = booking;
  return { bookingId, subject, to, phone };
}

export function namesOf({ booking, passengers }: BookingRecord) {
  return { recordLocator: booking.record_locator, passengers: passengers.map(formatPassengerName) };
}
