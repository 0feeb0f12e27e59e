import type { Session, Transaction } from '../database/dialect.js';
import type { SeatRow } from '../database/schema.js';
import { statement } from '../database/statement.js';
import type { FlightRef } from '../kernel/flight-ref.js';
import type { Instant } from '../kernel/instant.js';
import { cheapestFirst, matchesRef, type RefArgs, refArgs } from './flight-sql.js';

export type ClaimedSeat = Pick<SeatRow, 'ordinal' | 'cabin' | 'seat_number'>;

/** Whose a seat becomes. */
export interface SeatHolder {
  readonly bookingId: string;
  readonly segmentPosition: number;
  /** Null where the seats are claimed for a party, whose passengers `assignPassenger` spreads over them. */
  readonly passengerPosition: number | null;
  /** Null holds without a limit, as a confirmed booking's seat is held by being `sold`. */
  readonly holdExpiresAt: Instant | null;
  readonly status: 'held' | 'sold';
}

type HolderArgs = {
  flight_id: number;
  status: string;
  booking_id: string;
  segment_position: number;
  passenger_position: number | null;
  hold_expires_at: number | null;
};

const toHolder = `status = :status, booking_id = :booking_id, segment_position = :segment_position,
  passenger_position = :passenger_position, hold_expires_at = :hold_expires_at`;
const isExpiredHold = "status = 'held' and hold_expires_at <= :now";
const isSellable = `(status = 'open' or (${isExpiredHold}))`;

const claimOpen = statement<HolderArgs & { cabin: string; count: number }, ClaimedSeat>(
  'claim_open_seats',
  (sql) =>
    `update seat set ${toHolder} where flight_id = :flight_id and ${sql.isAnyOf(
      'ordinal',
      `select ordinal from seat where flight_id = :flight_id and cabin = :cabin and status = 'open'
      order by ordinal limit :count ${sql.forUpdateSkipLocked}`,
    )} and status = 'open' returning ordinal, cabin, seat_number`,
);
/** The same for a flight that is known by its reference alone, in the cabin of its cheapest fare. */
const claimCheapest = statement<
  Omit<HolderArgs, 'flight_id'> & RefArgs & { fare_class: string; count: number },
  ClaimedSeat & { flight_id: number }
