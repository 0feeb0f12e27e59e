import type { Session } from '../database/dialect.js';
import { statement } from '../database/statement.js';
import { timeOfId } from '../kernel/ids.js';
import { formatInstant, type Instant } from '../kernel/instant.js';
import { countQueue } from '../queue/list-queues.js';
import type { QueueName } from '../queue/queues.js';
import type { Clock } from '../runtime/clock.js';

/** One kind of the worker's work, and how much of it waits. */
export interface BacklogRow {
  readonly work: string;
  /**
   * What could be done now. Of messages also what waits for the rest of its job, or for its next attempt: where their
   * carrier is down, that is all of them.
   */
  readonly waiting: number;
  /** Since when the oldest of it waits; null where nothing does. */
  readonly oldest: string | null;
  /** What a person has to look at: what stands on the queue of such work, which the worker may go on asking about. */
  readonly givenUp: number;
}

const MONEY = 'money without an answer';
const MESSAGES = 'messages to send';
const QUEUE_OF: Readonly<Record<string, QueueName>> = { [MONEY]: 'payments', [MESSAGES]: 'notifications' };

/** A part of one kind. What has no time of its own is as old as the id of the oldest. */
type Counted = { work: string; waiting: number; oldest: Instant | null; oldest_id: string | null };

/**
 * Each count is over an index of what is not done, so that it costs nothing however much was done. Money is what
 * `booking/open-inquiries.ts` asks about, but for pages that customers have not paid on.
 */
const countBacklog = statement<{ now: Instant; real: Instant }, Counted>(
  'count_backlog',
  `select 1 as place, 'events to relay' as work, count(*) as waiting, min(created_at) as oldest, null as oldest_id
     from outbox where state <> 'published' and (state = 'pending' or lease_until <= :real)
   union all
   select 2, '${MESSAGES}', count(*), min(created_at), null
     from notification where status in ('pending', 'sending') and coalesce(quiet_until, 0) <= :now
   union all
   select 3, 'holds that ran out', count(*), min(hold_expires_at), null
     from booking where status = 'held' and hold_expires_at <= :now
   union all
   select 4, '${MONEY}', count(*), min(created_at), null from payment where status in ('created','unknown')
   union all
   select 5, '${MONEY}', count(*), min(case when a.ending is null then a.expires_at end), min(a.ending_id)
     from payment p join authorisation a on a.payment_id = p.id
    where p.status = 'authorised' and (a.ending is not null or a.expires_at <= :real)
   union all
   select 6, '${MONEY}', count(*), min(created_at), null from refund where status in ('pending','unknown')
   union all
   select 7, '${MONEY}', count(*), min(received_at), null from gateway_event where status = 'parked'
   union all
   select 8, 'audit entries to seal', count(*), min(occurred_at), null from audit_entry where seq is null
   union all
   select 9, 'events to stream', count(*), min(created_at), null from outbox where stream_state in ('due','leased')
   order by place`,
);

/** What the worker has before it: nothing waits for long while one runs. */
export async function reportBacklog(deps: { readonly session: Session; readonly clock: Clock }): Promise<BacklogRow[]> {
  const { session, clock } = deps;
  const [parts, queued] = await Promise.all([
    session.all(countBacklog, { now: clock.now(), real: clock.real() }),
    Promise.all(Object.entries(QUEUE_OF).map(async ([work, queue]) => [work, await countQueue(deps, queue)] as const)),
  ]);
  const forPeople = new Map(queued);
  return [...new Set(parts.map(({ work }) => work))].map((work) => {
    const own = parts.filter((part) => part.work === work);
    const times = own
      .flatMap(({ oldest, oldest_id: id }) => [oldest, id === null ? null : timeOfId(id)])
      .filter((time) => time !== null);
    return {
      work,
      waiting: own.reduce((sum, { waiting }) => sum + waiting, 0),
      oldest: times.length === 0 ? null : formatInstant(Math.min(...times)),
      givenUp: forPeople.get(work) ?? 0,
    };
  });
}
