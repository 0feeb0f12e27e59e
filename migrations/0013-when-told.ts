import type { Migration } from '../src/database/migration.js';

/** When customers are not to be disturbed, what waits for the end of it, and who was reminded of which departure. */
export const whenTold: Migration = {
  name: '0013-when-told',
  statements: ({ text, int, table }) => [
    // Minutes since midnight by the customer's own clock; from 22:00 until 07:00 they last over midnight.
    table(
      'customer_quiet_hours',
      `customer_id ${text} primary key references customer,
       from_minute ${int} not null check (from_minute between 0 and 1439),
       until_minute ${int} not null check (until_minute between 0 and 1439 and until_minute <> from_minute),
       time_zone ${text} not null`,
    ),
    // From when it waits for nobody's morning; null for what is never urgent.
    `alter table notification add column urgent_from ${int}`,
    // Business time; only of one that is pending because its customer is not to be disturbed.
    `alter table notification add column quiet_until ${int}`,

    // A departure with other times is another departure.
    table(
      'departure_reminder',
      `booking_id ${text} not null references booking, flight_id ${int} not null, departs_at ${int} not null,
       queued_at ${int} not null, primary key (booking_id, flight_id, departs_at)`,
      { withoutRowid: true },
    ),
    // For which departure the bookings on a flight have been gone through.
    table('flight_reminded', `flight_id ${int} primary key, departs_at ${int} not null`),
  ],
};
