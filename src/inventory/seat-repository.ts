import type { Session, SqlArgs, Syntax, Transaction } from '../database/dialect.js';
import type { SeatRow } from '../database/schema.js';
import { type Statement, statement } from '../database/statement.js';
import type { FlightRef } from '../kernel/flight-ref.js';
import type { Instant } from '../kernel/instant.js';
import { cheapestFirst, matchesRef, type RefArgs, refArgs } from './flight-sql.js';

export type ClaimedSeat = Pick<SeatRow, 'ordinal' | 'cabin' | 'seat_number' | 'nest_level'>;

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
/** Open, or held no longer than `:now`. */
export const isSellable = `(status = 'open' or (${isExpiredHold}))`;

/**
 * A statement for each number of seats. Where PostgreSQL does not know the LIMIT, it takes the claim for
 * a tenth of the cabin and plans it anew on each call: a quarter of what a hold costs it.
 */
function forCount<A extends SqlArgs, R>(name: string, text: (sql: Syntax, count: number) => string) {
  const byCount = new Map<number, Statement<A, R>>();
  return (count: number): Statement<A, R> => {
    const known = byCount.get(count) ?? statement<A, R>(`${name}_${count}`, (sql) => text(sql, count));
    byCount.set(count, known);
    return known;
  };
}

/** A cabin, and how deep a class may reach into it. */
export type Pool = { readonly cabin: string; readonly nest_level: number };
export const isInPool = 'flight_id = :flight_id and cabin = :cabin and nest_level >= :nest_level';
const claimed = 'returning ordinal, cabin, seat_number, nest_level';

const claimOpen = forCount<HolderArgs & Pool, ClaimedSeat>(
  'claim_open_seats',
  (sql, count) =>
    `update seat set ${toHolder} where flight_id = :flight_id and ${sql.isAnyOf(
      'ordinal',
      `select ordinal from seat where ${isInPool} and status = 'open'
      order by nest_level, ordinal limit ${count} ${sql.forUpdateSkipLocked}`,
    )} and status = 'open' ${claimed}`,
);
/**
 * The same for a flight that is known by its reference alone, in the cabin of its cheapest fare, from a
 * place on that `spread` gives: thousands who want any seat of one flight would else meet at its first
 * open seat, pass over what the others have locked, and check again what they had just sold.
 */
const claimCheapest = forCount<
  Omit<HolderArgs, 'flight_id'> & RefArgs & { fare_class: string; spread: number },
  ClaimedSeat & { flight_id: number }
