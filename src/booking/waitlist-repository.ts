import type { Session, Transaction } from '../database/dialect.js';
import type { WaitlistEntryRow } from '../database/schema.js';
import { insertInto, statement } from '../database/statement.js';
import { matchesRef, type RefArgs, refArgs } from '../inventory/flight-sql.js';
import type { FlightRef } from '../kernel/flight-ref.js';
import type { Instant } from '../kernel/instant.js';

/** Units that the class of an entry `w` may take, as far as can be seen without locking them. */
const freeUnits = (w: string, status: string) => `(select count(*) from seat s
  where s.flight_id = ${w}.flight_id and s.cabin = ${w}.cabin and ${status} and s.nest_level >=
    (select min(x.nest_level) from fare x where x.flight_id = ${w}.flight_id and x.cabin = ${w}.cabin
      and (x.fare_class = ${w}.fare_class or ${w}.fare_class = '')))`;
/** Whether the party of an entry `w` would find its seats together; those of booking `:but_of` count as free. */
const fits = (w: string) => `(exists (select 1 from flight g where g.id = ${w}.flight_id
    and g.status in ('scheduled','delayed') and g.departs_at > :now)
  and ${freeUnits(w, "(s.status = 'open' or s.booking_id = :but_of)")}
    + ${freeUnits(w, "s.status = 'held' and s.hold_expires_at <= :now")} >= ${w}.party)`;

const insert = insertInto<WaitlistEntryRow>('waitlist_entry', [
  'booking_id',
  'segment_position',
  'flight_id',
  'cabin',
  'fare_class',
  'party',
  'requested_at',
]);
const ofBooking = statement<{ booking_id: string }, WaitlistEntryRow>(
  'waitlist_entries_of_booking',
  'select * from waitlist_entry where booking_id = :booking_id order by segment_position',
);
const remove = statement<{ booking_id: string }>(
  'delete_waitlist_entries',
  'delete from waitlist_entry where booking_id = :booking_id',
);

const removeOne = statement<{ booking_id: string; segment_position: number }>(
  'delete_waitlist_entry',
  'delete from waitlist_entry where booking_id = :booking_id and segment_position = :segment_position',
);

export type Waiting = { readonly booking_id: string; readonly requested_at: Instant };

const thatFit = statement<{ now: number; flight_id: number; but_of: string }, Waiting>(
  'waiting_that_fit',
  `select w.booking_id, min(w.requested_at) as requested_at from waitlist_entry w
    where :flight_id = 0 or w.booking_id in (select o.booking_id from waitlist_entry o where o.flight_id = :flight_id)
    group by w.booking_id having min(case when ${fits('w')} then 1 else 0 end) = 1
    order by min(w.requested_at), w.booking_id`,
);
const tooLate = statement<{ now: number }, { booking_id: string }>(
  'waiting_too_long',
  `select distinct w.booking_id from waitlist_entry w join flight f on f.id = w.flight_id
    where f.departs_at <= :now order by w.booking_id`,
);
const fittingOnFlight = statement<RefArgs & { now: number; but_of: string }, { flight_id: number }>(
  'waiting_that_fit_on_flight',
  `select f.id as flight_id from flight f
    where ${matchesRef} and exists (select 1 from waitlist_entry w where w.flight_id = f.id
      and not exists (select 1 from waitlist_entry o where o.booking_id = w.booking_id and not ${fits('o')}))`,
);

/** No flight has the id 0, and no booking an empty one. */
const ANY_FLIGHT = 0;
const NOBODY = '';

export function insertEntry(tx: Transaction, entry: WaitlistEntryRow): void {
  tx.later(insert, entry);
}

export async function listEntries(session: Session, bookingId: string): Promise<WaitlistEntryRow[]> {
  return session.all(ofBooking, { booking_id: bookingId });
}

/** Takes a booking off the list. */
export function deleteEntries(tx: Transaction, bookingId: string): void {
  tx.later(remove, { booking_id: bookingId });
}

/** Takes one segment of a booking off the list. */
export function deleteEntry(tx: Transaction, bookingId: string, segmentPosition: number): void {
  tx.later(removeOne, { booking_id: bookingId, segment_position: segmentPosition });
}

/**
 * Those whose seats look free on all of their flights, the longest waiting first.
 * @param flightIds only those who wait for one of them
 */
export async function listThatFit(session: Session, now: Instant, flightIds?: readonly number[]): Promise<Waiting[]> {
  const asked = flightIds === undefined ? [ANY_FLIGHT] : [...new Set(flightIds)];
  const found = await Promise.all(asked.map((flight_id) => session.all(thatFit, { now, flight_id, but_of: NOBODY })));
  const byId = new Map(found.flat().map((waiting) => [waiting.booking_id, waiting]));
  return [...byId.values()].sort((a, b) => a.requested_at - b.requested_at || (a.booking_id < b.booking_id ? -1 : 1));
}

/** Those who wait for a flight that has left. */
export async function listTooLate(session: Session, now: Instant): Promise<string[]> {
  return (await session.all(tooLate, { now })).map((row) => row.booking_id);
}

/**
 * The flights, of those named, on which somebody waits whose seats look free.
 * @param butOf a booking whose seats count as free: what it has just claimed
 */
export async function listFittingFlights(
  session: Session,
  refs: readonly FlightRef[],
  now: Instant,
  butOf = NOBODY,
): Promise<number[]> {
  const found = await Promise.all(
    refs.map((ref) => session.all(fittingOnFlight, { ...refArgs(ref), now, but_of: butOf })),
  );
  return found.flat().map((row) => row.flight_id);
}
