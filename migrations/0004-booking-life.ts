import type { Migration } from '../src/database/migration.js';

/** What a booking goes through: deadlines, waiting lists, schedule changes, and the queues of who looks after it. */
export const bookingLife: Migration = {
  name: '0004-booking-life',
  statements: ({ text, int, table }) => [
    // The customer's deadline; between it and `hold_expires_at` lies the grace.
    `alter table booking add column pay_by ${int}`,
    // Until when the price of the hold stands; null for none.
    `alter table booking add column price_until ${int}`,
    // Whether the time limit cancels the booking or puts it on a queue.
    `alter table booking add column time_limit ${text} not null default 'cancel'`,
    // The booking that it was split from.
    `alter table booking add column split_from ${text}`,

    // A booking that is split takes its share of what was paid along, in payments of its own: `split_from` is the
    // payment that the money came from, and `moved_minor` what a payment has given away of what its gateway took.
    `alter table payment add column split_from ${text}`,
    `alter table payment add column moved_minor ${int} not null default 0 check (moved_minor >= 0)`,

    // The seats that a hold had when it ran out: a booking that is reinstated gets them again if they are free.
    table(
      'lapsed_seat',
      `booking_id ${text} not null references booking, segment_position ${int} not null,
       passenger_position ${int} not null, ordinal ${int} not null,
       primary key (booking_id, segment_position, passenger_position)`,
    ),
    // A hold that ran out keeps its lines as they were, for it may come back; that it has nothing is said by its
    // status. Until now they were crossed out when it was tidied up, and nothing but that crossed them out.
    `update segment set status = 'HK' where status = 'XX' and booking_id in (select id from booking where status = 'expired')`,
    `update stay set status = 'HK' where status = 'XX' and booking_id in (select id from booking where status = 'expired')`,

    // In order of `requested_at`, then by booking. `party` waits for seats together.
    table(
      'waitlist_entry',
      `booking_id ${text} not null references booking, segment_position ${int} not null,
       flight_id ${int} not null, cabin ${text} not null, fare_class ${text} not null, party ${int} not null,
       requested_at ${int} not null, primary key (booking_id, segment_position)`,
    ),
    'create index waitlist_flight on waitlist_entry (flight_id, requested_at, booking_id)',

    // The old segment is UN and the new one TK until the customer has answered.
    table(
      'schedule_change',
      `id ${text} primary key, booking_id ${text} not null references booking,
       old_position ${int} not null, new_position ${int} not null, flight_id ${int} not null,
       old_departs_at ${int} not null, old_departs_offset ${int} not null,
       old_arrives_at ${int} not null, old_arrives_offset ${int} not null,
       status ${text} not null check (status in ('offered','accepted','refused','superseded')),
       offered_at ${int} not null, answered_at ${int}`,
    ),
    'create index schedule_change_booking on schedule_change (booking_id)',
    "create index schedule_change_open on schedule_change (offered_at) where status = 'offered'",

    // Who works on what. What waits is read from the bookings themselves, so that nothing is ever lost from a
    // queue; `stamp` is the state that was looked at, and whoever is done with it is done until that changes.
    table(
      'queue_claim',
      `queue ${text} not null, subject ${text} not null, stamp ${text} not null,
       claimed_by ${text} not null, claimed_at ${int} not null, lease_until ${int} not null,
       done_at ${int}, done_by ${text}, primary key (queue, subject)`,
    ),

    // Minutes to change at an airport, where they are not the usual. Kind: DD, DI, ID or II, by D(omestic) and I(nternational).
    table(
      'connection_time',
      `airport ${text} not null, kind ${text} not null check (kind in ('DD','DI','ID','II')), minutes ${int} not null,
       primary key (airport, kind)`,
    ),
  ],
};
