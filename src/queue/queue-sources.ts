import { MINUTE_MS } from '../kernel/instant.js';
import { DISRUPTED } from './disrupted-source.js';
import type { QueueName } from './queues.js';

/**
 * What was begun and never answered is asked about again after five minutes at the latest (`payment/inquiry-pace.ts`). Where
 * nothing has become of it by then, no worker runs, or its gateway cannot be asked.
 */
const STUCK = `created_at + ${15 * MINUTE_MS} <= :now`;

/**
 * What waits, read from the state itself, so that nothing can be lost from a queue: no work of ours has
 * to remember to put it there. Each is a SELECT of
 * - `subject`: what it is about, and `stamp`: the state that it is in. Whoever is done with it is done until
 *   the stamp changes;
 * - `since`: milliseconds by which the queue is ordered, the most urgent first;
 * - `record_locator`, or null, and `what` is to be looked at, in words.
 *
 * `:now` is business time, `:soon` the end of what is near, `:real` what gateways go by.
 */
export const QUEUE_SOURCES: Readonly<Record<QueueName, string>> = {
  // A time limit of the kind that queues releases nothing by itself: only a person does.
  holds: `select b.record_locator as subject, b.record_locator,
      'v' || b.version || case when coalesce(b.pay_by, b.hold_expires_at) <= :now then ' past' else ' soon' end as stamp,
      coalesce(b.pay_by, b.hold_expires_at) as since,
      case when coalesce(b.pay_by, b.hold_expires_at) <= :now then 'the time limit has passed'
        else 'the hold is about to run out' end as what
    from booking b where b.status = 'held' and coalesce(b.pay_by, b.hold_expires_at) <= :soon
      and (b.time_limit = 'queue' or b.hold_expires_at > :now)`,

  disrupted: DISRUPTED,

  'schedule-changes': `select b.record_locator as subject, b.record_locator, 'v' || b.version as stamp,
      o.offered_at as since, 'a new flight is offered, and not answered' as what
    from booking b join (select booking_id, min(offered_at) as offered_at from schedule_change
        where status = 'offered' group by booking_id) o on o.booking_id = b.id
   where b.status in ('held','confirmed','waitlisted')`,

  waitlist: `select b.record_locator || '-S' || w.segment_position as subject, b.record_locator,
      'v' || b.version as stamp, w.requested_at as since,
      'waits for ' || w.party || ' in ' || w.fare_class || ' on ' || f.carrier || f.number || '/' || f.departure_date as what
    from waitlist_entry w join booking b on b.id = w.booking_id join flight f on f.id = w.flight_id
   where f.departs_at > :now`,

  // Each by the condition of a partial index as it stands there: SQLite proves nothing weaker.
  payments: `select p.id as subject, b.record_locator, p.status as stamp, p.created_at as since,
      'nobody knows whether it was taken' as what
    from payment p join booking b on b.id = p.booking_id
   where p.status in ('created','unknown') and (p.status = 'unknown' or p.${STUCK})
   union all select p.id, b.record_locator, p.status, p.created_at, 'the gateway does not know it'
    from payment p join booking b on b.id = p.booking_id where p.status = 'needs_review'
   union all select r.id, b.record_locator, r.status, r.created_at, 'nobody knows whether it was given back'
    from refund r join booking b on b.id = r.booking_id
   where r.status in ('pending','unknown') and (r.status = 'unknown' or r.${STUCK})
   union all select r.id, b.record_locator, r.status, r.created_at, 'the gateway does not know it'
    from refund r join booking b on b.id = r.booking_id where r.status = 'needs_review'
   union all select p.id, b.record_locator, a.ending || ' unknown', p.created_at,
      'nobody knows whether its ' || a.ending || ' was carried out'
    from payment p join booking b on b.id = p.booking_id join authorisation a on a.payment_id = p.id
   where p.status = 'authorised' and a.ending is not null and a.failure is not null
   union all select p.id, b.record_locator, p.status, a.expires_at, 'what is set aside runs out: capture or void it'
    from payment p join booking b on b.id = p.booking_id join authorisation a on a.payment_id = p.id
   where p.status = 'authorised' and a.ending is null and a.expires_at - 86400000 <= :real
   union all select e.event_id, null, e.status, e.received_at,
      e.gateway || ' tells of money that is not in our books: ' || e.kind
    from gateway_event e where e.status = 'parked'`,

  notifications: `select n.id as subject, b.record_locator, 'attempt ' || n.attempts as stamp, n.created_at as since,
      'the ' || n.template || ' was not delivered' as what
    from notification n left join booking b on b.id = n.booking_id where n.status = 'failed'`,

  // Volunteers come first, before anybody is denied boarding. A hold that ran out gives its seat to them.
  volunteers: `select f.carrier || f.number || '/' || f.departure_date || '-' || f.origin as subject,
      null as record_locator, sum(c.unseated - c.free) || ' unseated' as stamp, f.departs_at as since,
      'ask for volunteers: ' || sum(c.unseated - c.free) || ' passengers have no seat, and none is open' as what
    from flight f join (select s.flight_id, s.cabin,
          sum(case when s.seat_number is null and (s.status = 'sold' or s.status = 'held'
            and (s.hold_expires_at is null or s.hold_expires_at > :now)) then 1 else 0 end) as unseated,
          sum(case when s.seat_number is not null and (s.status = 'open' or s.status = 'held'
            and s.hold_expires_at <= :now) then 1 else 0 end) as free
        from seat s where s.flight_id in (select id from flight where departs_at > :now and departs_at <= :now + 86400000)
       group by s.flight_id, s.cabin) c on c.flight_id = f.id and c.unseated > c.free
   where f.status in ('scheduled','delayed')
   group by f.id, f.carrier, f.number, f.departure_date, f.origin, f.departs_at`,
};
