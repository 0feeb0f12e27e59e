import type { FareRow, FlightRow, PassengerRow } from '../database/schema.js';
import { allocateAnySeats } from '../inventory/allocate-seats.js';
import {
  assignPassenger,
  type ClaimedSeat,
  lockSeatAt,
  lockSeatFor,
  type SeatHolder,
} from '../inventory/seat-repository.js';
import type { Instant } from '../kernel/instant.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import type { AssignedSeat } from './booking-record.js';

export interface ReseatWish {
  readonly bookingId: string;
  readonly segmentPosition: number;
  /** Those who take a seat; at least one. */
  readonly passengers: readonly PassengerRow[];
  readonly holdExpiresAt: Instant;
  /** The ordinal of the seat that a passenger once had, by their position. */
  readonly had?: ReadonlyMap<number, number> | undefined;
}

/**
 * Seats a party of a booking that exists, in one class of a flight that the caller has locked for sale: each on
 * the seat that they had if it is free and still within the class, the others on any.
 * @returns undefined when the class has not so many; then some are claimed, and the caller rolls back or releases
 */
export async function reseatParty(
  work: UnitOfWork,
  flight: FlightRow,
  fare: FareRow,
  wish: ReseatWish,
): Promise<AssignedSeat[] | undefined> {
  const kept = await takeSame(work, flight, fare, wish);
  const rest = wish.passengers.filter(({ position }) => !kept.has(position));
  const [first] = rest;
  if (first) {
    const claimed = await allocateAnySeats(work.tx, flight, fare, rest.length, holderOf(wish, first), work.now);
    if (!claimed) return undefined;
    for (const [index, passenger] of rest.entries()) {
      const seat = claimed[index] as ClaimedSeat;
      kept.set(passenger.position, seat);
      if (rest.length > 1) assignPassenger(work.tx, flight.id, seat.ordinal, wish.bookingId, passenger.position);
    }
  }
  return wish.passengers.map(({ position }) => ({
    ...(kept.get(position) as ClaimedSeat),
    flight_id: flight.id,
    status: 'held',
    segment_position: wish.segmentPosition,
    passenger_position: position,
  }));
}

/** In the order of the seats, as everybody locks them. */
async function takeSame(work: UnitOfWork, flight: FlightRow, fare: FareRow, wish: ReseatWish) {
  const taken = new Map<number, ClaimedSeat>();
  const wanted = wish.passengers
    .flatMap((passenger) => {
      const ordinal = wish.had?.get(passenger.position);
      return ordinal === undefined ? [] : [{ passenger, ordinal }];
    })
    .sort((a, b) => a.ordinal - b.ordinal);
  for (const { passenger, ordinal } of wanted) {
    const row = await lockSeatAt(work.tx, flight.id, ordinal);
    // A unit that was set aside for higher classes since then is no longer this one's to take.
    if (!row || row.cabin !== fare.cabin || row.nest_level < fare.nest_level) continue;
    const { cabin, seat_number, nest_level } = row;
    if (await lockSeatFor(work.tx, flight.id, ordinal, holderOf(wish, passenger), work.now)) {
      taken.set(passenger.position, { ordinal, cabin, seat_number, nest_level });
    }
  }
  return taken;
}

function holderOf(wish: ReseatWish, passenger: PassengerRow): SeatHolder {
  return {
    bookingId: wish.bookingId,
    segmentPosition: wish.segmentPosition,
    passengerPosition: passenger.position,
    holdExpiresAt: wish.holdExpiresAt,
    status: 'held',
  };
}
