import type { Migration } from '../src/database/migration.js';

/** Customers with several bookings in one job hear of them in one message. */
export const digests: Migration = {
  name: '0014-digests',
  statements: ({ text }) => [
    // The job that it is told of with others; null for what goes out by itself.
    `alter table notification add column digest_group ${text}`,
    // The notification whose message carries it, from when they are first put together; null for one that has a message of its own.
    `alter table notification add column sent_with ${text}`,
    // What may still lead a message of its own: what travels with another is found by that.
    `create index notification_digest on notification (digest_group, customer_id, channel, id)
      where digest_group is not null and sent_with is null`,
    'create index notification_sent_with on notification (sent_with) where sent_with is not null',
  ],
};
