import type { Session, Transaction } from '../database/dialect.js';
import type { LapsedSeatRow } from '../database/schema.js';
import { insertInto, statement } from '../database/statement.js';

/** The seats that a hold still had when it was tidied up, so that it can ask for them again. */

const insert = insertInto<LapsedSeatRow>('lapsed_seat', [
  'booking_id',
  'segment_position',
  'passenger_position',
  'ordinal',
]);
const ofBooking = statement<{ booking_id: string }, LapsedSeatRow>(
  'lapsed_seats_of_booking',
  'select * from lapsed_seat where booking_id = :booking_id order by segment_position, passenger_position',
);
const remove = statement<{ booking_id: string }>(
  'delete_lapsed_seats',
  'delete from lapsed_seat where booking_id = :booking_id',
);

export function keepLapsedSeat(tx: Transaction, seat: LapsedSeatRow): void {
  tx.later(insert, seat);
}

export async function listLapsedSeats(session: Session, bookingId: string): Promise<LapsedSeatRow[]> {
  return session.all(ofBooking, { booking_id: bookingId });
}

export function forgetLapsedSeats(tx: Transaction, bookingId: string): void {
  tx.later(remove, { booking_id: bookingId });
}
