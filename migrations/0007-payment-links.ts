import type { Migration } from '../src/database/migration.js';

/** Pages on which customers pay by themselves, and what their gateways tell of it. */
export const paymentLinks: Migration = {
  name: '0007-payment-links',
  statements: ({ text, int, table }) => [
    table(
      'payment_request',
      `id ${text} primary key, booking_id ${text} not null references booking, gateway ${text} not null,
       status ${text} not null check (status in ('open','paid','over')),
       currency ${text} not null, amount_minor ${int} not null check (amount_minor > 0),
       gateway_key ${text} not null unique, gateway_reference ${text},
       expires_at ${int} not null, looked_at ${int} not null, payment_id ${text} references payment,
       created_at ${int} not null, created_by ${text} not null,
       check ((status = 'paid') = (payment_id is not null))`,
    ),
    // Two open ones could both be paid.
    "create unique index payment_request_open on payment_request (booking_id) where status = 'open'",
    // What a gateway told us, each word once; parked until we know what it is about.
    table(
      'gateway_event',
      `gateway ${text} not null, event_id ${text} not null, kind ${text} not null, gateway_key ${text},
       refs ${text} not null, status ${text} not null check (status in ('parked','done')),
       received_at ${int} not null, primary key (gateway, event_id)`,
    ),
    "create index gateway_event_parked on gateway_event (received_at) where status = 'parked'",
    'create index payment_reference on payment (gateway, gateway_reference)',
    "create index payment_request_due on payment_request (looked_at) where status = 'open'",
  ],
};
