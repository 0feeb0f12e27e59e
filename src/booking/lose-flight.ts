import type { DisruptionCause } from '../database/disruption-schema.js';
import type { FlightRow } from '../database/schema.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { sellSpace } from './booked-space.js';
import { type BookingRecord, balanceMinor, discountOf, isLive, statusAt, totalMinor } from './booking-record.js';
import { updateSegment } from './booking-repository.js';
import { lapse } from './expire-holds.js';
import { saveMoved } from './follow-flight.js';
import { queueFlightCancelled } from './messages.js';
import { supersedeScheduleChanges } from './schedule-change-repository.js';
import { deleteEntry } from './waitlist-repository.js';

/**
 * A flight of a booking is cancelled: its segments there do not operate (UN), cost nothing and wait for nothing, and an
 * offer of new times among them is overtaken. What was paid stays paid until somebody rebooks or refunds; the other
 * segments, and the stays, stay as they are. The customer is told.
 *
 * Of a confirmed booking the line stays, on the queue of what is disrupted. A hold or a place on a waiting list that was
 * for nothing else is cancelled with its flight. A hold that has been paid for in part is confirmed where that is all that
 * is left to pay, so that its money waits on the same queue; while a payment is under way it is kept, and that decides.
 * One that has run out is marked as such.
 * @param before locked, as the flight is; the units that it had there are released by the caller
 * @returns the booking as it is now, or undefined when it was not on the flight any more
 */
export async function loseFlight(
  work: UnitOfWork,
  before: BookingRecord,
  flight: FlightRow,
  cause: DisruptionCause,
): Promise<BookingRecord | undefined> {
  const { booking, money } = before;
  const lost = before.segments.filter((segment) => segment.flight_id === flight.id && isLive(segment));
  if (lost.length === 0) return undefined;
  if (statusAt(booking, money, work.now) === 'expired') {
    if (booking.status === 'held') await lapse(work, before);
    return undefined;
  }
  await supersedeScheduleChanges(work.tx, lost, work.now);
  for (const segment of lost) {
    if (segment.status === 'HL') deleteEntry(work.tx, booking.id, segment.position);
    updateSegment(work.tx, { ...segment, status: 'UN' });
  }
  const record: BookingRecord = {
    ...before,
    segments: before.segments.map((each) => (lost.includes(each) ? { ...each, status: 'UN' } : each)),
    seats: before.seats.filter((seat) => seat.flight_id !== flight.id),
  };
  const changed = await settled(work, priced(record));
  const after = await saveMoved(work, before, changed, 'booking.disrupted');
  const { status } = after.booking;
  const outcome = status === 'confirmed' ? 'choose' : status === 'cancelled' ? 'over' : 'unpaid';
  queueFlightCancelled(work, after, { flight, cause, outcome });
  return after;
}

function priced(record: BookingRecord): BookingRecord {
  const sums = { fees_minor: record.booking.fees_minor, discount_minor: discountOf(record) };
  return { ...record, booking: { ...record.booking, ...sums, total_minor: totalMinor(record, sums) } };
}

/** A hold that is paid by now is confirmed, as after every change; one that is left with nothing is over. */
async function settled(work: UnitOfWork, record: BookingRecord): Promise<BookingRecord> {
  const { booking, money } = record;
  if (booking.status === 'confirmed') return record;
  // A payment under way may yet be declined: only what was taken confirms.
  const isPaid = money.paidMinor > 0 && balanceMinor({ booking, money: { ...money, reservedMinor: 0 } }) <= 0;
  if (booking.status === 'held' && isPaid) {
    await sellSpace(work, record);
    return {
      ...record,
      booking: { ...booking, status: 'confirmed', hold_expires_at: null },
      seats: record.seats.map((seat) => ({ ...seat, status: 'sold' })),
    };
  }
  const isEmpty = !record.segments.some(isLive) && !record.stays.some(isLive);
  if (!isEmpty || money.reservedMinor > 0) return record;
  return { ...record, booking: { ...booking, status: 'cancelled', hold_expires_at: null } };
}
