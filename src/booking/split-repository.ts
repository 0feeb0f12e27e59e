import type { Transaction } from '../database/dialect.js';
import { statement } from '../database/statement.js';

const deleteStay = statement<{ booking_id: string; position: number }>(
  'delete_stay',
  'delete from stay where booking_id = :booking_id and position = :position',
);

/** Of a stay that another booking has taken over, nights and all. */
export function deleteMovedStay(tx: Transaction, bookingId: string, position: number): void {
  tx.later(deleteStay, { booking_id: bookingId, position });
}