>(
  'claim_cheapest_seats',
  (sql) => `with target as (
      select f.id as target_flight, x.cabin as target_cabin from flight f join fare x on x.flight_id = f.id
       where ${matchesRef} and (x.fare_class = :fare_class or :fare_class = '') order by ${cheapestFirst} limit 1)
    update seat set ${toHolder} where flight_id = (select target_flight from target) and ${sql.isAnyOf(
      'ordinal',
      `select ordinal from seat where flight_id = (select target_flight from target)
        and cabin = (select target_cabin from target) and status = 'open'
        order by ordinal limit :count ${sql.forUpdateSkipLocked}`,
    )} and status = 'open' returning flight_id, ordinal, cabin, seat_number`,
);
const claimExpired = statement<HolderArgs & { cabin: string; count: number; now: number }, ClaimedSeat>(
  'claim_expired_seats',
  (sql) =>
    `update seat set ${toHolder} where flight_id = :flight_id and ${sql.isAnyOf(
      'ordinal',
      `select ordinal from seat where flight_id = :flight_id and cabin = :cabin and ${isExpiredHold}
      order by hold_expires_at, ordinal limit :count ${sql.forUpdateSkipLocked}`,
    )} and ${isExpiredHold} returning ordinal, cabin, seat_number`,
);
const waitForOne = statement<{ flight_id: number; cabin: string; now: number }, { ordinal: number }>(
  'wait_for_sellable_seat',
  (sql) => `select ordinal from seat where flight_id = :flight_id and cabin = :cabin and ${isSellable}
    order by ordinal limit 1 ${sql.forUpdate()}`,
);
const limitWait = statement<{ wait: string }, never>(
  'limit_lock_wait',
  "select set_config('lock_timeout', :wait, true)",
);
const lockSeat = statement<{ flight_id: number; ordinal: number }, SeatRow>(
  'lock_seat',
  (sql) => `select * from seat where flight_id = :flight_id and ordinal = :ordinal ${sql.forUpdate()}`,
);
const takeSeat = statement<HolderArgs & { ordinal: number; now: number }>(
  'take_seat',
  `update seat set ${toHolder} where flight_id = :flight_id and ordinal = :ordinal and ${isSellable}`,
);
const nearest = statement<{ flight_id: number; cabin: string; ordinal: number; now: number }, ClaimedSeat>(
  'nearest_free_seats',
  `select ordinal, cabin, seat_number from seat
    where flight_id = :flight_id and cabin = :cabin and seat_number is not null and ${isSellable}
    order by abs(ordinal - :ordinal), ordinal limit 5`,
);
const assign = statement<{ flight_id: number; ordinal: number; booking_id: string; passenger_position: number }>(
  'assign_passenger',
  `update seat set passenger_position = :passenger_position
    where flight_id = :flight_id and ordinal = :ordinal and booking_id = :booking_id`,
);
const setHold = statement<{ booking_id: string; hold_expires_at: number | null }>(
  'set_seat_hold',
  "update seat set hold_expires_at = :hold_expires_at where booking_id = :booking_id and status = 'held'",
);
const sellHeld = statement<{ booking_id: string }>(
  'sell_held_seats',
  "update seat set status = 'sold', hold_expires_at = null where booking_id = :booking_id and status = 'held'",
);
const emptied = `status = 'open', booking_id = null, segment_position = null, passenger_position = null, hold_expires_at = null`;
const releaseBooking = statement<{ booking_id: string }>(
  'release_booking_seats',
  `update seat set ${emptied} where booking_id = :booking_id`,
);
const releaseSegment = statement<{ booking_id: string; segment_position: number }>(
  'release_segment_seats',
  `update seat set ${emptied} where booking_id = :booking_id and segment_position = :segment_position`,
);
const releaseOne = statement<{ flight_id: number; ordinal: number; booking_id: string }>(
  'release_seat',
  `update seat set ${emptied} where flight_id = :flight_id and ordinal = :ordinal and booking_id = :booking_id`,
);
const lockOfBooking = statement<{ booking_id: string }, SeatRow>(
  'lock_booking_seats',
  (sql) => `select * from seat where booking_id = :booking_id order by flight_id, ordinal ${sql.forUpdate()}`,
);
const ofBooking = statement<{ booking_id: string }, SeatRow>(
  'seats_of_booking',
  'select * from seat where booking_id = :booking_id order by segment_position, passenger_position',
);
const ofFlight = statement<{ flight_id: number }, SeatRow>(
  'seats_of_flight',
  'select * from seat where flight_id = :flight_id order by ordinal',
);

function holderArgs(flightId: number, holder: SeatHolder): HolderArgs {
  return {
    flight_id: flightId,
    status: holder.status,
    booking_id: holder.bookingId,
    segment_position: holder.segmentPosition,
    passenger_position: holder.passengerPosition,
    hold_expires_at: holder.holdExpiresAt,
  };
}

const byOrdinal = (a: ClaimedSeat, b: ClaimedSeat) => a.ordinal - b.ordinal;

/** Claims up to `count` open seats of a cabin, leaving out those that another transaction has locked. */
export async function lockOpenSeats(
  tx: Transaction,
  flightId: number,
  cabin: string,
  count: number,
  holder: SeatHolder,
) {
  const passengerPosition = count === 1 ? holder.passengerPosition : null;
  const args = { ...holderArgs(flightId, holder), passenger_position: passengerPosition, cabin, count };
  return (await tx.all(claimOpen, args)).sort(byOrdinal);
}

/**
 * Claims up to `count` open seats of the cabin of the cheapest fare (or of the named class) by the
 * flight's reference, so that the look-up, the lock and the claim share one round trip.
 */
export async function lockCheapestSeats(
  tx: Transaction,
  ref: FlightRef,
  fareClass: string | undefined,
  count: number,
  holder: SeatHolder,
) {
  const { flight_id: _, ...args } = holderArgs(0, holder);
  const passengerPosition = count === 1 ? holder.passengerPosition : null;
  return (
    await tx.all(claimCheapest, {
      ...args,
      ...refArgs(ref),
      passenger_position: passengerPosition,
      fare_class: fareClass ?? '',
      count,
    })
  ).sort(byOrdinal);
}

