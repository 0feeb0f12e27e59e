import type { Session, Transaction } from '../database/dialect.js';
import type { NotificationStatus } from '../database/schema.js';
import { isOpsdeskError, OpsdeskError } from '../kernel/errors.js';
import { isId } from '../kernel/ids.js';
import { formatInstant, type Instant } from '../kernel/instant.js';
import { Pacer } from '../runtime/pacer.js';
import type { WriteOptions, WriteRequest } from '../runtime/request.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { workThrough } from '../runtime/work-through.js';
import { attemptDelivery, type DeliveryDeps, newLease } from './attempt-delivery.js';
import { chooseNotifications, type NotificationChoice } from './choose-notifications.js';
import { giveUpLease } from './deliver.js';
import { leaseParcel, listCarried, listTravelling } from './digest-repository.js';
import { addressOf, subjectOf } from './notification-payload.js';
import {
  getNotification,
  type KnownNotification,
  leaseNotification,
  lockNotification,
} from './notification-repository.js';
import type { Parcel } from './parcel.js';
import { holdIfQuiet } from './quiet-hold.js';
import { requireTemplate } from './templates.js';

/** What a customer is asked before they are written to again. */
export interface Recipient {
  readonly customerId: string;
  readonly channel: string;
  readonly template: string;
}

export interface ReplayDeps extends DeliveryDeps {
  /** Whether the customer still wants messages of this kind, asked where the message is locked; everybody does where nothing is given. */
  readonly mayNotify?: (session: Session, recipient: Recipient) => Promise<boolean>;
}

export interface ReplayInput extends Omit<NotificationChoice, 'status'> {
  readonly notificationIds?: readonly string[] | undefined;
  /** Of those that are chosen beside the named ones; `failed` unless given. */
  readonly status?: 'failed' | 'pending' | 'sent' | undefined;
  /** Sends what was sent already once more, and what waits for the end of quiet hours now; needs a reason. */
  readonly isForced?: boolean | undefined;
}

/** How it is gone about, which is no part of what is done: a repeat may take another pace. */
export interface ReplayPace {
  /** Attempts that may begin in a second; as many as there can unless given. */
  readonly ratePerSecond?: number | undefined;
  /** Aborted to stop: what is on its way is brought home, and a repeat goes on with what is left. */
  readonly signal?: AbortSignal | undefined;
}

export interface ReplayItem {
  readonly notificationId: string;
  readonly recordLocator: string | null;
  /** As it stands now; null for one that does not exist. */
  readonly status: NotificationStatus | null;
  /** Why it was not sent: the carrier's reason, or ours for refusing. */
  readonly lastError: string | null;
  /** Until when it waits, because its customer is not to be disturbed. */
  readonly quietUntil: string | null;
  /** The code of a refusal. */
  readonly code?: string;
}

export interface ReplayResult {
  /** New attempts that were made; in a dry run, that would be. */
  readonly replayed: number;
  readonly sent: number;
  /** Not tried, because their customers are not to be disturbed: a worker sends them when they are. */
  readonly waiting: number;
  /** Attempts that failed, and notifications that were refused one. */
  readonly failed: number;
  /** Not tried yet, because it was stopped: the same command goes on with them. */
  readonly left: number;
  readonly items: readonly ReplayItem[];
}

/** What repeats of the command carry on from. */
interface Progress {
  readonly turns: readonly Turn[];
  readonly startedAt: Instant;
}

/**
 * A notification, and those of the chosen ones that wait to travel with it: its message has carried them when theirs would
 * come, and they are replayed by themselves only where it has not.
 */
type Turn = readonly string[];

const MOST_AT_ONCE = 100_000;
const SIDE_BY_SIDE = 10;

/**
 * Makes a new attempt of each notification now, each in transactions of its own. What would disturb its customer is
 * left to a worker, for the end of their quiet hours.
 * @throws INPUT_REQUIRED when nothing is named or chosen, or what was sent is meant without being forced and a
 *   reason; INVALID_INPUT for a template or an event that is none, or when too many are chosen; for a single named
 *   notification also what it is refused for: NOTIFICATION_NOT_FOUND, ALREADY_SENT, WRONG_STATE, REFUSED_BY_RULE
 */
