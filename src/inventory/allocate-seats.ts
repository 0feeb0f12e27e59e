import type { Transaction } from '../database/dialect.js';
import type { FlightRow } from '../database/schema.js';
import { OpsdeskError } from '../kernel/errors.js';
import type { Instant } from '../kernel/instant.js';
import { parseSeatNumber } from '../kernel/seat-number.js';
import { flightRefOf } from './flight.js';
import {
  type ClaimedSeat,
  listNearestFreeSeats,
  lockExpiredSeats,
  lockOpenSeats,
  lockSeatAt,
  lockSeatFor,
  lockSellableSeat,
  type SeatHolder,
} from './seat-repository.js';

/** How long a buyer waits, in all, for seats that others have locked and may give back. */
const WAIT_MS = 10_000;

/**
 * Any seats of a cabin: open ones first, then those whose hold has run out. What another transaction
 * has locked is waited for, since it may be given back.
 * @returns exactly `count` seats, or undefined when so many are not sellable in committed state
 */
export async function allocateAnySeats(
  tx: Transaction,
  flight: FlightRow,
  cabin: string,
  count: number,
  holder: SeatHolder,
  now: Instant,
): Promise<ClaimedSeat[] | undefined> {
  const seats: ClaimedSeat[] = [];
  // A party that gathers its seats one by one must not claim two of them for the same passenger.
  const party = count === 1 ? holder : { ...holder, passengerPosition: null };
  const giveUpAt = Date.now() + WAIT_MS;
  for (;;) {
    const missing = count - seats.length;
    seats.push(...(await lockOpenSeats(tx, flight.id, cabin, missing, party)));
    if (seats.length < count) {
      seats.push(...(await lockExpiredSeats(tx, flight.id, cabin, count - seats.length, party, now)));
    }
    if (seats.length === count) return seats;
    const waitMs = giveUpAt - Date.now();
    if (waitMs <= 0) {
      throw new OpsdeskError(
        'DATABASE_BUSY',
        `the last seats of ${flightRefOf(flight)} are being sold or looked at by others`,
        {
          hint: 'Nothing was changed. Try again in a moment.',
        },
      );
    }
    if (!(await lockSellableSeat(tx, flight.id, cabin, now, waitMs))) return undefined;
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

export function soldOut(flight: FlightRow, count: number, where: string): OpsdeskError {
  const what = count === 1 ? 'no seat' : `no ${count} seats`;
  return new OpsdeskError('SOLD_OUT', `${flightRefOf(flight)} has ${what} left in ${where}`, {
    hint: `Look for another flight: opsdesk flight search ${flight.origin} ${flight.destination} --depart ${flight.departure_date}`,
    details: { flight: flightRefOf(flight), seats: count },
  });
}
