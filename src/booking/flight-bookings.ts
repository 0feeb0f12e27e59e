import type { Session, Transaction } from '../database/dialect.js';
import { statement } from '../database/statement.js';
import { refOfFlight } from '../inventory/flight.js';
import { getFlight, lockFlight, type PricedFlight } from '../inventory/flight-repository.js';
import type { SoldIn } from '../inventory/flight-state.js';
import { OpsdeskError } from '../kernel/errors.js';
import { type FlightRef, formatFlightRef } from '../kernel/flight-ref.js';
import type { BookingRecord } from './booking-record.js';
import { lockBookingById } from './booking-repository.js';

/** Who has a seat there, lives on it, or waits for it. */
const bookingsOf = statement<{ flight_id: number }, { id: string }>(
  'bookings_of_flight',
  `select g.booking_id as id from segment g join booking b on b.id = g.booking_id
    where g.flight_id = :flight_id and b.status in ('held','confirmed','waitlisted')
      and g.status not in ('XX','UN','UC','NO')
   union select s.booking_id as id from seat s where s.flight_id = :flight_id and s.booking_id is not null
   order by 1`,
);
const lockIfFree = statement<{ id: string }, { id: string }>(
  'lock_booking_if_free',
  (sql) => `select id from booking where id = :id ${sql.forUpdateSkipLocked}`,
);
const classesSold = statement<
  { flight_id: number },
  { booking_id: string; segment_position: number; fare_class: string }
>(
  'classes_sold_on_flight',
  `select distinct s.booking_id, s.segment_position, g.fare_class from seat s
     join segment g on g.booking_id = s.booking_id and g.position = s.segment_position
    where s.flight_id = :flight_id and s.booking_id is not null`,
);

/** Bookings that share their round trips. */
const BATCH = 100;

export interface LockedFlights {
  /** In the order of the references asked for. */
  readonly flights: readonly PricedFlight[];
  /** Every booking that is on one of them, by id. */
  readonly bookings: ReadonlyMap<string, BookingRecord>;
}

/**
 * Locks flights together with all the bookings on them: the bookings first, by id, and then the flights
 * by their references, as the global lock order has it. A booking that came to a flight before its lock
 * was ours is locked out of turn, and so without waiting.
 * @throws FLIGHT_NOT_FOUND, DATABASE_BUSY when such a booking is locked by others: to be tried again
 */
export async function lockFlightsWithBookings(tx: Transaction, refs: readonly FlightRef[]): Promise<LockedFlights> {
  const rows = await Promise.all(refs.map((ref) => getFlight(tx, ref)));
  const ids = rows.map((row) => row.id);
  const bookings = new Map<string, BookingRecord>();
  const listed = await listBookingsOn(tx, ids);
  for (let at = 0; at < listed.length; at += BATCH) {
    // Sent together they are still locked one after the other, in this order.
    const records = await Promise.all(listed.slice(at, at + BATCH).map((id) => lockBookingById(tx, id)));
    for (const record of records) bookings.set(record.booking.id, record);
  }
  const flights = new Map<number, PricedFlight>();
  for (const row of rows.toSorted((a, b) => (keyOf(refOfFlight(a)) < keyOf(refOfFlight(b)) ? -1 : 1))) {
    flights.set(row.id, await lockFlight(tx, refOfFlight(row)));
  }
  // Sellers are shut out from here on: what is not on the list now comes on it no more.
  for (const id of await listBookingsOn(tx, ids)) {
    if (bookings.has(id)) continue;
    if (!(await tx.first(lockIfFree, { id }))) throw busy(refs);
    bookings.set(id, await lockBookingById(tx, id));
  }
  return { flights: ids.map((id) => flights.get(id) as PricedFlight), bookings };
}

async function listBookingsOn(tx: Transaction, flightIds: readonly number[]): Promise<string[]> {
  const lists = await Promise.all(flightIds.map((flight_id) => tx.all(bookingsOf, { flight_id })));
  return [...new Set(lists.flat().map((row) => row.id))].sort();
}

function keyOf(ref: FlightRef): string {
  return formatFlightRef(ref);
}

function busy(refs: readonly FlightRef[]): OpsdeskError {
  const flight = refs.map(formatFlightRef).join(', ');
  return new OpsdeskError('DATABASE_BUSY', `a booking on ${flight} is being changed by somebody else`, {
    hint: 'Nothing was changed. Try again in a moment.',
    details: { flight },
  });
}

/** In which class each taken unit of a flight was sold, by its booking and segment. */
export async function soldInOf(session: Session, flightId: number): Promise<SoldIn> {
  const rows = await session.all(classesSold, { flight_id: flightId });
  const classes = new Map(rows.map((row) => [`${row.booking_id} ${row.segment_position}`, row.fare_class]));
  return (unit) => classes.get(`${unit.booking_id} ${unit.segment_position}`);
}
