import { setTimeout as sleep } from 'node:timers/promises';
import type { Transaction } from '../database/dialect.js';
import type { FlightRow } from '../database/schema.js';
import { OpsdeskError } from '../kernel/errors.js';
import type { Instant } from '../kernel/instant.js';
import { parseSeatNumber } from '../kernel/seat-number.js';
import { flightRefOf } from './flight.js';
import {
  type ClaimedSeat,
  hasSellableSeat,
  listNearestFreeSeats,
  lockExpiredSeats,
  lockOpenSeats,
  lockSeatAt,
  lockSeatFor,
  lockSellableSeat,
  lockSpareUnits,
  type Pool,
  releaseClaimedSeats,
  type SeatHolder,
  setUnitLevel,
} from './seat-repository.js';

/** How long a buyer waits, in all, for seats that others have locked and may give back. */
const WAIT_MS = 10_000;

/**
 * How long a party looks on that has claimed some of its seats already, before all of it begins anew: two that each
 * have what the other lacks would look for ever.
 */
const PARTY_WAIT_MS = 50;

/**
 * Who lacks a seat looks again after so long, or up to twice that, and waits for no lock: a lock that is waited for
 * is kept on a seat which was sold meanwhile, and keeps its buyer from it. With sixteen sellers of parties that cost
 * two dozen deadlocks in fifteen seconds, half of what was sold, and two of three seconds at the 99th percentile.
 */
const LOOK_AGAIN_MS = 5;

/**
 * Any seats that a class may take: open ones first, then those whose hold has run out. What another transaction
 * has locked is looked at again, since it may be given back.
 * @returns exactly `count` seats, or undefined and none of them when so many are not sellable in committed state
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
  const startedAt = Date.now();
  for (;;) {
    const missing = count - seats.length;
    seats.push(...(await lockOpenSeats(tx, flight.id, pool, missing, party)));
    if (seats.length < count) {
      seats.push(...(await lockExpiredSeats(tx, flight.id, pool, count - seats.length, party, now)));
    }
    if (seats.length === count) return seats;
    if (!(await hasSellableSeat(tx, flight.id, pool, now))) {
      await releaseClaimedSeats(tx, flight.id, seats, holder.bookingId);
      return undefined;
    }
    const waitedMs = Date.now() - startedAt;
    if (waitedMs > WAIT_MS) throw stillBusy(flight);
    if (seats.length > 0 && waitedMs > PARTY_WAIT_MS) await lockSellableSeat(tx, flight.id, pool, now);
    else await sleep(LOOK_AGAIN_MS * (1 + Math.random()));
  }
}

function stillBusy(flight: FlightRow): OpsdeskError {
  return new OpsdeskError(
    'DATABASE_BUSY',
    `the last seats of ${flightRefOf(flight)} are being sold or looked at by others`,
    { hint: 'Nothing was changed. Try again in a moment.' },
  );
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
 * @returns false when the class has not so many units left
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
  const spare = await lockSpareUnits(tx, flight.id, pool, kept.length, now);
  if (spare.length < kept.length) return false;
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
