import type { Transaction } from '../database/dialect.js';
import { statement } from '../database/statement.js';

/** Space that changes hands without ever being free: the rows are rewritten, so that nobody can come between. */

type Transfer = { from_booking: string; from_position: number; to_booking: string; to_position: number };

const giveSeats = statement<Transfer>(
  'transfer_seats',
  `update seat set booking_id = :to_booking, passenger_position = :to_position
    where booking_id = :from_booking and passenger_position = :from_position`,
);
const giveNights = statement<Transfer>(
  'transfer_stay_nights',
  `update stay_night set booking_id = :to_booking, stay_position = :to_position
    where booking_id = :from_booking and stay_position = :from_position`,
);

export interface Owner {
  readonly bookingId: string;
  /** Of the passenger whose seats they are, or of the stay whose nights. */
  readonly position: number;
}

function argsOf(from: Owner, to: Owner): Transfer {
  return {
    from_booking: from.bookingId,
    from_position: from.position,
    to_booking: to.bookingId,
    to_position: to.position,
  };
}

/** The seats of a passenger on every segment; their locks are the caller's. @returns how many they had */
export async function transferSeats(tx: Transaction, from: Owner, to: Owner): Promise<number> {
  return tx.run(giveSeats, argsOf(from, to));
}

/** The room nights of a stay. @returns how many it had */
export async function transferStayNights(tx: Transaction, from: Owner, to: Owner): Promise<number> {
  return tx.run(giveNights, argsOf(from, to));
}
