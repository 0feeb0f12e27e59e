import type { Session } from '../database/dialect.js';
import { statement } from '../database/statement.js';
import { formatInstant, type Instant } from '../kernel/instant.js';
import type { Clock } from '../runtime/clock.js';

/** One kind of the worker's work, and how much of it waits. */
export interface BacklogRow {
  readonly work: string;
  /** What could be done now. */
  readonly waiting: number;
  /** Since when the oldest of it waits; null where nothing does. */
  readonly oldest: string | null;
  /** What a person has to look at, because the worker gave up on it. */
  readonly givenUp: number;
}

type Counted = { work: string; waiting: number; oldest: Instant | null; given_up: number };

/** Each count is over an index of what is not done, so that it costs nothing however much was done. */
const countBacklog = statement<{ now: Instant; real: Instant }, Counted>(
  'count_backlog',
  `select 1 as place, 'events to relay' as work, count(*) as waiting, min(created_at) as oldest, 0 as given_up
     from outbox where state <> 'published' and (state = 'pending' or lease_until <= :real)
   union all
   select 2, 'messages to send', coalesce(sum(case when status <> 'failed' then 1 else 0 end), 0),
          min(case when status <> 'failed' then created_at end),
          coalesce(sum(case when status = 'failed' then 1 else 0 end), 0)
     from notification where status in ('pending', 'sending', 'failed') and coalesce(quiet_until, 0) <= :now
   union all
   select 3, 'holds that ran out', count(*), min(hold_expires_at), 0
     from booking where status = 'held' and hold_expires_at <= :now
   union all
   select 4, 'payments without an answer', coalesce(sum(case when status <> 'needs_review' then 1 else 0 end), 0),
          min(case when status <> 'needs_review' then created_at end),
          coalesce(sum(case when status = 'needs_review' then 1 else 0 end), 0)
     from payment where status in ('created', 'authorised', 'unknown', 'needs_review')
   union all
   select 5, 'audit entries to seal', count(*), min(occurred_at), 0 from audit_entry where seq is null
   union all
   select 6, 'events to stream', count(*), min(created_at), 0 from outbox where stream_state in ('due','leased')
   order by place`,
);

/** What the worker has before it: nothing waits for long while one runs. */
export async function reportBacklog({
  session,
  clock,
}: {
  readonly session: Session;
  readonly clock: Clock;
}): Promise<BacklogRow[]> {
  const rows = await session.all(countBacklog, { now: clock.now(), real: clock.real() });
  return rows.map(({ work, waiting, oldest, given_up }) => ({
    work,
    waiting,
    oldest: oldest === null ? null : formatInstant(oldest),
    givenUp: given_up,
  }));
}
