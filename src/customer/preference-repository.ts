import type { Session, Transaction } from '../database/dialect.js';
import type { CustomerWebhookRow, NotificationPreferenceRow } from '../database/schema.js';
import { statement } from '../database/statement.js';
import { type ChannelName, IS_ON_BY_DEFAULT, type MessageKind, type Preference } from './preferences.js';

const preferencesOf = statement<{ customer_id: string }, NotificationPreferenceRow>(
  'preferences_of_customer',
  'select * from notification_preference where customer_id = :customer_id order by kind, channel',
);
const savePreference = statement<NotificationPreferenceRow>(
  'save_preference',
  `insert into notification_preference (customer_id, channel, kind, is_on) values (:customer_id, :channel, :kind, :is_on)
    on conflict (customer_id, channel, kind) do update set is_on = excluded.is_on`,
);
const webhookOf = statement<{ customer_id: string }, CustomerWebhookRow>(
  'webhook_of_customer',
  'select * from customer_webhook where customer_id = :customer_id',
);
const saveWebhook = statement<CustomerWebhookRow>(
  'save_webhook',
  `insert into customer_webhook (customer_id, url) values (:customer_id, :url)
    on conflict (customer_id) do update set url = excluded.url`,
);
const removeWebhook = statement<{ customer_id: string }>(
  'remove_webhook',
  'delete from customer_webhook where customer_id = :customer_id',
);

/**
 * Whether the customer `:customer_id` hears of `:kind` by `:channel`, as a condition: what they said of the kind, else
 * what they said of all, else `:is_on`, the channel's default.
 */
export const IS_WANTED = `coalesce(
  (select is_on from notification_preference p
    where p.customer_id = :customer_id and p.channel = :channel and p.kind = :kind),
  (select is_on from notification_preference p
    where p.customer_id = :customer_id and p.channel = :channel and p.kind = 'all'),
  cast(:is_on as integer)) = 1`;

const isWanted = statement<{ customer_id: string; channel: string; kind: string; is_on: number }, { wanted: number }>(
  'is_wanted',
  `select 1 as wanted where ${IS_WANTED}`,
);

/** What IS_WANTED takes for the default of a channel. */
export function defaultOf(channel: ChannelName): 0 | 1 {
  return IS_ON_BY_DEFAULT[channel] ? 1 : 0;
}

/** Whether a customer still wants messages of a kind by a channel. */
export async function isStillWanted(
  session: Session,
  customerId: string,
  channel: string,
  kind: string,
): Promise<boolean> {
  const is_on = defaultOf(channel as ChannelName);
  const row = await session.first(isWanted, { customer_id: customerId, channel, kind, is_on });
  return row !== undefined;
}

/**
 * Whether a message of a kind goes to a customer by any channel.
 * @param contact of what it is about, which need not be the customer's own
 */
export async function isReachable(
  session: Session,
  customerId: string,
  kind: MessageKind,
  contact: { readonly email: string | null; readonly phone: string | null },
): Promise<boolean> {
  const wants = async (channel: ChannelName, to: unknown) =>
    to !== null && (await isStillWanted(session, customerId, channel, kind));
  const webhook = findWebhook(session, customerId).then((url) => wants('webhook', url));
  const ways = await Promise.all([wants('email', contact.email), wants('sms', contact.phone), webhook]);
  return ways.includes(true);
}

/** What a customer has said of messages, by kind and channel. */
export async function listPreferences(session: Session, customerId: string): Promise<Preference[]> {
  const rows = await session.all(preferencesOf, { customer_id: customerId });
  return rows.map(({ kind, channel, is_on }) => ({ kind, channel, isOn: is_on === 1 }) as Preference);
}

/** What was said last of a kind and a channel holds. */
export function keepPreference(tx: Transaction, customerId: string, { kind, channel, isOn }: Preference): void {
  tx.later(savePreference, { customer_id: customerId, kind, channel, is_on: isOn ? 1 : 0 });
}

/** The address of the customer's web hook, or null. */
export async function findWebhook(session: Session, customerId: string): Promise<string | null> {
  return (await session.first(webhookOf, { customer_id: customerId }))?.url ?? null;
}

/** @param url null for none any more */
export function keepWebhook(tx: Transaction, customerId: string, url: string | null): void {
  if (url === null) tx.later(removeWebhook, { customer_id: customerId });
  else tx.later(saveWebhook, { customer_id: customerId, url });
}
