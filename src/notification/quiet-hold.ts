import { isDisturbing, quietUntil } from '../customer/quiet-hours.js';
import type { Transaction } from '../database/dialect.js';
import { statement } from '../database/statement.js';
import { HOUR_MS, type Instant } from '../kernel/instant.js';
import type { Clock } from '../runtime/clock.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import type { KnownNotification } from './notification-repository.js';
import type { Parcel } from './parcel.js';

/** Whoever leaves so soon, or has so little time left to answer, is disturbed. */
const URGENT_MS = 12 * HOUR_MS;

/** From when a message is urgent that tells of a departure or a deadline. */
export function urgentBefore(moment: Instant): Instant {
  return moment - URGENT_MS;
}

/**
 * Until when a message waits for the end of its customer's quiet hours, or for the moment from which it is urgent.
 * @param now business time, as is the result; undefined where it may be sent
 */
function waitsUntil(row: KnownNotification, now: Instant): Instant | undefined {
  const { quiet_from_minute: fromMinute, quiet_until_minute: untilMinute, time_zone: timeZone } = row;
  if (!isDisturbing(row.channel) || fromMinute === null || untilMinute === null || timeZone === null) return undefined;
  const ends = quietUntil({ fromMinute, untilMinute, timeZone }, now);
  if (ends === undefined) return undefined;
  const until = Math.min(ends, row.urgent_from ?? ends);
  return until > now ? until : undefined;
}

/** The same for a parcel: what disturbs its customer for one of them disturbs no more for all. */
function parcelWaitsUntil({ lead, others }: Parcel, now: Instant): Instant | undefined {
  const waits = [lead, ...others].map((row) => waitsUntil(row, now));
  return waits.some((until) => until === undefined) ? undefined : Math.min(...waits.map(Number));
}

type Held = Pick<KnownNotification, 'id' | 'quiet_until' | 'next_attempt_at' | 'sent_with'>;

const hold = statement<Held>(
  'hold_notification',
  `update notification set status = 'pending', quiet_until = :quiet_until, next_attempt_at = :next_attempt_at,
     lease_until = null, lease_token = null, sent_with = :sent_with where id = :id`,
);

/**
 * Puts off a leased parcel that comes in its customer's quiet hours. @returns it as it waits now; undefined where it may be
 * sent
 */
export async function holdIfQuiet(
  { tx, now }: UnitOfWork,
  { lead, others }: Parcel,
  clock: Clock,
): Promise<Parcel | undefined> {
  const until = parcelWaitsUntil({ lead, others }, now);
  if (until === undefined) return undefined;
  const heldLead = await holdNotification(tx, lead, until, clock);
  const heldOthers: KnownNotification[] = [];
  for (const row of others) heldOthers.push(await holdNotification(tx, row, until, clock));
  return { lead: heldLead, others: heldOthers };
}

/** What travels with another waits for that. It is no attempt, and costs none. @param until of `waitsUntil` */
async function holdNotification(
  tx: Transaction,
  row: KnownNotification,
  until: Instant,
  clock: Clock,
): Promise<KnownNotification> {
  const { id, sent_with } = row;
  const nextAttemptAt = sent_with === null ? clock.real() + until - clock.now() : null;
  const held: Held = { id, quiet_until: until, next_attempt_at: nextAttemptAt, sent_with };
  await tx.run(hold, held);
  return { ...row, ...held, status: 'pending', lease_until: null, lease_token: null };
}
