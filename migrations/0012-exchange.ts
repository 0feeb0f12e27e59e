import type { Migration } from '../src/database/migration.js';

/** Rates, payments in another currency than their booking's, and what of a booking was written off. */
export const exchange: Migration = {
  name: '0012-exchange',
  statements: ({ text, int, table }) => [
    // One of `base` is `units` / 10^`scale` of `quote`: a rate is a decimal, and is kept exactly.
    table(
      'fx_rate',
      `base ${text} not null, quote ${text} not null, rate_date ${text} not null,
       units ${int} not null check (units > 0), scale ${int} not null check (scale between 0 and 12),
       created_at ${int} not null, created_by ${text} not null,
       primary key (base, quote, rate_date), check (base <> quote)`,
    ),
    'create index fx_rate_day on fx_rate (rate_date)',
    // What was asked of the gateway, where that is not the booking's currency, and the rate of that day.
    `alter table payment add column charged_currency ${text}`,
    `alter table payment add column charged_minor ${int} check (charged_minor >= 0)`,
    // The part of it that went along with split bookings, as `moved_minor` did.
    `alter table payment add column charged_moved_minor ${int} not null default 0 check (charged_moved_minor >= 0)`,
    `alter table payment add column fx_base ${text}`,
    `alter table payment add column fx_units ${int}`,
    `alter table payment add column fx_scale ${int}`,
    `alter table payment add column fx_date ${text}`,
    // Nothing, where the part is less than the smallest coin of what was charged.
    `alter table refund_part add column charged_currency ${text}`,
    `alter table refund_part add column charged_minor ${int} check (charged_minor >= 0)`,
    // Of what a booking owes nobody will collect so much; below zero where there was nothing to collect any more.
    table(
      'write_off',
      `id ${text} primary key, booking_id ${text} not null references booking, currency ${text} not null,
       amount_minor ${int} not null check (amount_minor <> 0), reason ${text},
       created_at ${int} not null, created_by ${text} not null`,
    ),
    'create index write_off_booking on write_off (booking_id)',
  ],
};
