import type { Migration } from '../src/database/migration.js';

/** Which workers run, and which events still have to go into the stream for other services. */
export const worker: Migration = {
  name: '0009-worker',
  statements: ({ text, int, table }) => [
    // A worker says every few seconds that it is there. Its row goes with it; one that was killed leaves it behind.
    table(
      'worker',
      `id ${text} primary key, host ${text} not null, pid ${int} not null, program_version ${text} not null,
       started_at ${int} not null, seen_at ${int} not null, done ${text} not null,
       last_error ${text}, last_error_at ${int}`,
    ),

    // Filled in when an event is published, where a stream is wanted: a sale pays nothing for it.
    `alter table outbox add column stream_state ${text} check (stream_state in ('due','leased','sent'))`,
    `alter table outbox add column stream_until ${int}`,
    "create index outbox_stream on outbox (id) where stream_state in ('due','leased')",
    `create index outbox_stream_booking on outbox (booking_id, booking_version, id)
       where stream_state in ('due','leased')`,
  ],
};