export async function replayNotifications(
  deps: ReplayDeps,
  input: ReplayInput,
  options: WriteOptions,
  { ratePerSecond, signal = new AbortController().signal }: ReplayPace = {},
): Promise<ReplayResult> {
  requireComplete(input, options);
  const request: WriteRequest = { ...options, command: 'notification replay', input };
  const started = await deps.runner.start<Progress, ReplayResult>(request, async (work) => ({
    turns: await takeTurns(work.tx, await chooseIds(work, input)),
    startedAt: work.now,
  }));
  if (started.kind === 'answered') return deps.runner.finish(request, undefined, started.outcome);
  const { turns, startedAt } = started.progress;
  const sentSince = started.isResumed ? startedAt : undefined;
  const isSingle = input.notificationIds?.length === 1 && !hasChoice(input);
  const pacer = new Pacer(request.isDryRun ? undefined : ratePerSecond);
  const itemsByTurn: ReplayItem[][] = turns.map(() => []);
  await workThrough({
    items: turns.entries(),
    concurrency: SIDE_BY_SIDE,
    signal,
    isEnough: () => false,
    work: async ([at, turn]) => {
      const done = itemsByTurn[at] ?? [];
      for (const id of turn) {
        if (done.some(({ notificationId }) => notificationId === id)) continue;
        if (!(await pacer.turn(signal))) return;
        const items = replayOne(deps, request, input, id, sentSince);
        done.push(...(await items.catch((error: unknown) => [refusedItem(id, error, isSingle)])));
      }
    },
  });
  const answer = summarise(turns, itemsByTurn.flat(), options.isDryRun ?? false);
  return answer.left > 0 ? answer : deps.runner.finish(request, undefined, { kind: 'done', answer });
}

/** Whether more is meant than the notifications that are named. */
function hasChoice({ notificationIds: _, isForced: __, ...choice }: ReplayInput): boolean {
  return Object.values(choice).some((value) => value !== undefined);
}

function requireComplete(input: ReplayInput, options: WriteOptions): void {
  if (!hasChoice(input) && (input.notificationIds?.length ?? 0) === 0) {
    throw new OpsdeskError('INPUT_REQUIRED', 'nothing was named to replay', {
      hint: 'Name notifications, or all that failed: opsdesk notification replay --status failed',
    });
  }
  if ((input.isForced && !options.reason) || (input.status === 'sent' && !input.isForced)) {
    throw new OpsdeskError('INPUT_REQUIRED', 'sending again what was sent needs to be forced, with a reason', {
      hint: 'Add --force and --reason TEXT.',
    });
  }
  if (input.template !== undefined) requireTemplate(input.template);
  if (input.eventId !== undefined && !isId('evt', input.eventId) && !isId('fev', input.eventId)) {
    throw new OpsdeskError('INVALID_INPUT', `"${input.eventId}" is no event`, {
      hint: 'Events of bookings are evt_…, as in the stream; those of flights fev_…: opsdesk flight watch',
    });
  }
}

async function chooseIds({ tx }: UnitOfWork, input: ReplayInput): Promise<string[]> {
  const { notificationIds = [], isForced: _, status = 'failed', ...choice } = input;
  const chosen = hasChoice(input) ? await chooseNotifications(tx, { ...choice, status }, MOST_AT_ONCE + 1) : [];
  if (chosen.length > MOST_AT_ONCE) {
    throw new OpsdeskError('INVALID_INPUT', `more than ${MOST_AT_ONCE} notifications are chosen`, {
      hint: 'Choose fewer with --since and --until, one stretch of time after the other.',
    });
  }
  return [...new Set([...notificationIds, ...chosen])];
}

async function takeTurns(tx: Transaction, ids: readonly string[]): Promise<Turn[]> {
  const turns = new Map<string, string[]>(ids.map((id) => [id, [id]]));
  const known = ids.filter((id) => isId('ntf', id));
  for (const { id, sent_with: lead } of await listTravelling(tx, known)) {
    const turn = turns.get(lead);
    if (turn && turns.delete(id)) turn.push(id);
  }
  return [...turns.values()];
}

/**
 * @param sentSince where a repeat of the command carries on: what was sent from then on is its own work
 * @returns it, and what travelled with it
 */
async function replayOne(
  deps: ReplayDeps,
  request: WriteRequest,
  input: ReplayInput,
  id: string,
  sentSince: Instant | undefined,
): Promise<ReplayItem[]> {
  const isOwnWork = (row: KnownNotification) =>
    sentSince !== undefined && row.status === 'sent' && (row.sent_at ?? 0) >= sentSince;
  const parcel = await deps.runner.step(request, async (work) => {
    const found = await lockNotification(work.tx, id);
    if (!isOwnWork(found)) return leaseOrHold(deps, work, found, input.isForced ?? false);
    const carried = await Promise.all((await listCarried(work.tx, id)).map((other) => getNotification(work.tx, other)));
    return { lead: found, others: carried.filter(isOwnWork) };
  });
  const { status, last_error: lastError } = parcel.lead;
  if (status !== 'sending') return itemsOf(parcel, status, lastError);
  if (request.isDryRun) return itemsOf(parcel, 'pending', null);
  const attempt = await attemptDelivery(deps, request, parcel);
  return itemsOf(parcel, attempt.status === 'superseded' ? 'sending' : attempt.status, attempt.error);
}

