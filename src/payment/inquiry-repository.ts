import type { Transaction } from '../database/dialect.js';
import type { GatewayInquiryRow } from '../database/schema.js';
import { statement } from '../database/statement.js';
import type { Instant } from '../kernel/instant.js';

/** Later than every turn: for whoever asks about everything at once. */
export const EVERY_TURN: Instant = Number.MAX_SAFE_INTEGER;

/** A condition of a query whose parameter `:due` is real time: nobody has asked lately, or it was long ago. */
export const isDue = (subject: string) =>
  `not exists (select 1 from gateway_inquiry q where q.subject = ${subject} and q.next_at > :due)`;

const take = statement<GatewayInquiryRow & { now: Instant }>(
  'take_gateway_inquiry',
  `insert into gateway_inquiry (subject, next_at) values (:subject, :next_at)
   on conflict (subject) do update set next_at = excluded.next_at where gateway_inquiry.next_at <= :now`,
);
const forget = statement<{ before: Instant }>(
  'forget_gateway_inquiries',
  'delete from gateway_inquiry where next_at < :before',
);

/** What a turn is taken for, and real time in milliseconds from which on the next one may be. */
export type Turn = GatewayInquiryRow;

/** @returns the subjects whose turn it is now and who nobody else has taken @param now real time in milliseconds */
export async function takeTurns(tx: Transaction, turns: readonly Turn[], now: Instant): Promise<ReadonlySet<string>> {
  // In one order, so that workers who come for the same ones do not wait for each other in a circle.
  const sorted = turns.toSorted((a, b) => (a.subject < b.subject ? -1 : 1));
  const counts = await Promise.all(sorted.map((turn) => tx.run(take, { ...turn, now })));
  return new Set(sorted.filter((_turn, at) => counts[at] === 1).map(({ subject }) => subject));
}

/** What has been settled leaves its turns behind. @returns how many were forgotten */
export async function forgetTurnsBefore(tx: Transaction, before: Instant): Promise<number> {
  return tx.run(forget, { before });
}
