import type { Session, Transaction } from '../database/dialect.js';
import type { NotificationRow } from '../database/schema.js';
import { statement } from '../database/statement.js';
import type { Instant } from '../kernel/instant.js';
import { addressOf } from './notification-payload.js';
import { getNotification, type KnownNotification, type Lease } from './notification-repository.js';
import { DUE_AT_ONCE } from './outbox-repository.js';
import type { Parcel } from './parcel.js';

// Of what was never tried or held. Not by its status: a planner that has not heard yet how many are pending would take the
// index of what is due then, and read all of it for one customer's.
const isFresh = 'sent_with is null and attempts = 0 and quiet_until is null';

const lockFresh = statement<
  Pick<NotificationRow, 'id' | 'customer_id' | 'channel'> & { group: string; token: string; count: number },
  Pick<NotificationRow, 'id'>
>(
  'lock_fresh_of_digest',
  // Nor what leads others: at the end of quiet hours it is leased together with what was held alone.
  (sql) => `select id from notification where digest_group = :group and customer_id = :customer_id
      and channel = :channel and ${isFresh} and (lease_token is null or lease_token = :token) and id <> :id
      and not exists (select 1 from notification o where o.sent_with = notification.id)
    order by id limit :count ${sql.forUpdateSkipLocked}`,
);
const join = statement<{ ids: string; lead: string; until: Instant; token: string }>(
  'join_digest',
  (sql) => `update notification set status = 'sending', sent_with = :lead, next_attempt_at = null, quiet_until = null,
      lease_until = :until, lease_token = :token where ${sql.isAnyOf('id', sql.listed(':ids', 'text'))}`,
);
const leaseJoined = statement<{ lead: string; until: Instant; token: string }, Pick<NotificationRow, 'id'>>(
  'lease_others_of_digest',
  `update notification set status = 'sending', quiet_until = null, lease_until = :until, lease_token = :token
    where sent_with = :lead and status not in ('sending','sent','failed') returning id`,
);
const inHand = statement<{ lead: string; token: string | null }, Pick<NotificationRow, 'id'>>(
  'others_of_digest_in_hand',
  'select id from notification where sent_with = :lead and lease_token = :token',
);
const carriedBy = statement<{ lead: string }, Pick<NotificationRow, 'id'>>(
  'notifications_carried_by',
  `select id from notification where sent_with = :lead
      and status = (select l.status from notification l where l.id = :lead) order by id`,
);
const travelling = statement<{ ids: string }, { id: string; sent_with: string }>(
  'travelling_notifications',
  (sql) => `select id, sent_with from notification where ${sql.isAnyOf('id', sql.listed(':ids', 'text'))}
      and sent_with is not null and status in ('pending','sending') order by id`,
);
const makeDue = (fresh: string) => `update notification set next_attempt_at = ${DUE_AT_ONCE}
  where ${fresh} and lease_token is null and ${isFresh}`;
const makeOneDue = statement<{ id: string }>('make_notification_due', makeDue('id = :id'));
// The first of each channel alone: whoever claims it takes the others along, and no two workers claim two of them.
const firsts = (which: string) => `select min(id) from notification where digest_group = :group ${which}
  and lease_token is null and ${isFresh} group by customer_id, channel`;
const releaseOne = statement<{ group: string; customer_id: string }>('release_digest', (sql) =>
  makeDue(sql.isAnyOf('id', firsts('and customer_id = :customer_id'))),
);
const releaseAll = statement<{ group: string }>('release_digests', (sql) => makeDue(sql.isAnyOf('id', firsts(''))));

/** Has what waits for the rest of its job go out now: of one customer, or of all. */
export async function releaseDigests(tx: Transaction, group: string, customerId?: string): Promise<void> {
  if (customerId === undefined) await tx.run(releaseAll, { group });
  else await tx.run(releaseOne, { group, customer_id: customerId });
}

