import { type InvariantCheck, invariantCheck } from '../runtime/check.js';

/** What must hold of events and messages. */
export const NOTIFICATION_CHECKS: readonly InvariantCheck[] = [
  invariantCheck(
    'events-have-their-change',
    `outbox o left join booking b on b.id = o.booking_id
      where o.booking_id is not null and (b.id is null or b.version < o.booking_version)`,
    'An event tells of a change of a booking that was never made: see opsdesk audit list',
  ),
  invariantCheck(
    'notifications-have-their-booking',
    'notification n left join booking b on b.id = n.booking_id where n.booking_id is not null and b.id is null',
    'A message tells of a booking that does not exist: see opsdesk notification list',
  ),
  invariantCheck(
    'sent-notifications-have-an-attempt',
    `notification n where n.status = 'sent' and not exists
      (select 1 from notification_attempt a where a.notification_id = n.id and a.outcome = 'sent')`,
    'A message counts as sent that nobody sent: see opsdesk notification show',
  ),
  invariantCheck(
    'attempts-are-counted',
    `notification n where n.attempts <> (select count(*) from notification_attempt a where a.notification_id = n.id)`,
    'A message counts other attempts than it had: see opsdesk notification show',
  ),
  invariantCheck(
    'digests-were-sent',
    `notification n left join notification l on l.id = n.sent_with
      where n.sent_with is not null and (l.id is null or l.customer_id <> n.customer_id or l.channel <> n.channel
        or (n.status = 'sent' and l.sent_at is null) or (n.status = 'pending' and l.status not in ('pending','sending')))`,
    'A message is said to travel with another that does not go out, or goes to somebody else: see opsdesk notification show',
  ),
  invariantCheck(
    'leases-come-back',
    `(select id from notification where status in ('pending','sending') and status = 'sending' and lease_until <= :real
      union all select id from outbox where state <> 'published' and state = 'leased' and lease_until <= :real
      union all select id from outbox
                 where stream_state in ('due','leased') and stream_state = 'leased' and stream_until <= :real) v`,
    'A worker did not come back; the next one takes over. Run: opsdesk worker run --once',
    true,
  ),
  invariantCheck(
    'no-notification-has-failed',
    "notification where status = 'failed'",
    'See: opsdesk notification list --status failed. Then: opsdesk notification replay --status failed',
    true,
  ),
];
