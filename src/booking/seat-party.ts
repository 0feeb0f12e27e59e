import type { FareRow, FlightRow, PassengerRow } from '../database/schema.js';
import { allocateAnySeats, allocateSeats, exchangeUnits, soldOut } from '../inventory/allocate-seats.js';
import { flightRefOf, requireSellable } from '../inventory/flight.js';
import { lockFlightForSale, type PricedFlight } from '../inventory/flight-repository.js';
import {
  assignPassenger,
  type ClaimedSeat,
  lockCheapestSeats,
  releaseClaimedSeats,
  type SeatHolder,
} from '../inventory/seat-repository.js';
import { OpsdeskError } from '../kernel/errors.js';
import { type FlightRef, formatFlightRef } from '../kernel/flight-ref.js';
import type { Instant } from '../kernel/instant.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import type { AssignedSeat } from './booking-record.js';

export interface WantedFlight {
  readonly ref: FlightRef;
  /** The cheapest open one where none is named. */
  readonly fareClass?: string | undefined;
  /** 1 is the way out, 2 the way back; told from the flights unless given. */
  readonly journey?: number | undefined;
  /** What the offer showed for one adult: another price is refused. */
  readonly offered?: { readonly priceMinor: number; readonly currency: string } | undefined;
}

export interface SeatingWish {
  readonly bookingId: string;
  readonly recordLocator: string;
  readonly segmentPosition: number;
  /** Those who take a seat. */
  readonly passengers: readonly PassengerRow[];
  /** In passenger order; empty for any. */
  readonly seatNumbers: readonly string[];
  readonly holdExpiresAt: Instant | null;
  readonly status: 'held' | 'sold';
  /** Leaves out fares whose rules the purchase does not keep, where no class is named. */
  readonly mayBuy?: ((flight: FlightRow, fare: FareRow) => boolean) | undefined;
}

export interface SeatedSegment {
  readonly flight: FlightRow;
  readonly fare: FareRow;
  readonly seats: readonly AssignedSeat[];
  /**
   * Somebody may have to come first: the flight has a waiting list, or the seats were not there at the first
   * look, being among the last of the class or free since a moment ago.
   */
  readonly isContested?: boolean;
}

/**
 * Locks a flight for sale and seats a party on it: in the named class, or in the cheapest that is open;
 * in the named seats, or in any.
 * @throws FLIGHT_NOT_FOUND, FLIGHT_NOT_SELLABLE, PRICE_CHANGED, SEAT_TAKEN, SEAT_NOT_FOUND, SOLD_OUT,
 *   FARE_CLASS_NOT_FOUND
 */
export async function seatParty(work: UnitOfWork, wanted: WantedFlight, wish: SeatingWish): Promise<SeatedSegment> {
  const isAnySeat = wish.seatNumbers.length === 0;
  const first = holderOf(wish, wish.passengers[0] as PassengerRow);
  const [{ flight, fares, isAwaited }, claimed] = await Promise.all([
    lockFlightForSale(work.tx, wanted.ref),
    isAnySeat
      ? lockCheapestSeats(work.tx, wanted.ref, wanted.fareClass, wish.passengers.length, first, wish.recordLocator)
      : [],
  ]);
  const taken = await seatOn(work, { flight, fares, claimed }, wanted, wish);
  return isAwaited ? { ...taken, isContested: true } : taken;
}

async function seatOn(
  work: UnitOfWork,
  { flight, fares, claimed }: PricedFlight & { readonly claimed: readonly ClaimedSeat[] },
  wanted: WantedFlight,
  wish: SeatingWish,
): Promise<SeatedSegment> {
  requireSellable(flight, work.now);
  requireOfferedPrice(wanted, fares);
  const candidates = candidateFares(flight, fares, wanted.fareClass, wish.mayBuy);
  if (wish.seatNumbers.length > 0) return seatWhereAsked(work, flight, candidates, wish);
  const cheapest = candidates[0] as FareRow;
  // What was claimed at once is the cheapest class of all, which the rules may leave out.
  const isRightClass = wanted.fareClass !== undefined || cheapest === fares[0];
  if (isRightClass && claimed.length === wish.passengers.length) return seated(work, flight, cheapest, claimed, wish);
  // Those and no others: a party that is joined has seats on the segment already.
  await releaseClaimedSeats(work.tx, flight.id, claimed, wish.bookingId);
  return seatAnywhere(work, flight, candidates, wanted.fareClass, wish);
}

function requireOfferedPrice(wanted: WantedFlight, fares: readonly FareRow[]): void {
  if (!wanted.offered) return;
  const fare = fares.find((candidate) => candidate.fare_class === wanted.fareClass);
  const priceMinor = fare ? fare.base_minor + fare.tax_minor : undefined;
  if (priceMinor === wanted.offered.priceMinor && fare?.currency === wanted.offered.currency) return;
  throw new OpsdeskError(
    'PRICE_CHANGED',
    `the price of ${formatFlightRef(wanted.ref)} in class ${wanted.fareClass} has changed since the search`,
    {
      hint: 'Search again and tell the customer the new price.',
      details: {
        offeredMinor: wanted.offered.priceMinor,
        nowMinor: priceMinor ?? null,
        currency: wanted.offered.currency,
      },
    },
  );
}

