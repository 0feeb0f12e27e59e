import { releaseStayNights, setRoomHold } from '../inventory/room-repository.js';
import { releaseSeatsOfBooking, sellHeldSeats, setSeatHold } from '../inventory/seat-repository.js';
import type { Instant } from '../kernel/instant.js';
import { nightsBetween } from '../kernel/local-date.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { type BookingRecord, isLive, isSeated, seatedPassengers } from './booking-record.js';
import { updateSegment, updateStay } from './booking-repository.js';

/** The seats and room nights that a booking has, taken and given up together: seats first, by the global lock order. */

function seatsNeeded(record: BookingRecord): number {
  return seatedPassengers(record.passengers).length * record.segments.filter(isSeated).length;
}

function nightsNeeded(record: BookingRecord): number {
  return record.stays.filter(isLive).reduce((sum, stay) => sum + nightsBetween(stay.check_in, stay.check_out), 0);
}

/**
 * Gives held space another time limit; null for none, while a payment is under way.
 * @returns false when some of it has gone to others since the hold ran out
 */
export async function holdSpaceUntil(work: UnitOfWork, record: BookingRecord, until: Instant | null): Promise<boolean> {
  const { id } = record.booking;
  const seats = await setSeatHold(work.tx, id, until);
  const nights = record.stays.length === 0 ? 0 : await setRoomHold(work.tx, id, until);
  return seats === seatsNeeded(record) && nights === nightsNeeded(record);
}

/** @returns false when some of it has gone to others */
export async function sellSpace(work: UnitOfWork, record: BookingRecord): Promise<boolean> {
  const { id } = record.booking;
  const seats = await sellHeldSeats(work.tx, id);
  const nights = record.stays.length === 0 ? 0 : await setRoomHold(work.tx, id, null);
  return seats === seatsNeeded(record) && nights === nightsNeeded(record);
}

/** Gives everything back that the booking still has. */
export async function releaseSpace(work: UnitOfWork, record: BookingRecord): Promise<void> {
  await releaseSeatsOfBooking(work.tx, record.booking.id);
  if (record.stays.length > 0) await releaseStayNights(work.tx, record.booking.id);
}

/** The record once it has given everything up: its lines stay, as history. */
export function withoutSpace({ segments, stays }: BookingRecord): Pick<BookingRecord, 'segments' | 'stays' | 'seats'> {
  return {
    segments: segments.map((segment) => (isLive(segment) ? { ...segment, status: 'XX' } : segment)),
    stays: stays.map((stay) => ({ ...stay, status: 'XX' })),
    seats: [],
  };
}

export function saveSpace(work: UnitOfWork, { segments, stays }: BookingRecord): void {
  for (const segment of segments) updateSegment(work.tx, segment);
  for (const stay of stays) updateStay(work.tx, stay);
}
