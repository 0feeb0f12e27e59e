import type { Session, Transaction } from '../database/dialect.js';
import type { QueueClaimRow } from '../database/schema.js';
import { type Statement, statement } from '../database/statement.js';
import type { Instant } from '../kernel/instant.js';
import { QUEUE_SOURCES } from './queue-sources.js';
import { type ItemRef, QUEUES, type QueueName } from './queues.js';

/** What waits, and who works on it. `since` is milliseconds. */
export type WaitingRow = {
  readonly subject: string;
  readonly stamp: string;
  readonly since: Instant;
  readonly record_locator: string | null;
  readonly what: string;
  /** Null where nobody does, and where the lease has run out. */
  readonly claimed_by: string | null;
  readonly lease_until: Instant | null;
};

type Times = {
  /** Business time, and the end of what is near. */
  readonly now: Instant;
  readonly soon: Instant;
  /** The machine's time, by which leases run. */
  readonly real: Instant;
};
type WaitingArgs = Times & { count: number };

/** What somebody is done with waits no longer, until its stamp changes. */
function waiting(queue: QueueName, where: string): string {
  return `select w.subject, w.stamp, w.since, w.record_locator, w.what,
      case when c.lease_until > :real and c.done_at is null then c.claimed_by end as claimed_by,
      case when c.lease_until > :real and c.done_at is null then c.lease_until end as lease_until
    from (${QUEUE_SOURCES[queue]}) w left join queue_claim c on c.queue = '${queue}' and c.subject = w.subject
   where (c.done_at is null or c.stamp <> w.stamp) ${where}
   order by w.since, w.subject limit :count`;
}

/** `:soon` is no part of most queues: named here, so that every statement takes the same arguments. */
const always = 'and cast(:soon as bigint) >= cast(:now as bigint)';

function forEveryQueue<A extends WaitingArgs>(name: string, where: string) {
  const made = QUEUES.map((queue): [QueueName, Statement<A, WaitingRow>] => [
    queue,
    statement<A, WaitingRow>(`${name}_${queue}`, waiting(queue, `${always} ${where}`)),
  ]);
  return Object.fromEntries(made) as Readonly<Record<QueueName, Statement<A, WaitingRow>>>;
}

const listAll = forEveryQueue<WaitingArgs>('queue_items', '');
const listMine = forEveryQueue<WaitingArgs & { actor: string }>(
  'queue_items_of',
  'and c.done_at is null and c.lease_until > :real and c.claimed_by = :actor',
);
const listFree = forEveryQueue<WaitingArgs>(
  'free_queue_items',
  'and (c.subject is null or c.done_at is not null or c.lease_until <= :real)',
);
const countAll = Object.fromEntries(
  QUEUES.map((queue) => [
    queue,
    statement<WaitingArgs, { items: number }>(
      `count_queue_items_${queue}`,
      `select count(*) as items from (${waiting(queue, always)}) counted`,
    ),
  ]),
) as Readonly<Record<QueueName, Statement<WaitingArgs, { items: number }>>>;
const findOne = forEveryQueue<WaitingArgs & { subject: string }>('queue_item', 'and w.subject = :subject');

type ClaimArgs = {
  queue: string;
  subject: string;
  stamp: string;
  actor: string;
  real: Instant;
  lease_until: Instant;
  done_at: Instant | null;
  done_by: string | null;
};

/** Free, ours already, run out, or done with in another state: the row is looked at under its own lock. */
const claimItem = statement<ClaimArgs>(
  'claim_queue_item',
  `insert into queue_claim (queue, subject, stamp, claimed_by, claimed_at, lease_until, done_at, done_by)
   values (:queue, :subject, :stamp, :actor, :real, :lease_until, :done_at, :done_by)
   on conflict (queue, subject) do update set stamp = excluded.stamp, claimed_by = excluded.claimed_by,
     claimed_at = excluded.claimed_at, lease_until = excluded.lease_until, done_at = excluded.done_at,
     done_by = excluded.done_by
   where queue_claim.claimed_by = excluded.claimed_by or queue_claim.lease_until <= :real
     or queue_claim.done_at is not null`,
);
const findClaim = statement<{ queue: string; subject: string }, QueueClaimRow>(
  'find_queue_claim',
  'select * from queue_claim where queue = :queue and subject = :subject',
);

/** The most urgent first. @param actor only what this one works on */
export function listWaiting(session: Session, queue: QueueName, times: Times, count: number, actor?: string) {
  if (actor === undefined) return session.all(listAll[queue], { ...times, count });
  return session.all(listMine[queue], { ...times, count, actor });
}

/** How many there are, whoever works on them. */
export async function countWaiting(session: Session, queue: QueueName, times: Times): Promise<number> {
  const row = await session.first(countAll[queue], { ...times, count: Number.MAX_SAFE_INTEGER });
  return row?.items ?? 0;
}

/** What nobody works on, the most urgent first. */
export function listUnclaimed(session: Session, queue: QueueName, times: Times, count: number) {
  return session.all(listFree[queue], { ...times, count });
}

export function findWaiting(session: Session, { queue, subject }: ItemRef, times: Times) {
  return session.first(findOne[queue], { ...times, count: 1, subject });
}

export interface Claim extends ItemRef {
  readonly stamp: string;
  readonly actor: string;
  readonly real: Instant;
  readonly leaseUntil: Instant;
  readonly isDone: boolean;
}

/** Takes an item, or marks it as dealt with. @returns false when somebody else works on it */
export async function takeItem(tx: Transaction, claim: Claim): Promise<boolean> {
  const { queue, subject, stamp, actor, real, leaseUntil, isDone } = claim;
  const done = isDone ? { done_at: real, done_by: actor } : { done_at: null, done_by: null };
  return (await tx.run(claimItem, { queue, subject, stamp, actor, real, lease_until: leaseUntil, ...done })) === 1;
}

export function findClaimOf(session: Session, { queue, subject }: ItemRef): Promise<QueueClaimRow | undefined> {
  return session.first(findClaim, { queue, subject });
}