/** The same among seats whose hold has run out. */
export async function lockExpiredSeats(
  tx: Transaction,
  flightId: number,
  cabin: string,
  count: number,
  holder: SeatHolder,
  now: Instant,
) {
  const passengerPosition = count === 1 ? holder.passengerPosition : null;
  const args = { ...holderArgs(flightId, holder), passenger_position: passengerPosition, cabin, count, now };
  return (await tx.all(claimExpired, args)).sort(byOrdinal);
}

/**
 * Waits until one sellable seat that others had locked is ours to look at. A dry run, a decline or a
 * rollback may be about to give it back.
 * @returns false when no seat is sellable in committed state
 */
export async function lockSellableSeat(tx: Transaction, flightId: number, cabin: string, now: Instant, waitMs: number) {
  if (tx.dialect === 'postgres') await tx.all(limitWait, { wait: `${waitMs}ms` });
  return (await tx.first(waitForOne, { flight_id: flightId, cabin, now })) !== undefined;
}

export async function lockSeatAt(tx: Transaction, flightId: number, ordinal: number): Promise<SeatRow | undefined> {
  return tx.first(lockSeat, { flight_id: flightId, ordinal });
}

/** Takes a seat that `lockSeatAt` has locked. @returns false when it is not sellable any more */
export async function lockSeatFor(
  tx: Transaction,
  flightId: number,
  ordinal: number,
  holder: SeatHolder,
  now: Instant,
) {
  return (await tx.run(takeSeat, { ...holderArgs(flightId, holder), ordinal, now })) === 1;
}

export async function listNearestFreeSeats(session: Session, seat: SeatRow, now: Instant): Promise<ClaimedSeat[]> {
  return session.all(nearest, { flight_id: seat.flight_id, cabin: seat.cabin, ordinal: seat.ordinal, now });
}

export function assignPassenger(
  tx: Transaction,
  flightId: number,
  ordinal: number,
  bookingId: string,
  passenger: number,
) {
  tx.later(assign, { flight_id: flightId, ordinal, booking_id: bookingId, passenger_position: passenger });
}

/** Locks a booking's seats, in the global order of flight and ordinal. */
export async function lockSeatsOfBooking(tx: Transaction, bookingId: string): Promise<SeatRow[]> {
  return tx.all(lockOfBooking, { booking_id: bookingId });
}

/** Gives the held seats of a booking another time limit; null for none. @returns how many it still had */
export async function setSeatHold(tx: Transaction, bookingId: string, holdExpiresAt: Instant | null): Promise<number> {
  return tx.run(setHold, { booking_id: bookingId, hold_expires_at: holdExpiresAt });
}

/** @returns how many seats were sold; fewer than the booking needs means that some were taken by others */
export async function sellHeldSeats(tx: Transaction, bookingId: string): Promise<number> {
  return tx.run(sellHeld, { booking_id: bookingId });
}

/** Opens the seats that a booking still has, so that a seat is given back once, whoever asks twice. */
export async function releaseSeatsOfBooking(tx: Transaction, bookingId: string): Promise<number> {
  return tx.run(releaseBooking, { booking_id: bookingId });
}

export async function releaseSeatsOfSegment(
  tx: Transaction,
  bookingId: string,
  segmentPosition: number,
): Promise<number> {
  return tx.run(releaseSegment, { booking_id: bookingId, segment_position: segmentPosition });
}

export async function releaseSeat(tx: Transaction, seat: SeatRow): Promise<number> {
  if (seat.booking_id === null) return 0;
  return tx.run(releaseOne, { flight_id: seat.flight_id, ordinal: seat.ordinal, booking_id: seat.booking_id });
}

export async function listSeatsOfBooking(session: Session, bookingId: string): Promise<SeatRow[]> {
  return session.all(ofBooking, { booking_id: bookingId });
}

export async function listSeatsOfFlight(session: Session, flightId: number): Promise<SeatRow[]> {
  return session.all(ofFlight, { flight_id: flightId });
}