>(
  'claim_cheapest_seats',
  (sql, count) => `with target as (
      select f.id as flight_id, x.cabin, x.nest_level, c.last_ordinal,
             c.first_ordinal + (c.last_ordinal - c.first_ordinal) * cast(:spread as integer) / ${SPREAD} as start_ordinal
        from flight f join fare x on x.flight_id = f.id
        join flight_cabin c on c.flight_id = f.id and c.cabin = x.cabin
       where ${matchesRef} and (x.fare_class = :fare_class or :fare_class = '') order by ${cheapestFirst} limit 1)
    update seat set ${toHolder} where flight_id = (select flight_id from target) and ${sql.isAnyOf(
      'ordinal',
      `select ordinal from seat where flight_id = (select flight_id from target)
        and cabin = (select cabin from target) and nest_level = (select nest_level from target)
        and ordinal between (select start_ordinal from target) and (select last_ordinal from target)
        and status = 'open' order by ordinal limit ${count} ${sql.forUpdateSkipLocked}`,
    )} and status = 'open' returning flight_id, ordinal, cabin, seat_number, nest_level`,
);
const claimExpired = forCount<HolderArgs & Pool & { now: number }, ClaimedSeat>(
  'claim_expired_seats',
  (sql, count) =>
    `update seat set ${toHolder} where flight_id = :flight_id and ${sql.isAnyOf(
      'ordinal',
      `select ordinal from seat where ${isInPool} and ${isExpiredHold}
      order by hold_expires_at, ordinal limit ${count} ${sql.forUpdateSkipLocked}`,
    )} and ${isExpiredHold} ${claimed}`,
);
const lockSpare = forCount<Pool & { flight_id: number; now: number }, Pick<SeatRow, 'ordinal' | 'nest_level'>>(
  'lock_spare_units',
  (sql, count) => `select ordinal, nest_level from seat where ${isInPool} and ${isSellable}
    order by nest_level, ordinal desc limit ${count} ${sql.forUpdateSkipLocked}`,
);
const setNestLevel = statement<{ flight_id: number; ordinal: number; nest_level: number }>(
  'set_nest_level',
  'update seat set nest_level = :nest_level where flight_id = :flight_id and ordinal = :ordinal',
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
  `select ordinal, cabin, seat_number, nest_level from seat
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
const releaseOfPassenger = statement<{ booking_id: string; passenger_position: number }>(
  'release_passenger_seats',
  `update seat set ${emptied} where booking_id = :booking_id and passenger_position = :passenger_position`,
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

/** Who travels alone starts to look at one of so many places of the cabin; a party looks from its front. */
const SPREAD = 1_024;

/** FNV-1a. */
function spreadOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % SPREAD;
}

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

/** Claims up to `count` open seats that the class may take, leaving out those that another transaction has locked. */
export async function lockOpenSeats(
  tx: Transaction,
  flightId: number,
  { cabin, nest_level }: Pool,
  count: number,
  holder: SeatHolder,
) {
  const passengerPosition = count === 1 ? holder.passengerPosition : null;
  const args = { ...holderArgs(flightId, holder), passenger_position: passengerPosition, cabin, nest_level };
  return (await tx.all(claimOpen(count), args)).sort(byOrdinal);
}

/**
 * Claims up to `count` open seats of the cheapest fare (or of the named class) by the flight's
 * reference, so that the look-up, the lock and the claim share one round trip. It looks at the class's
 * own units only and not at the whole cabin: whoever gets fewer than asked for asks `allocateAnySeats`.
 * @param scatterBy where a lone passenger's search begins follows from it: the record locator, so that a
 *   seeded world is the same each time
 */
export async function lockCheapestSeats(
  tx: Transaction,
  ref: FlightRef,
  fareClass: string | undefined,
  count: number,
  holder: SeatHolder,
  scatterBy: string,
) {
  const seats = await tx.all(claimCheapest(count), {
    status: holder.status,
    booking_id: holder.bookingId,
    segment_position: holder.segmentPosition,
    passenger_position: count === 1 ? holder.passengerPosition : null,
    hold_expires_at: holder.holdExpiresAt,
    ...refArgs(ref),
    fare_class: fareClass ?? '',
    spread: count === 1 ? spreadOf(scatterBy) : 0,
  });
  return seats.sort(byOrdinal);
}

/** The same among seats whose hold has run out. */
export async function lockExpiredSeats(
  tx: Transaction,
  flightId: number,
  { cabin, nest_level }: Pool,
  count: number,
  holder: SeatHolder,
  now: Instant,
) {
  const passengerPosition = count === 1 ? holder.passengerPosition : null;
  const args = { ...holderArgs(flightId, holder), passenger_position: passengerPosition, cabin, nest_level, now };
  return (await tx.all(claimExpired(count), args)).sort(byOrdinal);
}

/** Locks up to `count` sellable units that a class may take, leaving out those that others have locked. */
export async function lockSpareUnits(tx: Transaction, flightId: number, pool: Pool, count: number, now: Instant) {
  const { cabin, nest_level } = pool;
  return tx.all(lockSpare(count), { flight_id: flightId, cabin, nest_level, now });
}

/** Of a unit that the caller has locked. */
export async function setUnitLevel(tx: Transaction, flightId: number, ordinal: number, nestLevel: number) {
  await tx.run(setNestLevel, { flight_id: flightId, ordinal, nest_level: nestLevel });
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

export async function releaseSeatsOfPassenger(tx: Transaction, bookingId: string, position: number): Promise<number> {
  return tx.run(releaseOfPassenger, { booking_id: bookingId, passenger_position: position });
}

/** Gives back these very seats of a flight, and none that the booking has beside them. */
export async function releaseClaimedSeats(
  tx: Transaction,
  flightId: number,
  seats: readonly ClaimedSeat[],
  bookingId: string,
): Promise<void> {
  for (const { ordinal } of seats) await tx.run(releaseOne, { flight_id: flightId, ordinal, booking_id: bookingId });
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
