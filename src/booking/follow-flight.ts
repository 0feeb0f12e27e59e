import type { FlightRow, SeatRow } from '../database/schema.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { holdSpaceUntil } from './booked-space.js';
import { type AssignedSeat, type BookingRecord, isLive, segmentId, statusAt } from './booking-record.js';
import { updateBooking, updateSegment } from './booking-repository.js';
import { keptWithinUse } from './deadlines.js';
import { firstUseAt } from './first-use.js';
import { queueItinerary } from './messages.js';
import { isSmallChange, offerScheduleChange } from './offer-schedule-change.js';
import { auditBooking, publishBooking } from './trail.js';

/** A booking that a schedule change reached. */
export interface Rescheduled {
  readonly recordLocator: string;
  /** The segments that are offered with the new times; none where the change is small. */
  readonly offered: readonly string[];
}

/** The booking as it is saved now, and what was told of it. */
export interface Followed {
  readonly record: BookingRecord;
  readonly told: Rescheduled;
}

/** Bookings that are over keep what they were; a hold that has run out is one of them. */
export function isOnItsWay(record: BookingRecord, work: UnitOfWork): boolean {
  return ['held', 'confirmed', 'waitlisted'].includes(statusAt(record.booking, record.money, work.now));
}

/**
 * Gives a booking the new times of a flight of its own, and saves it.
 * @param old as it is saved; `record` may have other seats already
 * @returns undefined for a booking that is over, or that no longer lives on the flight
 */
export async function reschedule(
  work: UnitOfWork,
  old: BookingRecord,
  record: BookingRecord,
  before: FlightRow,
  after: FlightRow,
): Promise<Followed | undefined> {
  if (!isOnItsWay(record, work) || !record.segments.some((each) => each.flight_id === after.id && isLive(each))) {
    return undefined;
  }
  const { record: moved, offered } = await offerScheduleChange(work, record, before, after);
  const action = isSmallChange(before, after) ? 'booking.retimed' : 'booking.rescheduled';
  return {
    record: await saveFollowed(work, old, moved, action),
    told: { recordLocator: record.booking.record_locator, offered: offered.map(segmentId) },
  };
}

/**
 * The booking's places on a flight whose units were laid anew, taken over into its record.
 * @param units of the flight, as they are now
 */
export function reseat(work: UnitOfWork, record: BookingRecord, flight: FlightRow, units: readonly SeatRow[]) {
  const own = units.filter((unit) => unit.booking_id === record.booking.id);
  const segments = record.segments.map((segment) => {
    if (segment.flight_id !== flight.id || !isLive(segment)) return segment;
    const cabin = own.find((unit) => unit.segment_position === segment.position)?.cabin ?? segment.cabin;
    if (cabin === segment.cabin) return segment;
    const moved = { ...segment, cabin };
    updateSegment(work.tx, moved);
    return moved;
  });
  const elsewhere = record.seats.filter((seat) => seat.flight_id !== flight.id);
  return { ...record, segments, seats: [...elsewhere, ...own.map(assignedSeat)] };
}

/** Saves a booking that changed with its flight, and tells its customer what it reads now. */
export async function saveFollowed(
  work: UnitOfWork,
  before: BookingRecord,
  changed: BookingRecord,
  action: 'booking.retimed' | 'booking.rescheduled' | 'booking.reseated',
): Promise<BookingRecord> {
  const after = await saveMoved(work, before, changed, action);
  if (after.booking.status === 'confirmed') {
    queueItinerary(work, 'change', { ...after, segments: after.segments.filter(isLive) }, { before });
  }
  return after;
}

/** Saves a booking that something befell: a version on, its deadlines with what it holds, audited and published. */
export async function saveMoved(
  work: UnitOfWork,
  before: BookingRecord,
  changed: BookingRecord,
  action: string,
): Promise<BookingRecord> {
  const booking = { ...changed.booking, version: before.booking.version + 1, updated_at: work.now };
  const after: BookingRecord = { ...changed, booking };
  const heldUntil = booking.hold_expires_at;
  if (booking.status === 'held') Object.assign(booking, keptWithinUse(booking, firstUseAt(after)));
  // A payment under way keeps its seats without a limit.
  if (booking.hold_expires_at !== heldUntil && after.money.reservedMinor === 0) {
    await holdSpaceUntil(work, after, booking.hold_expires_at);
  }
  updateBooking(work.tx, booking);
  auditBooking(work, action, before, after);
  publishBooking(work, action, after);
  return after;
}

function assignedSeat(unit: SeatRow): AssignedSeat {
  const { flight_id, ordinal, cabin, seat_number, status, segment_position, passenger_position } = unit;
  return { flight_id, ordinal, cabin, seat_number, status, segment_position, passenger_position };
}
