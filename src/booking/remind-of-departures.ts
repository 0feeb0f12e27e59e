import { flightRefOf } from '../inventory/flight.js';
import { formatInstant } from '../kernel/instant.js';
import type { EventSubscriber } from '../notification/relay-outbox.js';
import type { WriteRequest } from '../runtime/request.js';
import type { BookingDeps } from './booking-deps.js';
import type { SegmentRecord } from './booking-record.js';
import { lockBookingById } from './booking-repository.js';
import { dueReminders } from './due-reminders.js';
import { queueReminder } from './messages.js';
import {
  type Departure,
  hasDeparture,
  insertReminder,
  listBookingsToRemind,
  listDepartures,
  listReminders,
  markReminded,
} from './reminder-repository.js';

const BATCH = 50;
const REQUEST: WriteRequest = { command: 'worker run', input: {} };

/**
 * Reminds the passengers of every flight that now leaves within the lead. Each booking is a transaction of its own, in
 * which its reminder gets its row: so whatever ends a worker, and however many look at once, it is queued once. Only a
 * flight whose bookings have all been gone through is marked.
 * @param leadMs how long before a departure, in milliseconds
 * @returns how many reminders were queued
 */
export async function remindOfDepartures(deps: BookingDeps, leadMs: number): Promise<number> {
  let count = 0;
  for (;;) {
    const now = deps.clock.now();
    const departures = await listDepartures(deps.session, now, now + leadMs, BATCH);
    for (const departure of departures) count += await remindPassengers(deps, departure, leadMs);
    if (departures.length < BATCH) return count;
  }
}

async function remindPassengers(deps: BookingDeps, departure: Departure, leadMs: number): Promise<number> {
  let count = 0;
  for (const bookingId of await listBookingsToRemind(deps.session, departure, departure.departs_at - leadMs)) {
    count += await remindBooking(deps, bookingId, leadMs);
  }
  await deps.runner.step(REQUEST, ({ tx }) => markReminded(tx, departure));
  return count;
}

/** @returns how many reminders were queued: one for each journey that leaves within the lead */
async function remindBooking(deps: BookingDeps, bookingId: string, leadMs: number): Promise<number> {
  return deps.runner.step({ ...REQUEST, input: { bookingId } }, async (work) => {
    const record = await lockBookingById(work.tx, bookingId);
    let count = 0;
    for (const flights of dueReminders(record, await listReminders(work.tx, bookingId), work.now, leadMs)) {
      const { flight } = flights[0] as SegmentRecord;
      const row = { booking_id: bookingId, flight_id: flight.id, departs_at: flight.departs_at, queued_at: work.now };
      if (!(await insertReminder(work.tx, row))) continue;
      queueReminder(work, record, flights);
      work.audit({
        action: 'departure_reminder.queued',
        entity: 'departure_reminder',
        entityId: record.booking.record_locator,
        after: { flight: flightRefOf(flight), departsAt: formatInstant(flight.departs_at, flight.departs_offset) },
        subject: record.subject,
      });
      count += 1;
    }
    return count;
  });
}

/** What may have put a booking on a flight whose other passengers were reminded before. */
const MOVED: readonly string[] = ['booking.modified', 'booking.rebooked', 'booking.restored'];

/** Reminds whoever was moved to a flight that leaves within the lead. */
export function reminderOfMoved(deps: BookingDeps, leadMs: number): EventSubscriber {
  return async ({ topic, bookingId }) => {
    if (bookingId === null || !MOVED.includes(topic)) return;
    const now = deps.clock.now();
    if (await hasDeparture(deps.session, bookingId, now, now + leadMs)) await remindBooking(deps, bookingId, leadMs);
  };
}
