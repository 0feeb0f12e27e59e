import { defaultOf, IS_WANTED } from '../customer/preference-repository.js';
import type { ChannelName, MessageKind } from '../customer/preferences.js';
import type { Session, Transaction } from '../database/dialect.js';
import type { NotificationAttemptRow, NotificationRow } from '../database/schema.js';
import { insertInto, statement } from '../database/statement.js';
import { OpsdeskError } from '../kernel/errors.js';
import type { Instant } from '../kernel/instant.js';
import { DUE_AT_ONCE } from './outbox-repository.js';

/**
 * With its booking's locator, its customer's key, which is null once they were erased, and what the customer has said of
 * its channel: their web hook, or when their telephone is to be silent.
 */
export type KnownNotification = NotificationRow & {
  record_locator: string | null;
  data_key: string | null;
  webhook_url: string | null;
  quiet_from_minute: number | null;
  quiet_until_minute: number | null;
  time_zone: string | null;
};

const known = `select n.*, b.record_locator, c.data_key, w.url as webhook_url,
    q.from_minute as quiet_from_minute, q.until_minute as quiet_until_minute, q.time_zone
  from notification n
  join customer c on c.id = n.customer_id left join booking b on b.id = n.booking_id
  left join customer_webhook w on w.customer_id = n.customer_id and n.channel = 'webhook'
  left join customer_quiet_hours q on q.customer_id = n.customer_id and n.channel = 'sms'`;

/** Whether the customer wants it is seen where it is written, without a question of its own before. */
const queue = statement<
  Pick<NotificationRow, 'id' | 'booking_id' | 'customer_id' | 'channel' | 'message_id' | 'payload' | 'created_at'> &
    Pick<NotificationRow, 'urgent_from' | 'next_attempt_at' | 'digest_group'> & {
      kind: string;
      language: string | null;
      is_on: number;
    }
>(
  'queue_notification',
  `insert into notification (id, booking_id, customer_id, channel, template, language, status, attempts,
      next_attempt_at, digest_group, message_id, payload, urgent_from, created_at)
    select :id, :booking_id, :customer_id, :channel, :kind,
      coalesce(:language, (select c.language from customer c where c.id = :customer_id)), 'pending', 0,
      cast(:next_attempt_at as bigint), cast(:digest_group as text), :message_id, :payload,
      cast(:urgent_from as bigint), cast(:created_at as bigint)
    where ${IS_WANTED} and (:channel <> 'webhook'
      or exists (select 1 from customer_webhook w where w.customer_id = :customer_id))`,
);
const insertAttempt = insertInto<NotificationAttemptRow>('notification_attempt', [
  'notification_id',
  'attempt',
  'outcome',
  'error',
  'attempted_at',
  'attempted_by',
]);
const findById = statement<{ id: string }, KnownNotification>('find_notification', `${known} where n.id = :id`);
const lockById = statement<{ id: string }, KnownNotification>(
  'lock_notification',
  (sql) => `${known} where n.id = :id ${sql.forUpdate('n')}`,
);
const attemptsOf = statement<{ notification_id: string }, NotificationAttemptRow>(
  'attempts_of_notification',
  'select * from notification_attempt where notification_id = :notification_id order by attempt',
);

// Both name the condition of the partial index as it stands there: SQLite proves nothing weaker.
const isOpen = "status in ('pending','sending')";
const lockLost = statement<{ now: Instant; count: number }, Pick<NotificationRow, 'id'>>(
  'lock_lost_notifications',
  (sql) => `select id from notification where ${isOpen} and status = 'sending' and lease_until <= :now
    and sent_with is null order by lease_until, id limit :count ${sql.forUpdateSkipLocked}`,
);
const claimDue = statement<{ now: Instant; until: Instant; token: string; count: number }, Pick<NotificationRow, 'id'>>(
  'claim_due_notifications',
  (sql) => `update notification set status = 'sending', lease_until = :until, lease_token = :token, quiet_until = null
    where ${sql.isAnyOf(
      'id',
      `select id from notification where ${isOpen} and status = 'pending' and next_attempt_at <= :now
        order by next_attempt_at, id limit :count ${sql.forUpdateSkipLocked}`,
    )} and status = 'pending' returning id`,
);
const claimOne = statement<{ id: string; until: Instant; token: string }>(
  'claim_notification',
  `update notification set status = 'sending', lease_until = :until, lease_token = :token, quiet_until = null,
      sent_with = null where id = :id`,
);
const endAttempt = statement<
  Pick<NotificationRow, 'id' | 'status' | 'attempts' | 'next_attempt_at' | 'last_error' | 'sent_at' | 'lease_token'>
>(
  'end_notification_attempt',
  `update notification set status = :status, attempts = :attempts, next_attempt_at = :next_attempt_at,
     lease_until = null, lease_token = null, last_error = :last_error, sent_at = coalesce(:sent_at, sent_at)
    where id = :id and status = 'sending' and lease_token = :lease_token`,
);

