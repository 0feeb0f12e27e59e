import type { Transaction } from '../database/dialect.js';
import type { FlightRow } from '../database/schema.js';
import { OpsdeskError } from '../kernel/errors.js';
import type { Instant } from '../kernel/instant.js';
import { parseSeatNumber } from '../kernel/seat-number.js';
import { countSellableSeats, hasSeat } from './contested-seat-repository.js';
import { flightRefOf } from './flight.js';
import { Patience } from './patience.js';
import {
  type ClaimedSeat,
  listNearestFreeSeats,
  lockExpiredSeats,
  lockOpenSeats,
  lockSeatAt,
  lockSeatFor,
  lockSpareUnits,
  type Pool,
  releaseClaimedSeats,
  type SeatHolder,
  setUnitLevel,
} from './seat-repository.js';

/**
 * Any seats that a class may take: open ones first, then those whose hold has run out. What another transaction
 * has locked is looked at again, since it may be given back.
 * @returns exactly `count` seats, or undefined and none of them when so many are not sellable in committed state
 * @throws DATABASE_BUSY when others keep them locked for longer than anybody waits
 */
export async function allocateAnySeats(
  tx: Transaction,
  flight: FlightRow,
  pool: Pool,
  count: number,
  holder: SeatHolder,
  now: Instant,
): Promise<ClaimedSeat[] | undefined> {
  const seats: ClaimedSeat[] = [];
  // A party that gathers its seats one by one must not claim two of them for the same passenger.
  const party = count === 1 ? holder : { ...holder, passengerPosition: null };
  const patience = new Patience(tx, flight, pool, now, () => hasSeat(tx, holder.bookingId));
  for (;;) {
    const missing = count - seats.length;
    seats.push(...(await lockOpenSeats(tx, flight.id, pool, missing, party)));
    if (seats.length < count) {
      seats.push(...(await lockExpiredSeats(tx, flight.id, pool, count - seats.length, party, now)));
    }
    if (seats.length === count) return seats;
    if ((await countSellableSeats(tx, flight.id, pool, now)) < count - seats.length) {
      await releaseClaimedSeats(tx, flight.id, seats, holder.bookingId);
      return undefined;
    }
    await patience.pause();
  }
}

/**
 * These very seats, locked in sorted order.
 * @returns the seats in the order asked for
 * @throws INVALID_INPUT for a seat that is named twice, SEAT_NOT_FOUND, SEAT_TAKEN with the nearest free ones in `details.alternatives`
 */
export async function allocateSeats(
  tx: Transaction,
  flight: FlightRow,
  seatNumbers: readonly string[],
  holderOf: (index: number) => SeatHolder,
  now: Instant,
): Promise<ClaimedSeat[]> {
  const wanted = seatNumbers.map((seatNumber, index) => ({ index, ordinal: parseSeatNumber(seatNumber) }));
  const twice = wanted.find(({ index, ordinal }) => wanted.some((o) => o.ordinal === ordinal && o.index < index));
  if (twice) {
    throw new OpsdeskError('INVALID_INPUT', `seat ${String(seatNumbers[twice.index])} is named twice`, {
      hint: 'Each passenger sits on a seat of their own.',
    });
  }
  const taken: ClaimedSeat[] = [];
  for (const { index, ordinal } of wanted.toSorted((a, b) => a.ordinal - b.ordinal)) {
    const seatNumber = String(seatNumbers[index]).toUpperCase();
    const row = await lockSeatAt(tx, flight.id, ordinal);
    if (!row) {
      throw new OpsdeskError('SEAT_NOT_FOUND', `${flightRefOf(flight)} has no seat ${seatNumber}`, {
        hint: `See its seat map: opsdesk flight seats ${flightRefOf(flight)}`,
        details: { flight: flightRefOf(flight), seat: seatNumber },
      });
    }
    const isMine = await lockSeatFor(tx, flight.id, ordinal, holderOf(index), now);
    if (!isMine) {
      const alternatives = (await listNearestFreeSeats(tx, row, now)).map((seat) => seat.seat_number);
      throw new OpsdeskError(
        'SEAT_TAKEN',
        `seat ${seatNumber} of ${flightRefOf(flight)} is ${row.status === 'blocked' ? 'blocked' : 'taken'}`,
        {
          hint:
            alternatives.length > 0
              ? `The nearest free seats: ${alternatives.join(', ')}.`
              : 'That cabin has no free seat left.',
          details: { flight: flightRefOf(flight), seat: seatNumber, alternatives },
        },
      );
    }
    taken[index] = row;
  }
  return taken;
}

/**
 * A chosen seat may be a unit that is kept for higher classes. The class then gives one of its own units
 * in exchange: the two swap their levels, and the limits stay what they were.
 * @returns false when the class has not so many units left in committed state
 * @throws DATABASE_BUSY when others keep them locked for longer than anybody waits
 */
export async function exchangeUnits(
  tx: Transaction,
  flight: FlightRow,
  pool: Pool,
  chosen: readonly ClaimedSeat[],
  now: Instant,
): Promise<boolean> {
  const kept = chosen.filter((seat) => seat.nest_level < pool.nest_level);
  if (kept.length === 0) return true;
  const patience = new Patience(tx, flight, pool, now, async () => true);
  let spare = await lockSpareUnits(tx, flight.id, pool, kept.length, now);
  while (spare.length < kept.length) {
    if ((await countSellableSeats(tx, flight.id, pool, now)) < kept.length) return false;
    await patience.pause();
    spare = await lockSpareUnits(tx, flight.id, pool, kept.length, now);
  }
  for (const [index, seat] of kept.entries()) {
    const unit = spare[index] as (typeof spare)[number];
    await setUnitLevel(tx, flight.id, seat.ordinal, unit.nest_level);
    await setUnitLevel(tx, flight.id, unit.ordinal, seat.nest_level);
  }
  return true;
}

export function soldOut(flight: FlightRow, count: number, where: string): OpsdeskError {
  const what = count === 1 ? 'no seat' : `no ${count} seats`;
  return new OpsdeskError('SOLD_OUT', `${flightRefOf(flight)} has ${what} left in ${where}`, {
    hint: `Look for another flight: opsdesk flight search ${flight.origin} ${flight.destination} --depart ${flight.departure_date}`,
    details: { flight: flightRefOf(flight), seats: count },
  });
}