/** As much of mail as is made and sent well within its lease; as many SMS as one text of theirs can name. */
const MOST_TOGETHER: Readonly<Record<string, number>> = { email: 200, sms: 20 };

export interface Gathered {
  readonly parcels: readonly Parcel[];
  /** Something is due now that had no place in them. */
  readonly isMoreDue: boolean;
}

/**
 * Makes parcels of what was leased: whoever leads one takes along, under the same lease, what waits of its customer and job
 * and goes to the same address.
 */
export async function gatherParcels(
  tx: Transaction,
  leased: readonly KnownNotification[],
  lease: Lease,
): Promise<Gathered> {
  const parcels: Parcel[] = [];
  const joined = new Set<string>();
  let isMoreDue = false;
  for (const lead of leased.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    if (joined.has(lead.id)) continue;
    const gathered = await gatherParcel(tx, lead, lease);
    for (const { id } of gathered.others) joined.add(id);
    isMoreDue ||= gathered.isMoreDue;
    parcels.push({ lead, others: gathered.others });
  }
  return { parcels, isMoreDue };
}

type Others = Pick<Parcel, 'others'> & Pick<Gathered, 'isMoreDue'>;

async function gatherParcel(tx: Transaction, lead: KnownNotification, lease: Lease): Promise<Others> {
  const { others } = await leaseParcel(tx, lead, lease);
  // What was tried may have arrived: the same Message-ID never stands on anything else.
  if (lead.digest_group === null || lead.attempts > 0 || others.length > 0) return { others, isMoreDue: false };
  return joinFresh(tx, lead, lead.digest_group, lease);
}

/** Leases what travels with a notification that is leased already. */
export async function leaseParcel(tx: Transaction, lead: KnownNotification, lease: Lease): Promise<Parcel> {
  if (lead.digest_group === null) return { lead, others: [] };
  return { lead, others: await readAll(tx, await tx.all(leaseJoined, { lead: lead.id, ...lease })) };
}

/** What was leased with a notification, and still is. */
export async function findParcel(tx: Transaction, lead: KnownNotification): Promise<Parcel> {
  if (lead.digest_group === null) return { lead, others: [] };
  return { lead, others: await readAll(tx, await tx.all(inHand, { lead: lead.id, token: lead.lease_token })) };
}

async function joinFresh(tx: Transaction, lead: KnownNotification, group: string, lease: Lease): Promise<Others> {
  const { id, customer_id, channel } = lead;
  const most = MOST_TOGETHER[channel] ?? 1;
  const fresh = await readAll(
    tx,
    await tx.all(lockFresh, { id, customer_id, channel, group, token: lease.token, count: most }),
  );
  const to = addressOf(lead);
  const others = fresh.filter((row) => addressOf(row) === to).slice(0, most - 1);
  const left = fresh.find((row) => !others.includes(row));
  const isMoreDue = left !== undefined && (await tx.run(makeOneDue, { id: left.id })) === 1;
  if (others.length > 0) await tx.run(join, { ids: others.map((row) => row.id).join(), lead: id, ...lease });
  const leased = { status: 'sending', sent_with: id, lease_until: lease.until, lease_token: lease.token } as const;
  return { others: others.map((row) => ({ ...row, ...leased })), isMoreDue };
}

async function readAll(tx: Transaction, ids: readonly Pick<NotificationRow, 'id'>[]): Promise<KnownNotification[]> {
  const sorted = ids.map(({ id }) => id).sort();
  return Promise.all(sorted.map((id) => getNotification(tx, id)));
}

/** The ids of what a notification's message carries as well: what was parked with it is left behind when it is replayed. */
export async function listCarried(session: Session, lead: string): Promise<string[]> {
  return (await session.all(carriedBy, { lead })).map(({ id }) => id);
}

/** Which of these wait to travel with another, or are on their way with it. */
export async function listTravelling(session: Session, ids: readonly string[]) {
  return session.all(travelling, { ids: ids.join() });
}
