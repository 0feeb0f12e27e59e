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
import { renderMessage } from './templates.js';

export interface DeliveryDeps {
  readonly runner: Runner;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly channels: { readonly email: Channel };
  readonly formatMoney: FormatMoney;
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
  const text = renderMessage(row.template as TemplateName, row.language, payload.fields, deps.formatMoney);
  const message = {
    notificationId: row.id,
    messageId: row.message_id,
    to: payload.to,
    subject: text.subject,
    body: text.body,
    date: row.created_at,
  };
  const channel = deps.channels[row.channel as keyof DeliveryDeps['channels']];
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

/** A mail server quotes the address that it refuses; the reason outlives the customer's data, so it goes without. */
function describeFailure(failure: unknown, row: KnownNotification): string {
  const reason = plainLine(failure instanceof Error ? failure.message : String(failure));
  const to = readPayload(row)?.to;
  return (to ? reason.replaceAll(to, '(their address)') : reason).slice(0, LONGEST_ERROR_CHARS);
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
