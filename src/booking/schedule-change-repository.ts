import type { Session, Transaction } from '../database/dialect.js';
import type { ScheduleChangeRow, SegmentRow } from '../database/schema.js';
import { insertInto, statement } from '../database/statement.js';
import type { Instant } from '../kernel/instant.js';

const insert = insertInto<ScheduleChangeRow>('schedule_change', [
  ...(['id', 'booking_id', 'old_position', 'new_position', 'flight_id'] as const),
  ...(['old_departs_at', 'old_departs_offset', 'old_arrives_at', 'old_arrives_offset'] as const),
  ...(['status', 'offered_at', 'answered_at'] as const),
]);
const settle = statement<{
  booking_id: string;
  new_position: number;
  status: ScheduleChangeRow['status'];
  answered_at: Instant;
}>(
  'settle_schedule_change',
  `update schedule_change set status = :status, answered_at = :answered_at
    where booking_id = :booking_id and new_position = :new_position and status = 'offered'`,
);

const ofBooking = statement<{ booking_id: string }, ScheduleChangeRow>(
  'schedule_changes_of_booking',
  'select * from schedule_change where booking_id = :booking_id order by id',
);

/** Every offer that its customers were made, in the order in which they were made. */
export async function listScheduleChanges(session: Session, bookingId: string): Promise<ScheduleChangeRow[]> {
  return session.all(ofBooking, { booking_id: bookingId });
}

export function insertScheduleChange(tx: Transaction, row: ScheduleChangeRow): void {
  tx.later(insert, row);
}

/**
 * Ends the offer of new times that a segment stands for, of a booking that the caller has locked.
 * @param newPosition of the segment with the new times
 * @returns false when it is not open
 */
export async function settleScheduleChange(
  tx: Transaction,
  bookingId: string,
  newPosition: number,
  status: Exclude<ScheduleChangeRow['status'], 'offered'>,
  answeredAt: Instant,
): Promise<boolean> {
  const args = { booking_id: bookingId, new_position: newPosition, status, answered_at: answeredAt };
  return (await tx.run(settle, args)) === 1;
}

/**
 * Ends the open offers of new times (TK) among segments that come to an end, or change, by something else than the
 * customer's answer: nobody can answer them any more. The booking is locked by the caller.
 */
export async function supersedeScheduleChanges(
  tx: Transaction,
  segments: readonly Pick<SegmentRow, 'booking_id' | 'position' | 'status'>[],
  at: Instant,
): Promise<void> {
  for (const { booking_id, position, status } of segments) {
    if (status === 'TK') await settleScheduleChange(tx, booking_id, position, 'superseded', at);
  }
}

const reopen = statement<{ booking_id: string; new_position: number }>(
  'reopen_schedule_change',
  `update schedule_change set status = 'offered', answered_at = null
    where booking_id = :booking_id and new_position = :new_position and status = 'superseded'`,
);

/** The offer stands again, once what had overtaken it is taken back. */
export async function reopenScheduleChange(tx: Transaction, bookingId: string, newPosition: number): Promise<void> {
  await tx.run(reopen, { booking_id: bookingId, new_position: newPosition });
}
