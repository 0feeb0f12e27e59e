import type { ChannelName } from '../customer/preferences.js';
import type { IdSource } from '../kernel/ids.js';
import { HOUR_MS } from '../kernel/instant.js';
import type { Clock } from '../runtime/clock.js';
import type { WriteRequest } from '../runtime/request.js';
import { jitteredPauseMs } from '../runtime/retry.js';
import type { Runner } from '../runtime/runner.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { type Channel, DeliveryError } from './channels/channel.js';
import { type ComposerDeps, composeMessage } from './compose-message.js';
import { addressOf, subjectOf } from './notification-payload.js';
import {
  type AttemptEnd,
  endNotificationAttempt,
  type KnownNotification,
  type Lease,
} from './notification-repository.js';
import type { Parcel } from './parcel.js';
import { plainLine } from './plain-text.js';

/** One that is missing is not set up: what goes by it is tried again later, and by whoever has it. */
export type Channels = { readonly email: Channel } & { readonly [name in ChannelName]?: Channel };

export interface DeliveryDeps extends ComposerDeps {
  readonly runner: Runner;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly channels: Channels;
}

/** Milliseconds of real time. A delivery is given up well before its lease runs out. */
const LEASE_MS = 30_000;
const DELIVERY_LIMIT_MS = 20_000;
export const MOST_ATTEMPTS = 5;
const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = HOUR_MS;

export function newLease({ clock, ids }: Pick<DeliveryDeps, 'clock' | 'ids'>): Lease {
  return { until: clock.real() + LEASE_MS, token: Buffer.from(ids.bytes(16)).toString('hex') };
}

export interface AttemptResult {
  /** `superseded`: it took longer than its lease, and somebody else has it now. */
  readonly status: AttemptEnd['status'] | 'superseded';
  readonly error: string | null;
}

/** Sends a leased parcel, outside of any transaction, and records what came of it. */
export async function attemptDelivery(
  deps: DeliveryDeps,
  request: WriteRequest,
  parcel: Parcel,
): Promise<AttemptResult> {
  const failure = await deliver(deps, parcel).then(
    () => undefined,
    (error: unknown) => error,
  );
  const error = failure === undefined ? null : describeFailure(failure, parcel.lead);
  const isPermanent = failure instanceof DeliveryError && failure.isPermanent;
  return deps.runner.step(request, async (work) => {
    const end = endOf(deps, work, parcel.lead, error, isPermanent);
    return { status: (await recordEnd(work, parcel, end)) ? end.status : 'superseded', error };
  });
}

async function deliver(deps: DeliveryDeps, parcel: Parcel): Promise<void> {
  const message = await composeMessage(deps, parcel);
  const channel = deps.channels[parcel.lead.channel as ChannelName];
  if (!channel) throw new DeliveryError(`${parcel.lead.channel} is not set up here`);
  await withinLimit((signal) => channel.deliver(message, signal));
}

async function withinLimit(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      controller.abort();
      reject(new DeliveryError(`no answer within ${DELIVERY_LIMIT_MS / 1_000} seconds`));
    }, DELIVERY_LIMIT_MS);
  });
  try {
    await Promise.race([work(controller.signal), limit]);
  } finally {
    clearTimeout(timer);
  }
}

const LONGEST_ERROR_CHARS = 500;

/** Whoever refuses an address quotes it; the reason outlives the customer's data, so it goes without. */
function describeFailure(failure: unknown, row: KnownNotification): string {
  const reason = plainLine(failure instanceof Error ? failure.message : String(failure));
  const to = addressOf(row);
  return (to ? reason.replace(anyCase(to), '(their address)') : reason).slice(0, LONGEST_ERROR_CHARS);
}

function anyCase(text: string): RegExp {
  return new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'gi');
}

function endOf(
  { clock }: DeliveryDeps,
  work: UnitOfWork,
  row: KnownNotification,
  error: string | null,
  isPermanent: boolean,
): AttemptEnd {
  const ended = { at: work.now, by: work.actor, error };
  if (error === null) return { ...ended, outcome: 'sent', status: 'sent', nextAttemptAt: null };
  if (isPermanent || row.attempts + 1 >= MOST_ATTEMPTS) {
    return { ...ended, outcome: 'failed', status: 'failed', nextAttemptAt: null };
  }
  const pauseMs = Math.ceil(jitteredPauseMs(row.attempts, FIRST_PAUSE_MS, LONGEST_PAUSE_MS));
  return { ...ended, outcome: 'failed', status: 'pending', nextAttemptAt: clock.real() + pauseMs };
}

/**
 * Writes the end of an attempt, and its audit entry, for each that travelled. What is tried again waits for its lead.
 * @returns false when the lease was lost: nothing is written
 */
export async function recordEnd(work: UnitOfWork, { lead, others }: Parcel, end: AttemptEnd): Promise<boolean> {
  if (!(await recordOwnEnd(work, lead, end))) return false;
  for (const row of others) await recordOwnEnd(work, row, { ...end, nextAttemptAt: null });
  return true;
}

async function recordOwnEnd(work: UnitOfWork, row: KnownNotification, end: AttemptEnd): Promise<boolean> {
  if (!(await endNotificationAttempt(work.tx, row, end))) return false;
  work.audit({
    action: `notification.${end.outcome}`,
    entity: 'notification',
    entityId: row.id,
    before: { status: row.status, attempts: row.attempts },
    after: { status: end.status, attempts: row.attempts + 1, error: end.error },
    subject: subjectOf(row),
  });
  return true;
}
