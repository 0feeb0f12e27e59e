import type { Transaction } from '../../database/dialect.js';
import type { RoomNightRow } from '../../database/hotel-schema.js';
import type { Instant } from '../../kernel/instant.js';
import { addDays } from '../../kernel/local-date.js';
import { releaseExpiredRooms } from '../room-repository.js';

/** A night that is to have fewer rooms than are held and sold of it. */
export interface ShortNight {
  readonly after: RoomNightRow;
  /** Held and sold, without holds that ran out. */
  readonly taken: number;
}

/**
 * The nights whose new cap is below what is taken of them. Holds that ran out count for nothing: they are given
 * back first, as a buyer who is short of rooms does.
 * @param nights as they are to be; the caller has locked them
 */
export async function findShortNights(
  tx: Transaction,
  nights: readonly RoomNightRow[],
  now: Instant,
): Promise<ShortNight[]> {
  const short: ShortNight[] = [];
  for (const after of nights) {
    const cap = after.allotment + after.overbooking;
    if (after.taken <= cap) continue;
    const { room_type_id, night } = after;
    const range = { room_type_id, check_in: night, check_out: addDays(night, 1) };
    const freed = await releaseExpiredRooms(tx, range, now);
    const taken = after.taken - freed.reduce((sum, { rooms }) => sum + rooms, 0);
    if (taken > cap) short.push({ after, taken });
  }
  return short;
}