/** Cheapest first. @throws FARE_CLASS_NOT_FOUND */
export function candidateFares(
  flight: FlightRow,
  fares: readonly FareRow[],
  fareClass: string | undefined,
  mayBuy: SeatingWish['mayBuy'],
): readonly FareRow[] {
  const candidates = fares.filter((fare) =>
    fareClass === undefined ? (mayBuy?.(flight, fare) ?? true) : fare.fare_class === fareClass,
  );
  if (candidates.length > 0) return candidates;
  const known = fares.map((fare) => fare.fare_class);
  throw new OpsdeskError(
    'FARE_CLASS_NOT_FOUND',
    fareClass === undefined
      ? `${flightRefOf(flight)} has no fares`
      : `${flightRefOf(flight)} has no fare class ${fareClass}`,
    {
      hint: known.length > 0 ? `It has ${known.join(', ')}.` : 'Import it again, or ask operations to file its fares.',
      details: { flight: flightRefOf(flight), fareClasses: known },
    },
  );
}

async function seatAnywhere(
  work: UnitOfWork,
  flight: FlightRow,
  candidates: readonly FareRow[],
  fareClass: string | undefined,
  wish: SeatingWish,
): Promise<SeatedSegment> {
  const count = wish.passengers.length;
  const tried = new Set<string>();
  for (const fare of candidates) {
    const pool = `${fare.cabin} ${fare.nest_level}`;
    if (tried.has(pool)) continue;
    tried.add(pool);
    const holder = holderOf(wish, wish.passengers[0] as PassengerRow);
    const claimed = await allocateAnySeats(work.tx, flight, fare, count, holder, work.now);
    if (claimed) return { ...seated(work, flight, fare, claimed, wish), isContested: true };
  }
  throw soldOut(flight, count, fareClass === undefined ? 'any cabin' : `class ${fareClass}`);
}

/** Gives each passenger a seat of those that were claimed for the first of them. */
function seated(
  work: UnitOfWork,
  flight: FlightRow,
  fare: FareRow,
  claimed: readonly ClaimedSeat[],
  wish: SeatingWish,
): SeatedSegment {
  const seats = claimed.map((seat, index) => assigned(flight, seat, wish, wish.passengers[index] as PassengerRow));
  if (seats.length > 1) {
    for (const seat of seats) {
      assignPassenger(work.tx, flight.id, seat.ordinal, wish.bookingId, seat.passenger_position as number);
    }
  }
  return { flight, fare, seats };
}

async function seatWhereAsked(
  work: UnitOfWork,
  flight: FlightRow,
  candidates: readonly FareRow[],
  wish: SeatingWish,
): Promise<SeatedSegment> {
  const holder = (index: number) => holderOf(wish, wish.passengers[index] as PassengerRow);
  const claimed = await allocateSeats(work.tx, flight, wish.seatNumbers, holder, work.now);
  const cabins = [...new Set(claimed.map((seat) => seat.cabin))];
  const inCabin = candidates.filter((candidate) => candidate.cabin === cabins[0]);
  if (cabins.length > 1 || inCabin.length === 0) {
    throw new OpsdeskError('REFUSED_BY_RULE', `those seats are not all in the cabin of one fare class`, {
      hint: 'Choose seats of one cabin, and a class of that cabin or none; make two bookings for two cabins.',
      details: { cabins, fareClasses: candidates.map((candidate) => candidate.fare_class) },
    });
  }
  const seats = claimed.map((seat, index) => assigned(flight, seat, wish, wish.passengers[index] as PassengerRow));
  for (const fare of inCabin) {
    if (await exchangeUnits(work.tx, flight, fare, claimed, work.now)) return { flight, fare, seats };
  }
  throw soldOut(flight, claimed.length, inCabin.length === 1 ? `class ${inCabin[0]?.fare_class}` : 'that cabin');
}

function holderOf(wish: SeatingWish, passenger: PassengerRow): SeatHolder {
  return {
    bookingId: wish.bookingId,
    segmentPosition: wish.segmentPosition,
    passengerPosition: passenger.position,
    holdExpiresAt: wish.holdExpiresAt,
    status: wish.status,
  };
}

function assigned(flight: FlightRow, seat: ClaimedSeat, wish: SeatingWish, passenger: PassengerRow): AssignedSeat {
  return {
    flight_id: flight.id,
    ordinal: seat.ordinal,
    cabin: seat.cabin,
    seat_number: seat.seat_number,
    status: wish.status,
    segment_position: wish.segmentPosition,
    passenger_position: passenger.position,
  };
}
