import { type CreateBookingInput, createBooking } from '../../src/booking/create-booking.js';
import type { Desk } from '../../src/desk.js';
import { addFlight, flightRef } from '../support/desk.js';

/** What became of those who wait for one flight. */
export interface Served {
  /** In the order of the list. */
  readonly statuses: readonly string[];
  readonly seats: readonly string[];
  /** Entries of the trail that tell of a clearing: one for each booking, or somebody was served twice. */
  readonly clearings: number;
}

/** A sold-out flight of cabin Y with so many seats, and so many who wait for one each. */
export async function crowdedFlight(desk: Desk, number: string, seats: number, waiting: number) {
  await addFlight(desk, { number, economyRows: Math.ceil(seats / 6), missing: (6 - (seats % 6)) % 6 });
  const order = (name: string, more: Partial<CreateBookingInput> = {}): CreateBookingInput => ({
    flights: [{ ref: flightRef(number) }],
    passengers: [name],
    ...more,
  });
  const holders: string[] = [];
  for (let at = 0; at < seats; at += 1)
    holders.push((await createBooking(desk, order('HOLDER/A MR'), {})).recordLocator);
  const list: string[] = [];
  for (let at = 0; at < waiting; at += 1) {
    const email = `waiter-${number}-${at}@example.com`;
    list.push((await createBooking(desk, order('WAITER/A MR', { canWait: true, email }), {})).recordLocator);
  }
  return { holders, list };
}

/** Frees seats behind the back of the list, as a crash between a commit and the clearing would leave them. */
export async function freeSilently(desk: Desk, number: string, count: number): Promise<void> {
  const rows = await desk.session.composed((db) =>
    db.selectFrom('seat').select(['ordinal', 'booking_id']).where('flight_id', '=', Number(number)).orderBy('ordinal'),
  );
  for (const { ordinal, booking_id } of rows.slice(0, count)) {
    await desk.session.composed((db) =>
      db
        .updateTable('seat')
        .set({
          status: 'open',
          booking_id: null,
          segment_position: null,
          passenger_position: null,
          hold_expires_at: null,
        })
        .where('flight_id', '=', Number(number))
        .where('ordinal', '=', ordinal),
    );
    await desk.session.composed((db) =>
      db
        .updateTable('booking')
        .set({ status: 'cancelled', total_minor: 0 })
        .where('id', '=', booking_id ?? ''),
    );
  }
}

export async function servedOn(desk: Desk, number: string, list: readonly string[]): Promise<Served> {
  const bookings = await desk.session.composed((db) =>
    db
      .selectFrom('booking')
      .select(['record_locator', 'id', 'status'])
      .where('record_locator', 'in', [...list]),
  );
  const seats = await desk.session.composed((db) =>
    db.selectFrom('seat').select(['seat_number', 'booking_id']).where('flight_id', '=', Number(number)),
  );
  const clearings = await desk.session.composed((db) =>
    db
      .selectFrom('audit_entry')
      .select('id')
      .where('action', '=', 'booking.cleared')
      .where('entity_id', 'in', [...list]),
  );
  const ids = bookings.map(({ id }) => id);
  return {
    statuses: list.map((locator) => bookings.find((each) => each.record_locator === locator)?.status ?? ''),
    seats: seats.flatMap((seat) => (ids.includes(seat.booking_id ?? '') ? [seat.seat_number ?? ''] : [])),
    clearings: clearings.length,
  };
}
