import type { Migration } from '../src/database/migration.js';

/** When a worker asks a gateway the next time about what is open there. */
export const gatewayInquiries: Migration = {
  name: '0011-gateway-inquiries',
  statements: ({ text, int, table }) => [
    // Without a row it is asked about at once. Whoever moves the time on is who asks.
    table('gateway_inquiry', `subject ${text} primary key, next_at ${int} not null`),
    'create index gateway_inquiry_next on gateway_inquiry (next_at)',
    // By what a gateway calls it: its web hooks and its statements.
    'create index refund_part_reference on refund_part (gateway_reference)',
    // The same for pages alone, which took no turns.
    'drop index payment_request_due',
    'alter table payment_request drop column looked_at',
  ],
};
