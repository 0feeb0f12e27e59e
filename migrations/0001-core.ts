import type { Migration } from '../src/database/migration.js';

/**
 * The tables of the first release. Money is in minor units, instants are milliseconds UTC, flags are 0
 * and 1, and text compares by bytes on both dialects, so that both sort and digest alike.
 */
export const core: Migration = {
  name: '0001-core',
  statements: ({ text, int, real, table, appendOnly }) => [
    table('setting', `name ${text} primary key, value ${text} not null`),

    table(
      'airport',
      `iata ${text} primary key, name ${text} not null, city ${text} not null, country ${text} not null,
       time_zone ${text} not null, latitude ${real} not null, longitude ${real} not null`,
    ),
    table('airline', `code ${text} primary key, name ${text} not null`),

    table(
      'flight',
      `id ${int} primary key,
       carrier ${text} not null, number ${text} not null, departure_date ${text} not null,
       origin ${text} not null references airport, destination ${text} not null references airport,
       departs_at ${int} not null, departs_offset ${int} not null,
       arrives_at ${int} not null, arrives_offset ${int} not null,
       equipment ${text} not null,
       status ${text} not null check (status in ('scheduled','delayed','departed','diverted','arrived','cancelled')),
       version ${int} not null,
       unique (carrier, number, departure_date, origin),
       check (arrives_at > departs_at)`,
    ),
    'create index flight_route on flight (origin, destination, departure_date, departs_at)',
    'create index flight_departure on flight (departs_at, id)',

    table(
      'flight_cabin',
      `flight_id ${int} not null references flight, cabin ${text} not null,
       capacity ${int} not null, authorised ${int} not null,
       primary key (flight_id, cabin), check (capacity >= 0 and authorised >= capacity)`,
    ),
    table(
      'fare',
      `flight_id ${int} not null references flight, fare_class ${text} not null, cabin ${text} not null,
       fare_basis ${text} not null, currency ${text} not null,
       base_minor ${int} not null, tax_minor ${int} not null,
       is_refundable ${int} not null, change_fee_minor ${int} not null, cancel_fee_minor ${int} not null,
       primary key (flight_id, fare_class), check (base_minor >= 0 and tax_minor >= 0)`,
    ),

    table(
      'customer',
      `id ${text} primary key, version ${int} not null, name ${text} not null, email ${text}, phone ${text},
       language ${text} not null, data_key ${text}, created_at ${int} not null, updated_at ${int} not null`,
    ),
    'create index customer_email on customer (lower(email)) where email is not null',

    table(
      'booking',
      `id ${text} primary key, record_locator ${text} not null unique,
       customer_id ${text} not null references customer, version ${int} not null,
       status ${text} not null check (status in ('held','waitlisted','confirmed','cancelled','expired')),
       currency ${text} not null, total_minor ${int} not null, fees_minor ${int} not null,
       hold_expires_at ${int}, contact_email ${text}, contact_phone ${text}, remark ${text},
       created_at ${int} not null, created_by ${text} not null, updated_at ${int} not null`,
    ),
    "create index booking_hold on booking (hold_expires_at) where status = 'held'",
    'create index booking_customer on booking (customer_id)',

    table(
      'passenger',
      `booking_id ${text} not null references booking, position ${int} not null,
       surname ${text} not null, given_name ${text} not null, title ${text},
       type ${text} not null check (type in ('ADT','CHD','INF')),
       primary key (booking_id, position)`,
    ),
    'create index passenger_surname on passenger (surname)',

    table(
      'segment',
      `booking_id ${text} not null references booking, position ${int} not null,
       flight_id ${int} not null, status ${text} not null,
       fare_class ${text} not null, cabin ${text} not null, fare_basis ${text} not null,
       base_minor ${int} not null, tax_minor ${int} not null,
       is_refundable ${int} not null, change_fee_minor ${int} not null, cancel_fee_minor ${int} not null,
       primary key (booking_id, position)`,
    ),
    'create index segment_flight on segment (flight_id)',

    // The sellable unit. `ordinal` is row × 16 + letter for a physical seat and counts on from 10,000
    // for an authorised overbooking slot, so that no flight can have one seat twice.
    table(
      'seat',
      `flight_id ${int} not null, ordinal ${int} not null, cabin ${text} not null, seat_number ${text},
       status ${text} not null check (status in ('open','held','sold','blocked')),
       booking_id ${text}, segment_position ${int}, passenger_position ${int}, hold_expires_at ${int},
       primary key (flight_id, ordinal),
       check ((status in ('open','blocked')) = (booking_id is null))`,
      { withoutRowid: true },
    ),
    "create index seat_open on seat (flight_id, cabin, ordinal) where status = 'open'",
    "create index seat_held on seat (flight_id, cabin, hold_expires_at) where status = 'held'",
    `create unique index seat_booking on seat (booking_id, segment_position, passenger_position)
       where booking_id is not null`,

    table(
      'payment',
      `id ${text} primary key, booking_id ${text} not null references booking,
       gateway ${text} not null, source ${text} not null,
       status ${text} not null check (status in
         ('created','authorised','captured','part_refunded','refunded','voided','failed','unknown','needs_review')),
       currency ${text} not null, amount_minor ${int} not null check (amount_minor > 0),
       captured_minor ${int} not null, refunded_minor ${int} not null,
       gateway_key ${text} not null unique, gateway_reference ${text}, failure ${text},
       created_at ${int} not null, created_by ${text} not null, settled_at ${int},
       check (refunded_minor between 0 and captured_minor and captured_minor <= amount_minor)`,
    ),
    'create index payment_booking on payment (booking_id, created_at)',
    "create index payment_open on payment (created_at) where status in ('created','unknown')",

    table(
      'refund_quote',
      `id ${text} primary key, booking_id ${text} not null references booking, booking_version ${int} not null,
       currency ${text} not null, amount_minor ${int} not null, paid_minor ${int} not null,
       penalty_minor ${int} not null, basis ${text} not null,
       created_at ${int} not null, expires_at ${int} not null`,
    ),
    'create index refund_quote_booking on refund_quote (booking_id, created_at)',
    table(
      'refund',
      `id ${text} primary key, booking_id ${text} not null references booking, quote_id ${text} references refund_quote,
       status ${text} not null check (status in ('pending','pending_approval','succeeded','failed','unknown','needs_review')),
       kind ${text} not null check (kind in ('cancellation','overpayment','goodwill','late_payment')),
       currency ${text} not null, amount_minor ${int} not null check (amount_minor > 0), reason ${text},
       created_at ${int} not null, created_by ${text} not null, settled_at ${int}`,
    ),
    'create index refund_booking on refund (booking_id, created_at)',
    "create index refund_open on refund (created_at) where status in ('pending','unknown')",
    table(
      'refund_part',
      `id ${text} primary key, refund_id ${text} not null references refund,
       payment_id ${text} not null references payment, amount_minor ${int} not null check (amount_minor > 0),
       status ${text} not null check (status in ('pending','succeeded','failed','unknown','needs_review')),
       gateway_key ${text} not null unique, gateway_reference ${text}, failure ${text}`,
    ),
    'create index refund_part_refund on refund_part (refund_id)',
    'create index refund_part_payment on refund_part (payment_id)',

    table(
      'posting',
      `id ${text} primary key, journal_id ${text} not null, operation_id ${text} not null,
       account ${text} not null, currency ${text} not null, amount_minor ${int} not null, created_at ${int} not null`,
    ),
    'create index posting_operation on posting (operation_id)',
    ...appendOnly('posting'),

    // The sandbox gateway's own books. It writes them outside every booking transaction, as a company
    // across the network would, and nothing refers to them but the gateway's key.
    table(
      'sandbox_operation',
      `gateway_key ${text} primary key, kind ${text} not null, request_hash ${text} not null,
       reference ${text} not null unique, parent_reference ${text},
       outcome ${text} not null, failure ${text},
       currency ${text} not null, amount_minor ${int} not null, created_at ${int} not null`,
    ),
    'create index sandbox_parent on sandbox_operation (parent_reference) where parent_reference is not null',

    table(
      'outbox',
      `id ${text} primary key, topic ${text} not null, booking_id ${text}, booking_version ${int},
       customer_id ${text}, payload ${text} not null,
       state ${text} not null check (state in ('pending','leased','published')),
       attempts ${int} not null, available_at ${int} not null, lease_until ${int}, created_at ${int} not null`,
    ),
    "create index outbox_due on outbox (available_at, id) where state <> 'published'",
    "create index outbox_booking on outbox (booking_id, booking_version) where state <> 'published'",

    table(
      'notification',
      `id ${text} primary key, booking_id ${text}, customer_id ${text} not null references customer,
       channel ${text} not null, template ${text} not null, language ${text} not null,
       status ${text} not null check (status in ('pending','sending','sent','failed')),
       attempts ${int} not null, next_attempt_at ${int}, lease_until ${int}, lease_token ${text},
       last_error ${text}, message_id ${text} not null unique, payload ${text} not null,
       event_id ${text}, created_at ${int} not null, sent_at ${int},
       unique (event_id, channel, template)`,
    ),
    "create index notification_due on notification (next_attempt_at, id) where status in ('pending','sending')",
    'create index notification_booking on notification (booking_id)',
    table(
      'notification_attempt',
      `notification_id ${text} not null references notification, attempt ${int} not null,
       outcome ${text} not null, error ${text}, attempted_at ${int} not null, attempted_by ${text} not null,
       primary key (notification_id, attempt)`,
    ),

    table(
      'idempotency',
      `actor ${text} not null, command ${text} not null, key ${text} not null,
       input_hash ${text} not null, customer_id ${text}, progress ${text}, answer ${text},
       created_at ${int} not null, primary key (actor, command, key)`,
    ),
    'create index idempotency_created on idempotency (created_at)',

    table(
      'audit_entry',
      `id ${text} primary key, operation_id ${text} not null, occurred_at ${int} not null,
       actor ${text} not null, command ${text} not null, action ${text} not null,
       entity ${text} not null, entity_id ${text} not null, reason ${text}, idempotency_key ${text},
       before_state ${text}, after_state ${text}, customer_id ${text}, personal ${text},
       seq ${int} unique, hash ${text}`,
    ),
    'create index audit_unsealed on audit_entry (id) where seq is null',
    'create index audit_entity on audit_entry (entity, entity_id)',
    ...appendOnly('audit_entry', {
      // Sealing fills in the sequence and the hash once; nothing else ever changes.
      unlessOnly: ['seq', 'hash'],
      columns: [
        ...['id', 'operation_id', 'occurred_at', 'actor', 'command', 'action', 'entity', 'entity_id', 'reason'],
        ...['idempotency_key', 'before_state', 'after_state', 'customer_id', 'personal'],
      ],
    }),
    table('audit_head', `id ${int} primary key check (id = 1), seq ${int} not null, hash ${text} not null`),
    `insert into audit_head (id, seq, hash) values (1, 0, '${'0'.repeat(64)}')`,
  ],
};
