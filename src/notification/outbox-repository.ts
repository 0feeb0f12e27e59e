import type { Session, Transaction } from '../database/dialect.js';
import type { OutboxRow } from '../database/schema.js';
import { insertInto, statement } from '../database/statement.js';
import { DAY_MS, type Instant } from '../kernel/instant.js';
import type { DomainEvent, Outbox } from '../runtime/ports.js';

/** The setting that says when a worker last wanted events in a stream, in milliseconds of real time. */
const STREAM_WANTED = 'event_stream_wanted_at';
/** Workers that are stopped for days miss nothing; a stream that nobody wants any more is forgotten in the end. */
const STREAM_WANTED_MS = 7 * DAY_MS;

/** Before every real time: what is new is due at once, whatever the business clock of its writer says. */
export const DUE_AT_ONCE: Instant = 0;

type NewEvent = Omit<OutboxRow, 'stream_state' | 'stream_until'>;

const insert = insertInto<NewEvent>('outbox', [
  'id',
  'topic',
  'booking_id',
  'booking_version',
  'customer_id',
  'payload',
  'state',
  'attempts',
  'available_at',
  'lease_until',
  'created_at',
]);

/** Of a booking only the lowest version that is not out yet: its facts arrive in the order in which they happened. */
const claimDue = statement<{ now: Instant; until: Instant; count: number }, OutboxRow>(
  'claim_outbox',
  (sql) => `update outbox set state = 'leased', attempts = attempts + 1, lease_until = :until
    where ${sql.isAnyOf(
      'id',
      `select o.id from outbox o
        where o.state <> 'published' and o.available_at <= :now and (o.state = 'pending' or o.lease_until <= :now)
          and not exists (select 1 from outbox e where e.booking_id = o.booking_id
                            and e.booking_version < o.booking_version and e.state <> 'published')
        order by o.available_at, o.id limit :count ${sql.forUpdateSkipLocked}`,
    )} and (state = 'pending' or lease_until <= :now) returning *`,
);
/** An event is due for the stream when it is published, so that there too the lowest version of a booking comes first. */
const markPublished = statement<{ id: string; attempts: number; wanted_since: Instant }>(
  'publish_outbox',
  `update outbox set state = 'published', lease_until = null,
     stream_state = (select 'due' from setting where name = '${STREAM_WANTED}' and cast(value as bigint) >= :wanted_since)
    where id = :id and state = 'leased' and attempts = :attempts`,
);
const giveBack = statement<{ id: string; attempts: number; available_at: Instant }>(
  'give_back_outbox',
  `update outbox set state = 'pending', lease_until = null, available_at = :available_at
    where id = :id and state = 'leased' and attempts = :attempts`,
);

// These too name the condition of their partial index as it stands there.
const isUnsent = "stream_state in ('due','leased')";
const wantStream = statement<{ now: string }>(
  'want_event_stream',
  `insert into setting (name, value) values ('${STREAM_WANTED}', :now)
    on conflict (name) do update set value = excluded.value`,
);
const claimForStream = statement<{ now: Instant; until: Instant; count: number }, OutboxRow>(
  'claim_for_stream',
  (sql) => `update outbox set stream_state = 'leased', stream_until = :until
    where ${sql.isAnyOf(
      'id',
      `select o.id from outbox o
        where o.${isUnsent} and (o.stream_state = 'due' or o.stream_until <= :now)
          and not exists (select 1 from outbox e where e.booking_id = o.booking_id and e.${isUnsent}
                            and (e.booking_version < o.booking_version
                                 or e.booking_version = o.booking_version and e.id < o.id))
        order by o.id limit :count ${sql.forUpdateSkipLocked}`,
    )} and (stream_state = 'due' or stream_until <= :now) returning *`,
);
const markStreamed = statement<{ id: string }>(
  'stream_outbox',
  "update outbox set stream_state = 'sent', stream_until = null where id = :id",
);
const giveBackToStream = statement<{ id: string; until: Instant | null }>(
  'give_back_to_stream',
  `update outbox set stream_state = 'due', stream_until = null
    where id = :id and stream_state = 'leased' and stream_until = :until`,
);

/** Writes events with the change that they tell of. */
export class DatabaseOutbox implements Outbox {
  publish(tx: Transaction, event: DomainEvent & { readonly id: string; readonly createdAt: Instant }): void {
    tx.later(insert, {
      id: event.id,
      topic: event.topic,
      booking_id: event.bookingId ?? null,
      booking_version: event.bookingVersion ?? null,
      customer_id: null,
      payload: JSON.stringify(event.payload),
      state: 'pending',
      attempts: 0,
      available_at: DUE_AT_ONCE,
      lease_until: null,
      created_at: event.createdAt,
    });
  }
}

/** Leases due events, past those that another worker has locked. Each claim counts as an attempt. */
export async function lockDueEvents(
  tx: Transaction,
  now: Instant,
  until: Instant,
  count: number,
): Promise<OutboxRow[]> {
  return tx.all(claimDue, { now, until, count });
}

/** Guarded by the count of attempts, which no two leases share. @returns false when the lease was lost */
export async function markEventPublished(session: Session, row: OutboxRow, now: Instant): Promise<boolean> {
  const { id, attempts } = row;
  return (await session.run(markPublished, { id, attempts, wanted_since: now - STREAM_WANTED_MS })) === 1;
}

/** Lets go of an event until it is tried again. @returns false when the lease was lost */
export async function giveEventBack(session: Session, row: OutboxRow, availableAt: Instant): Promise<boolean> {
  return (await session.run(giveBack, { id: row.id, attempts: row.attempts, available_at: availableAt })) === 1;
}

/** Says that events are wanted in the stream, from the next that is published on. */
export async function wantEventStream(tx: Transaction, now: Instant): Promise<void> {
  await tx.run(wantStream, { now: String(now) });
}

/** Leases events for the stream: of each booking the lowest that is not in it yet, past what others have locked. */
export async function lockEventsForStream(
  tx: Transaction,
  now: Instant,
  until: Instant,
  count: number,
): Promise<OutboxRow[]> {
  return tx.all(claimForStream, { now, until, count });
}

/** Whoever put it there: it is in the stream. */
export async function markEventStreamed(session: Session, row: OutboxRow): Promise<void> {
  await session.run(markStreamed, { id: row.id });
}

/** Lets go of an event that did not get into the stream, unless the lease was lost. */
export async function giveEventBackToStream(session: Session, row: OutboxRow): Promise<void> {
  await session.run(giveBackToStream, { id: row.id, until: row.stream_until });
}
