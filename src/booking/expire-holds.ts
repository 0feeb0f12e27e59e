import type { Session } from '../database/dialect.js';
import { statement } from '../database/statement.js';
import { keepLapsedSeat } from '../inventory/lapsed-seat-repository.js';
import type { Instant } from '../kernel/instant.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { releaseSpace } from './booked-space.js';
import type { BookingDeps } from './booking-deps.js';
import { type BookingRecord, statusAt } from './booking-record.js';
import { lockBookingById, updateBooking } from './booking-repository.js';
import { supersedeScheduleChanges } from './schedule-change-repository.js';
import { auditBooking, publishBooking } from './trail.js';

const BATCH = 100;

const runOut = statement<{ now: number; count: number }, { id: string }>(
  'holds_run_out',
  `select b.id from booking b where b.status = 'held' and b.hold_expires_at <= :now
     and not exists (select 1 from payment p where p.booking_id = b.id and p.status in ('created','authorised','unknown','needs_review'))
    order by b.hold_expires_at, b.id limit :count`,
);

async function listRunOut(session: Session, now: Instant): Promise<string[]> {
  return (await session.all(runOut, { now, count: BATCH })).map((row) => row.id);
}

/**
 * Tidies holds that ran out: nothing depends on it, for such a hold counts as expired and its seats as
 * free from the moment it ran out. Each booking is a transaction of its own.
 * @returns how many bookings were marked
 */
export async function expireHolds(deps: BookingDeps): Promise<number> {
  let count = 0;
  for (;;) {
    const ids = await listRunOut(deps.session, deps.clock.now());
    let expired = 0;
    for (const id of ids) if (await expireHold(deps, id)) expired += 1;
    count += expired;
    if (ids.length < BATCH || expired === 0) return count;
  }
}

async function expireHold(deps: BookingDeps, bookingId: string): Promise<boolean> {
  return deps.runner.step({ command: 'worker run', input: { bookingId } }, async (work) => {
    const before = await lockBookingById(work.tx, bookingId);
    if (before.booking.status !== 'held' || statusAt(before.booking, before.money, work.now) !== 'expired')
      return false;
    await lapse(work, before);
    return true;
  });
}

/** Marks a hold that has run out as expired and gives back what it still has, in the caller's transaction. */
export async function lapse(work: UnitOfWork, before: BookingRecord): Promise<void> {
  const { booking } = before;
  for (const { segment_position, passenger_position, ordinal } of before.seats) {
    if (segment_position === null || passenger_position === null) continue;
    keepLapsedSeat(work.tx, { booking_id: booking.id, segment_position, passenger_position, ordinal });
  }
  await releaseSpace(work, before);
  await supersedeScheduleChanges(work.tx, before.segments, work.now);
  // Its lines stay as they were: `booking reinstate` takes them up again.
  const after: BookingRecord = {
    ...before,
    seats: [],
    booking: { ...booking, status: 'expired', version: booking.version + 1, updated_at: work.now },
  };
  updateBooking(work.tx, after.booking);
  auditBooking(work, 'booking.expired', before, after);
  publishBooking(work, 'booking.expired', after);
}
