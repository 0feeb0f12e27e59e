import type { Session, Transaction } from '../database/dialect.js';
import type { OutboxRow } from '../database/schema.js';
import { insertInto, statement } from '../database/statement.js';
import type { Instant } from '../kernel/instant.js';
import type { DomainEvent, Outbox } from '../runtime/ports.js';

/** Before every real time: what is new is due at once, whatever the business clock of its writer says. */
export const DUE_AT_ONCE: Instant = 0;

const insert = insertInto<OutboxRow>('outbox', [
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
const markPublished = statement<{ id: string; attempts: number }>(
  'publish_outbox',
  `update outbox set state = 'published', lease_until = null
    where id = :id and state = 'leased' and attempts = :attempts`,
);
const giveBack = statement<{ id: string; attempts: number; available_at: Instant }>(
  'give_back_outbox',
  `update outbox set state = 'pending', lease_until = null, available_at = :available_at
    where id = :id and state = 'leased' and attempts = :attempts`,
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
export async function markEventPublished(session: Session, row: OutboxRow): Promise<boolean> {
  return (await session.run(markPublished, { id: row.id, attempts: row.attempts })) === 1;
}

/** Lets go of an event until it is tried again. @returns false when the lease was lost */
export async function giveEventBack(session: Session, row: OutboxRow, availableAt: Instant): Promise<boolean> {
  return (await session.run(giveBack, { id: row.id, attempts: row.attempts, available_at: availableAt })) === 1;
}
