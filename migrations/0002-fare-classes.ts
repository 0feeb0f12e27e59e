import type { Migration } from '../src/database/migration.js';

/**
 * Fare classes that nest within a cabin, and the rules that a fare carries. A class limit is no counter,
 * which every sale would have to lock: each unit of a cabin says down to which class it may be sold.
 */
export const fareClasses: Migration = {
  name: '0002-fare-classes',
  statements: ({ text, int }) => [
    // Where the cabin's rows begin and end: who sits anywhere starts to look somewhere between.
    `alter table flight_cabin add column first_ordinal ${int} not null default 0`,
    `alter table flight_cabin add column last_ordinal ${int} not null default 0`,
    `update flight_cabin set
       first_ordinal = coalesce((select min(ordinal) from seat s where s.flight_id = flight_cabin.flight_id
         and s.cabin = flight_cabin.cabin and s.seat_number is not null), 0),
       last_ordinal = coalesce((select max(ordinal) from seat s where s.flight_id = flight_cabin.flight_id
         and s.cabin = flight_cabin.cabin and s.seat_number is not null), 0)`,

    // 1 is the highest class of a cabin. A class of level n may take units of level n and above.
    `alter table fare add column nest_level ${int} not null default 1 check (nest_level between 1 and 26)`,
    `alter table fare add column booking_limit ${int} check (booking_limit >= 0)`,
    `alter table fare add column no_show_fee_minor ${int} not null default 0`,
    `alter table fare add column name_change_fee_minor ${int}`,
    `alter table fare add column advance_purchase_days ${int} not null default 0`,
    `alter table fare add column min_stay_days ${int} not null default 0`,
    `alter table fare add column max_stay_days ${int} not null default 0`,
    `alter table fare add column residual ${text} not null default 'refund'`,

    `alter table seat add column nest_level ${int} not null default 1`,
    'drop index seat_open',
    "create index seat_open on seat (flight_id, cabin, nest_level, ordinal) where status = 'open'",

    `alter table segment add column journey ${int} not null default 1`,
    `alter table segment add column replaces ${int}`,
    `alter table segment add column no_show_fee_minor ${int} not null default 0`,
    `alter table segment add column name_change_fee_minor ${int}`,
    `alter table segment add column min_stay_days ${int} not null default 0`,
    `alter table segment add column max_stay_days ${int} not null default 0`,
    `alter table segment add column residual ${text} not null default 'refund'`,

    // For the connection search: what leaves a place, and what reaches one.
    'create index flight_leaves on flight (origin, departs_at)',
    'create index flight_reaches on flight (destination, arrives_at)',
  ],
};