/**
 * What has travelled with another goes by itself, and what still waits to travel with it goes along. Forced it does not wait
 * for the end of its customer's quiet hours. @returns it as it is now: `sending`, or `pending`
 */
async function leaseOrHold(
  deps: ReplayDeps,
  work: UnitOfWork,
  found: KnownNotification,
  isForced: boolean,
): Promise<Parcel> {
  const now = deps.clock.real();
  if (found.status === 'sending' && (found.lease_until ?? 0) > now) throw beingSent(found);
  if (found.status === 'sent' && !isForced) throw alreadySent(found);
  await requireWelcome(deps, work, found);
  let row = found;
  if (found.status === 'sending') {
    await giveUpLease(work, found);
    row = await lockNotification(work.tx, found.id);
  }
  const lease = newLease(deps);
  const leased = await leaseParcel(work.tx, await leaseNotification(work.tx, row, lease), lease);
  const held = isForced ? undefined : await holdIfQuiet(work, leased, deps.clock);
  const next = held ?? leased;
  work.audit({
    action: held ? 'notification.held' : 'notification.replayed',
    entity: 'notification',
    entityId: row.id,
    before: { status: row.status, attempts: row.attempts },
    after: { status: next.lead.status, attempts: next.lead.attempts },
    subject: subjectOf(row),
  });
  return next;
}

async function requireWelcome({ mayNotify }: ReplayDeps, { tx }: UnitOfWork, row: KnownNotification): Promise<void> {
  const refuse = (why: string) => {
    throw new OpsdeskError('REFUSED_BY_RULE', `notification ${row.id} is not sent again: ${why}`, {
      hint: 'If they must hear of it, reach them another way.',
      details: detailsOf(row),
    });
  };
  if (row.data_key === null) refuse('the customer was erased');
  if (addressOf(row) === undefined) refuse('it has no address');
  const recipient = { customerId: row.customer_id, channel: row.channel, template: row.template };
  if (mayNotify && !(await mayNotify(tx, recipient))) refuse('the customer does not want messages of this kind');
}

function beingSent(row: KnownNotification): OpsdeskError {
  return new OpsdeskError('WRONG_STATE', `notification ${row.id} is being sent at this moment`, {
    hint: `Look again shortly: opsdesk notification show ${row.id}`,
    isRetryable: true,
    details: detailsOf(row),
  });
}

function alreadySent(row: KnownNotification): OpsdeskError {
  return new OpsdeskError('ALREADY_SENT', `notification ${row.id} was sent already`, {
    hint: 'To send it once more add --force and --reason TEXT.',
    details: detailsOf(row),
  });
}

function itemsOf({ lead, others }: Parcel, status: NotificationStatus, lastError: string | null): ReplayItem[] {
  return [lead, ...others].map(({ id, record_locator: recordLocator, quiet_until: until }) => {
    const quietUntil = status === 'pending' && until !== null ? formatInstant(until) : null;
    return { notificationId: id, recordLocator, status, lastError, quietUntil };
  });
}

function detailsOf(row: KnownNotification) {
  return { notificationId: row.id, recordLocator: row.record_locator, status: row.status };
}

/** Among many a refusal is one item's; of a single one it is the answer. @throws what is no refusal */
function refusedItem(id: string, error: unknown, isSingle: boolean): ReplayItem {
  if (isSingle || !isOpsdeskError(error) || error.kind === 'unavailable') throw error;
  const { recordLocator = null, status = null } = error.details as Partial<ReplayItem>;
  return { notificationId: id, recordLocator, status, lastError: error.message, quietUntil: null, code: error.code };
}

function summarise(turns: readonly Turn[], items: readonly ReplayItem[], isDryRun: boolean): ReplayResult {
  const tried = new Set(items.map(({ notificationId }) => notificationId));
  const refused = items.filter((item) => item.code !== undefined).length;
  const waiting = items.filter((item) => item.quietUntil !== null).length;
  const replayed = items.length - refused - waiting;
  const sent = items.filter((item) => item.code === undefined && item.status === 'sent').length;
  const left = turns.flat().filter((id) => !tried.has(id)).length;
  return { replayed, sent, waiting, failed: isDryRun ? refused : items.length - sent - waiting, left, items };
}