export interface NewNotification {
  readonly id: string;
  readonly bookingId: string | null;
  readonly customerId: string;
  readonly channel: ChannelName;
  readonly template: MessageKind;
  /** Null for the customer's own. */
  readonly language: string | null;
  readonly messageId: string;
  readonly payload: string;
  /** Business time, from when it is sent in quiet hours, too; null for never. */
  readonly urgentFrom: Instant | null;
  /** Null for what goes out by itself, at once. */
  readonly digest: Digest | null;
  readonly createdAt: Instant;
}

/** What a message is told of with others, in one for all of them. */
export interface Digest {
  /** The id of the job. */
  readonly group: string;
  /** Real time, until when it waits for the others where nobody says that there are no more. */
  readonly waitsUntil: Instant;
}

/** Pending; nothing where the customer does not want it, or has no web hook for it. */
export function insertNotification(tx: Transaction, notification: NewNotification): void {
  tx.later(queue, {
    id: notification.id,
    booking_id: notification.bookingId,
    customer_id: notification.customerId,
    channel: notification.channel,
    kind: notification.template,
    language: notification.language,
    message_id: notification.messageId,
    payload: notification.payload,
    urgent_from: notification.urgentFrom,
    next_attempt_at: notification.digest?.waitsUntil ?? DUE_AT_ONCE,
    digest_group: notification.digest?.group ?? null,
    created_at: notification.createdAt,
    is_on: defaultOf(notification.channel),
  });
}

function orMissing(id: string, row: KnownNotification | undefined): KnownNotification {
  if (row) return row;
  throw new OpsdeskError('NOTIFICATION_NOT_FOUND', `there is no notification ${id}`, {
    hint: 'See: opsdesk notification list',
  });
}

/** @throws NOTIFICATION_NOT_FOUND */
export async function getNotification(session: Session, id: string): Promise<KnownNotification> {
  return orMissing(id, await session.first(findById, { id }));
}

/** @throws NOTIFICATION_NOT_FOUND */
export async function lockNotification(tx: Transaction, id: string): Promise<KnownNotification> {
  return orMissing(id, await tx.first(lockById, { id }));
}

/** First attempt first. */
export async function listAttempts(session: Session, notificationId: string): Promise<NotificationAttemptRow[]> {
  return session.all(attemptsOf, { notification_id: notificationId });
}

/** A lease: until when a worker has a notification to itself, and by what it proves that it still has. */
export interface Lease {
  readonly until: Instant;
  readonly token: string;
}

/** Leases notifications that are due, past those that another worker has locked. */
export async function lockDueNotifications(
  tx: Transaction,
  now: Instant,
  lease: Lease,
  count: number,
): Promise<KnownNotification[]> {
  const claimed = await tx.all(claimDue, { now, until: lease.until, token: lease.token, count });
  return Promise.all(claimed.map(({ id }) => getNotification(tx, id)));
}

/** Locks notifications whose worker has not come back within its lease, without what travels with another. */
export async function lockLostNotifications(
  tx: Transaction,
  now: Instant,
  count: number,
): Promise<KnownNotification[]> {
  const lost = await tx.all(lockLost, { now, count });
  return Promise.all(lost.map(({ id }) => getNotification(tx, id)));
}

/** Leases one that `lockNotification` has locked, for a message of its own. */
export async function leaseNotification(
  tx: Transaction,
  row: KnownNotification,
  lease: Lease,
): Promise<KnownNotification> {
  await tx.run(claimOne, { id: row.id, until: lease.until, token: lease.token });
  const { until: lease_until, token: lease_token } = lease;
  return { ...row, status: 'sending', lease_until, lease_token, quiet_until: null, sent_with: null };
}

export interface AttemptEnd {
  readonly outcome: NotificationAttemptRow['outcome'];
  readonly status: 'pending' | 'sent' | 'failed';
  readonly error: string | null;
  readonly nextAttemptAt: Instant | null;
  readonly at: Instant;
  readonly by: string;
}

/** Ends the attempt of a leased notification. @returns false when the lease was lost to somebody else */
export async function endNotificationAttempt(
  tx: Transaction,
  row: KnownNotification,
  end: AttemptEnd,
): Promise<boolean> {
  const attempt = row.attempts + 1;
  const changed = await tx.run(endAttempt, {
    id: row.id,
    lease_token: row.lease_token,
    status: end.status,
    attempts: attempt,
    next_attempt_at: end.nextAttemptAt,
    last_error: end.error,
    sent_at: end.status === 'sent' ? end.at : null,
  });
  if (changed === 0) return false;
  tx.later(insertAttempt, {
    notification_id: row.id,
    attempt,
    outcome: end.outcome,
    error: end.error,
    attempted_at: end.at,
    attempted_by: end.by,
  });
  return true;
}
