import type { Session, Transaction } from '../database/dialect.js';
import { statement } from '../database/statement.js';
import type { Instant } from '../kernel/instant.js';
import { isInPool, isSellable, type Pool } from './seat-repository.js';

/** What a buyer asks who finds no seat that others have not locked. */

type SellableArgs = Pool & { flight_id: number; now: number };

const countSellable = statement<SellableArgs, { count: number }>(
  'count_sellable_seats',
  `select count(*) as count from seat where ${isInPool} and ${isSellable}`,
);
const lockSellable = statement<SellableArgs, { ordinal: number }>(
  'lock_sellable_seat',
  (sql) =>
    `select ordinal from seat where ${isInPool} and ${isSellable} order by ordinal limit 1
      ${sql.forUpdate() && `${sql.forUpdate()} nowait`}`,
);
const lockTurn = statement<{ flight_id: number; cabin: string }, { cabin: string }>(
  'lock_turn_at_cabin',
  (sql) =>
    `select cabin from flight_cabin where flight_id = :flight_id and cabin = :cabin
      ${sql.forUpdate() && `${sql.forUpdate()} nowait`}`,
);
const anySeatOf = statement<{ booking_id: string }, { ordinal: number }>(
  'any_seat_of_booking',
  'select ordinal from seat where booking_id = :booking_id limit 1',
);

/** How many seats are sellable in committed state, whoever has locked them; none of what the transaction itself has taken. */
export async function countSellableSeats(
  session: Session,
  flightId: number,
  { cabin, nest_level }: Pool,
  now: Instant,
): Promise<number> {
  const row = await session.first(countSellable, { flight_id: flightId, cabin, nest_level, now });
  return Number(row?.count ?? 0);
}

/**
 * Locks one sellable seat, or has PostgreSQL refuse it at once: the runner then begins anew.
 * @returns false when no seat is sellable in committed state
 */
export async function lockSellableSeat(tx: Transaction, flightId: number, { cabin, nest_level }: Pool, now: Instant) {
  return (await tx.first(lockSellable, { flight_id: flightId, cabin, nest_level, now })) !== undefined;
}

/** Becomes the one who gathers seats in a cabin, until the end of the transaction, or has PostgreSQL refuse it at once. */
export async function lockTurnAtCabin(tx: Transaction, flightId: number, { cabin }: Pool): Promise<void> {
  await tx.first(lockTurn, { flight_id: flightId, cabin });
}

/** Whether a booking has a seat on any flight, as the transaction sees it. */
export async function hasSeat(tx: Transaction, bookingId: string): Promise<boolean> {
  return (await tx.first(anySeatOf, { booking_id: bookingId })) !== undefined;
}
