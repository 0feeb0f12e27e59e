import type { Session, Transaction } from '../database/dialect.js';
import type { DepartureReminderRow, FlightRow } from '../database/schema.js';
import { insertInto, statement } from '../database/statement.js';
import type { Instant } from '../kernel/instant.js';

/** A flight, by when it leaves as we know it. */
export type Departure = Pick<FlightRow, 'id' | 'departs_at'>;

/** By the index on departures: what has been gone through costs a look at its mark, and nothing of its bookings. */
const unmarked = statement<{ now: Instant; until: Instant; count: number }, Departure>(
  'departures_without_reminders',
  `select f.id, f.departs_at from flight f
    where f.departs_at > :now and f.departs_at <= :until and f.status in ('scheduled','delayed')
      and not exists (select 1 from flight_reminded m where m.flight_id = f.id and m.departs_at = f.departs_at)
    order by f.departs_at, f.id limit :count`,
);
const mark = statement<{ flight_id: number; departs_at: Instant }>(
  'mark_flight_reminded',
  `insert into flight_reminded (flight_id, departs_at) values (:flight_id, :departs_at)
    on conflict (flight_id) do update set departs_at = excluded.departs_at`,
);
const bookingsOn = statement<{ flight_id: number; before: Instant }, { booking_id: string }>(
  'bookings_to_remind',
  `select distinct g.booking_id from segment g join booking b on b.id = g.booking_id
    where g.flight_id = :flight_id and g.status in ('HK','KL','KK','TK')
      and b.status = 'confirmed' and b.created_at <= :before
    order by g.booking_id`,
);
const isLeaving = statement<{ booking_id: string; now: Instant; until: Instant }, { one: number }>(
  'booking_is_leaving',
  `select 1 as one from segment g join flight f on f.id = g.flight_id
    where g.booking_id = :booking_id and f.departs_at > :now and f.departs_at <= :until limit 1`,
);
const ofBooking = statement<{ booking_id: string }, DepartureReminderRow>(
  'reminders_of_booking',
  'select * from departure_reminder where booking_id = :booking_id',
);
const insert = insertInto<DepartureReminderRow>(
  'departure_reminder',
  ['booking_id', 'flight_id', 'departs_at', 'queued_at'],
  'on conflict (booking_id, flight_id, departs_at) do nothing',
);

/** Flights that leave after `now` and up to `until`, and whose passengers nobody has gone through yet; the next first. */
export async function listDepartures(
  session: Session,
  now: Instant,
  until: Instant,
  count: number,
): Promise<Departure[]> {
  return session.all(unmarked, { now, until, count });
}

/** Its passengers have been gone through, for this very departure: with another it comes again. */
export async function markReminded(tx: Transaction, { id, departs_at }: Departure): Promise<void> {
  await tx.run(mark, { flight_id: id, departs_at });
}

/** Ids of the confirmed bookings on a flight that were made at `before` or earlier. */
export async function listBookingsToRemind(
  session: Session,
  { id }: Pick<Departure, 'id'>,
  before: Instant,
): Promise<string[]> {
  const rows = await session.all(bookingsOn, { flight_id: id, before });
  return rows.map(({ booking_id }) => booking_id);
}

/** Whether a flight of the booking leaves after `now` and up to `until`. */
export async function hasDeparture(
  session: Session,
  bookingId: string,
  now: Instant,
  until: Instant,
): Promise<boolean> {
  return (await session.first(isLeaving, { booking_id: bookingId, now, until })) !== undefined;
}

/** What the booking was reminded of. */
export async function listReminders(session: Session, bookingId: string): Promise<DepartureReminderRow[]> {
  return session.all(ofBooking, { booking_id: bookingId });
}

/** @returns false where somebody has done so already: nothing is written */
export async function insertReminder(tx: Transaction, row: DepartureReminderRow): Promise<boolean> {
  return (await tx.run(insert, row)) === 1;
}
