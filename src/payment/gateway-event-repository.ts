import type { Session, Transaction } from '../database/dialect.js';
import type { GatewayEventRow } from '../database/schema.js';
import { insertInto, statement } from '../database/statement.js';
import type { Instant } from '../kernel/instant.js';
import { isDue } from './inquiry-repository.js';

type EventKey = Pick<GatewayEventRow, 'gateway' | 'event_id'>;

const insertOnce = insertInto<GatewayEventRow>(
  'gateway_event',
  ['gateway', 'event_id', 'kind', 'gateway_key', 'refs', 'status', 'received_at'],
  'on conflict (gateway, event_id) do nothing',
);
const find = statement<EventKey, GatewayEventRow>(
  'find_gateway_event',
  'select * from gateway_event where gateway = :gateway and event_id = :event_id',
);
const parked = statement<{ due: Instant }, GatewayEventRow>(
  'parked_gateway_events',
  `select * from gateway_event where status = 'parked' and ${isDue("gateway_event.gateway || ' ' || gateway_event.event_id")}
   order by received_at, event_id`,
);
const finish = statement<EventKey>(
  'finish_gateway_event',
  "update gateway_event set status = 'done' where gateway = :gateway and event_id = :event_id and status = 'parked'",
);

/** What an event may be about, the nearest first. Its subject is what is settled by looking at the gateway again. */
export interface EventSubject {
  readonly kind: 'request' | 'refund' | 'payment';
  readonly id: string;
}

/** A page that was paid has its key in common with its payment, and comes first. */
const subjectBy = (column: 'gateway_key' | 'gateway_reference', value: string) =>
  `select s.kind, s.id from (
     select 1 as rank, 'request' as kind, id from payment_request where gateway = :gateway and ${column} = ${value}
     union all
     select 2, 'refund', x.refund_id from refund_part x join payment p on p.id = x.payment_id
      where x.${column} = ${value} and p.gateway = :gateway
     union all
     select 3, 'payment', id from payment where gateway = :gateway and ${column} = ${value}) s order by s.rank`;
const byKey = statement<{ gateway: string; gateway_key: string }, EventSubject>(
  'event_subject_by_key',
  subjectBy('gateway_key', ':gateway_key'),
);
const byReference = statement<{ gateway: string; reference: string }, EventSubject>(
  'event_subject_by_reference',
  subjectBy('gateway_reference', ':reference'),
);

/** @returns false when the gateway has told us before */
export async function keepEvent(tx: Transaction, event: GatewayEventRow): Promise<boolean> {
  return (await tx.run(insertOnce, event)) === 1;
}

export async function findEvent(session: Session, gateway: string, eventId: string) {
  return session.first(find, { gateway, event_id: eventId });
}

/** The oldest first. @param due see `openOperations` */
export async function listParkedEvents(session: Session, due: Instant): Promise<GatewayEventRow[]> {
  return session.all(parked, { due });
}

/** As its turns to be asked about are kept under. */
export function subjectOfEvent({ gateway, event_id: eventId }: EventKey): string {
  return `${gateway} ${eventId}`;
}

/** @returns false when somebody else has done it */
export async function finishEvent(tx: Transaction, { gateway, event_id }: EventKey): Promise<boolean> {
  return (await tx.run(finish, { gateway, event_id })) === 1;
}

/**
 * By the key that it carries, else by what the gateway calls it, the nearest first: the key of a charge that was made
 * without this desk is whatever the other application has put there.
 */
export async function findEventSubject(session: Session, event: GatewayEventRow): Promise<EventSubject | undefined> {
  const { gateway, gateway_key: key } = event;
  const named = key === null ? undefined : await session.first(byKey, { gateway, gateway_key: key });
  if (named) return named;
  for (const reference of JSON.parse(event.refs) as string[]) {
    const subject = await session.first(byReference, { gateway, reference });
    if (subject) return subject;
  }
  return undefined;
}
