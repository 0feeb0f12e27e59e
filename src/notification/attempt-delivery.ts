import type { ChannelName } from '../customer/preferences.js';
import type { IdSource } from '../kernel/ids.js';
import { HOUR_MS } from '../kernel/instant.js';
import type { Clock } from '../runtime/clock.js';
import { type DataSubject, decryptPersonal } from '../runtime/personal-data.js';
import type { WriteRequest } from '../runtime/request.js';
import { jitteredPauseMs } from '../runtime/retry.js';
import type { Runner } from '../runtime/runner.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { type Channel, DeliveryError } from './channels/channel.js';
import {
  type AttemptEnd,
  endNotificationAttempt,
  type KnownNotification,
  type Lease,
} from './notification-repository.js';
import { plainLine } from './plain-text.js';
import type { MessagePayload } from './queue-message.js';
import type { FormatMoney, TemplateName } from './templates/template.js';
import type { Templates } from './templates.js';

/** One that is missing is not set up: what goes by it is tried again later, and by whoever has it. */
export type Channels = { readonly email: Channel } & { readonly [name in ChannelName]?: Channel };

export interface DeliveryDeps {
  readonly runner: Runner;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly channels: Channels;
  readonly formatMoney: FormatMoney;
  readonly templates: Templates;
  /** A booking's itinerary as an RFC 5545 calendar; messages go without one where nobody can write it. */
  readonly calendarOf?: (recordLocator: string) => Promise<string>;
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

export function subjectOf(row: KnownNotification): DataSubject {
  return { customerId: row.customer_id, dataKey: row.data_key };
}

/** Undefined once the customer was erased. */
export function readPayload(row: KnownNotification): MessagePayload | undefined {
  return decryptPersonal(subjectOf(row), row.payload) as MessagePayload | undefined;
}

/** Where it goes: the address that was written down with it, or the customer's web hook as it is now. */
export function addressOf(row: KnownNotification): string | undefined {
  return (row.channel === 'webhook' ? row.webhook_url : readPayload(row)?.to) ?? undefined;
}

export interface AttemptResult {
  /** `superseded`: it took longer than its lease, and somebody else has it now. */
  readonly status: AttemptEnd['status'] | 'superseded';
  readonly error: string | null;
}

/** Sends a leased notification, outside of any transaction, and records what came of it. */
export async function attemptDelivery(
  deps: DeliveryDeps,
  request: WriteRequest,
  row: KnownNotification,
): Promise<AttemptResult> {
  const failure = await deliver(deps, row).then(
    () => undefined,
    (error: unknown) => error,
  );
  const error = failure === undefined ? null : describeFailure(failure, row);
  const isPermanent = failure instanceof DeliveryError && failure.isPermanent;
  return deps.runner.step(request, async (work) => {
    const end = endOf(deps, work, row, error, isPermanent);
    return { status: (await recordEnd(work, row, end)) ? end.status : 'superseded', error };
  });
}

async function deliver(deps: DeliveryDeps, row: KnownNotification): Promise<void> {
  const payload = readPayload(row);
  if (!payload) throw new DeliveryError('the customer was erased', true);
  const to = addressOf(row);
  if (to === undefined) throw new DeliveryError('the customer has no address for it any more', true);
  const channel = deps.channels[row.channel as ChannelName];
  if (!channel) throw new DeliveryError(`${row.channel} is not set up here`);
  const text = deps.templates.render(row.template as TemplateName, row.language, payload.fields, deps.formatMoney);
  const message = {
    notificationId: row.id,
    customerId: row.customer_id,
    messageId: row.message_id,
    to,
    ...{ subject: text.subject, body: text.body },
    ...{ kind: row.template, fields: payload.fields, recordLocator: row.record_locator },
    date: row.created_at,
    calendar: await calendarFor(deps, row),
  };
  await withinLimit((signal) => channel.deliver(message, signal));
}

/** What changes a traveller's days. */
const WITH_CALENDAR: readonly string[] = [
  'confirmation',
  'change',
  'rebooked',
  'cancellation',
] satisfies TemplateName[];

/** As the booking stands now, and not as it stood when the message was queued: of two, a calendar wants the newer. */
async function calendarFor({ calendarOf }: DeliveryDeps, row: KnownNotification): Promise<string | null> {
  if (!calendarOf || row.channel !== 'email' || row.record_locator === null || !WITH_CALENDAR.includes(row.template))
    return null;
  return calendarOf(row.record_locator);
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

/** Writes the end of an attempt and its audit entry. @returns false when the lease was lost: nothing is written */
export async function recordEnd(work: UnitOfWork, row: KnownNotification, end: AttemptEnd): Promise<boolean> {
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
