import type { Session, Transaction } from '../database/dialect.js';
import type { ScheduleChangeRow } from '../database/schema.js';
import { statement } from '../database/statement.js';

const deleteStay = statement<{ booking_id: string; position: number }>(
  'delete_stay',
  'delete from stay where booking_id = :booking_id and position = :position',
);
const openChanges = statement<{ booking_id: string }, ScheduleChangeRow>(
  'open_schedule_changes_of_booking',
  "select * from schedule_change where booking_id = :booking_id and status = 'offered' order by id",
);

/** Of a stay that another booking has taken over, nights and all. */
export function deleteMovedStay(tx: Transaction, bookingId: string, position: number): void {
  tx.later(deleteStay, { booking_id: bookingId, position });
}

/** The new times that its customer has not answered yet. */
export async function listOpenScheduleChanges(session: Session, bookingId: string): Promise<ScheduleChangeRow[]> {
  return session.all(openChanges, { booking_id: bookingId });
}
