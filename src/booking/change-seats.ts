import type { SeatRow } from '../database/schema.js';
import { allocateSeats } from '../inventory/allocate-seats.js';
import { flightRefOf } from '../inventory/flight.js';
import { type ClaimedSeat, lockSeatsOfBooking, releaseSeat, setUnitLevel } from '../inventory/seat-repository.js';
import { OpsdeskError } from '../kernel/errors.js';
import { parseSeatNumber } from '../kernel/seat-number.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { type AssignedSeat, type BookingRecord, passengerId, seatedPassengers } from './booking-record.js';
import type { Change } from './change.js';
import { pickPassenger, pickSegment } from './pick.js';

export interface SeatChoice {
  readonly seats: readonly string[];
  readonly segment?: string | undefined;
  readonly passenger?: string | undefined;
}

/**
 * Other seats on the same flight and in the same cabin, free of charge. The seats that the party gives
 * up are released first, so that its passengers may swap among themselves.
 * @throws SEAT_TAKEN, SEAT_NOT_FOUND, REFUSED_BY_RULE for another cabin, and once the flight has left
 */
export async function changeSeats(work: UnitOfWork, record: BookingRecord, choice: SeatChoice): Promise<Change> {
  const { booking } = record;
  const segment = pickSegment(record, choice.segment);
  if (segment.flight.departs_at <= work.now) {
    throw new OpsdeskError('REFUSED_BY_RULE', `${flightRefOf(segment.flight)} has departed`, {
      hint: 'Only seats on flights that are still to come can be changed.',
    });
  }
  const passengers =
    choice.seats.length === 1 && (choice.passenger !== undefined || seatedPassengers(record.passengers).length > 1)
      ? [pickPassenger(record, choice.passenger)]
      : seatedPassengers(record.passengers);
  if (passengers.length !== choice.seats.length || passengers.some((passenger) => passenger.type === 'INF')) {
    throw new OpsdeskError(
      'INVALID_INPUT',
      `${choice.seats.length} seats for ${passengers.length} passengers with a seat`,
      {
        hint: 'Give one --seat for each passenger with a seat, or one --seat with --passenger P1. Infants have none.',
      },
    );
  }
  const isMoving = (position: number | null) => passengers.some((passenger) => passenger.position === position);
  const locked = await lockSeatsOfBooking(work.tx, booking.id);
  const moving = locked.filter(
    (seat) => seat.segment_position === segment.position && isMoving(seat.passenger_position),
  );
  const wanted = choice.seats.map(parseSeatNumber);
  if (
    moving.length === wanted.length &&
    passengers.every((passenger, i) =>
      moving.some((seat) => seat.passenger_position === passenger.position && seat.ordinal === wanted[i]),
    )
  ) {
    throw new OpsdeskError('WRONG_STATE', 'they already have those seats', { hint: 'Nothing was changed.' });
  }
  for (const seat of moving) await releaseSeat(work.tx, seat);
  const claimed = await allocateSeats(
    work.tx,
    segment.flight,
    choice.seats,
    (index) => ({
      bookingId: booking.id,
      segmentPosition: segment.position,
      passengerPosition: passengers[index]?.position ?? 0,
      holdExpiresAt: booking.hold_expires_at,
      status: booking.status === 'confirmed' ? 'sold' : 'held',
    }),
    work.now,
  );
  const other = claimed.find((seat) => seat.cabin !== segment.cabin);
  if (other) {
    throw new OpsdeskError(
      'REFUSED_BY_RULE',
      `seat ${other.seat_number} is in cabin ${other.cabin}, and the fare is for cabin ${segment.cabin}`,
      {
        hint: 'Choose a seat of the same cabin, or change the flight into a class of that cabin with --flight REF:CLASS.',
      },
    );
  }
  await keepLevels(work, segment.flight_id, moving, claimed);
  const taken = claimed.map(
    (seat, index): AssignedSeat => ({
      flight_id: segment.flight_id,
      ordinal: seat.ordinal,
      cabin: seat.cabin,
      seat_number: seat.seat_number,
      status: booking.status === 'confirmed' ? 'sold' : 'held',
      segment_position: segment.position,
      passenger_position: passengers[index]?.position ?? 0,
    }),
  );
  const isGivenUp = (seat: AssignedSeat) =>
    seat.segment_position === segment.position && isMoving(seat.passenger_position);
  return {
    record: { ...record, seats: [...record.seats.filter((seat) => !isGivenUp(seat)), ...taken] },
    // Whoever stays where they sit gives nothing up.
    released: moving.filter((seat) => !isAmong(taken, seat)).map(describe),
    taken: taken.filter((seat) => !isAmong(moving, seat)).map(describe),
    feeMinor: 0,
    why: ['A seat in the same cabin is free to change.'],
  };
}

type SeatOfPassenger = Pick<SeatRow, 'ordinal' | 'passenger_position'>;

function isAmong(seats: readonly SeatOfPassenger[], { ordinal, passenger_position }: SeatOfPassenger): boolean {
  return seats.some((seat) => seat.ordinal === ordinal && seat.passenger_position === passenger_position);
}

/**
 * Whoever moves takes the unit of their class along: what is kept for the classes above stays as many. Seats that
 * pass from one of the party to another keep their level; the others swap theirs, a new one with one given up.
 */
async function keepLevels(
  work: UnitOfWork,
  flightId: number,
  moving: readonly SeatRow[],
  claimed: readonly ClaimedSeat[],
): Promise<void> {
  const isOneOf = (seats: readonly { readonly ordinal: number }[], { ordinal }: { readonly ordinal: number }) =>
    seats.some((seat) => seat.ordinal === ordinal);
  const gained = claimed.filter((seat) => !isOneOf(moving, seat));
  const lost = moving.filter((seat) => !isOneOf(claimed, seat));
  for (const [index, seat] of gained.entries()) {
    const old = lost[index];
    if (!old || old.nest_level === seat.nest_level) continue;
    await setUnitLevel(work.tx, flightId, seat.ordinal, old.nest_level);
    await setUnitLevel(work.tx, flightId, old.ordinal, seat.nest_level);
  }
}

function describe(seat: Pick<AssignedSeat, 'seat_number' | 'passenger_position'>): string {
  return `seat ${seat.seat_number ?? 'unassigned'} of ${passengerId(seat.passenger_position ?? 0)}`;
}
