import type { Migration } from '../src/database/migration.js';

/** By what customers are told what. */
export const channels: Migration = {
  name: '0008-channels',
  statements: ({ text, int, table }) => [
    // What a customer has said of it; of what they have said nothing the channel's default holds.
    table(
      'notification_preference',
      `customer_id ${text} not null references customer, channel ${text} not null, kind ${text} not null,
       is_on ${int} not null check (is_on in (0, 1)), primary key (customer_id, channel, kind)`,
    ),
    // Where a partner's program is told. By itself it is nothing personal, but it goes with the customer.
    table('customer_webhook', `customer_id ${text} primary key references customer, url ${text} not null`),
  ],
};
