import type { Migration } from '../src/database/migration.js';

/** Money that is set aside at a gateway, and taken later or never. */
export const authorisations: Migration = {
  name: '0010-authorisations',
  statements: ({ text, int, table }) => [
    // What its gateway was first asked for.
    `alter table payment add column operation ${text} not null default 'charge' check (operation in ('charge','authorise'))`,
    table(
      'authorisation',
      `payment_id ${text} primary key references payment, expires_at ${int} not null,
       ending ${text} check (ending in ('capture','void')), ending_id ${text} unique, ending_minor ${int}, failure ${text},
       check ((ending is null) = (ending_id is null) and (ending is null) = (ending_minor is null))`,
    ),
    "create index payment_authorised on payment (id) where status = 'authorised'",
  ],
};
