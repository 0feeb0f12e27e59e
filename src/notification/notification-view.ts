import type { Session } from '../database/dialect.js';
import type { NotificationAttemptRow, NotificationRow, NotificationStatus } from '../database/schema.js';
import { requireCursor } from '../kernel/cursor.js';
import { formatInstant, type Instant } from '../kernel/instant.js';
import { listCarried } from './digest-repository.js';
import { addressOf, readPayload } from './notification-payload.js';
import { getNotification, type KnownNotification, listAttempts } from './notification-repository.js';
import type { FormatMoney, TemplateName } from './templates/template.js';
import type { Templates } from './templates.js';

export interface NotificationItem {
  readonly notificationId: string;
  readonly recordLocator: string | null;
  readonly channel: string;
  readonly template: string;
  readonly status: NotificationStatus;
  readonly attempts: number;
  readonly lastError: string | null;
  readonly createdAt: string;
  readonly sentAt: string | null;
  /** Until when it waits because its customer is not to be disturbed; null where it does not. */
  readonly quietUntil: string | null;
}

type ListedRow = NotificationRow & Pick<KnownNotification, 'record_locator'>;

function itemOf(row: ListedRow): NotificationItem {
  return {
    notificationId: row.id,
    recordLocator: row.record_locator,
    channel: row.channel,
    template: row.template,
    status: row.status,
    attempts: row.attempts,
    lastError: row.last_error,
    createdAt: formatInstant(row.created_at),
    sentAt: row.sent_at === null ? null : formatInstant(row.sent_at),
    quietUntil: row.quiet_until === null ? null : formatInstant(row.quiet_until),
  };
}

export interface NotificationFilter {
  readonly status?: NotificationStatus | undefined;
  readonly recordLocator?: string | undefined;
  /** Queued at this instant or later. */
  readonly since?: Instant | undefined;
  readonly limit: number;
  /** The `nextCursor` of the page before. */
  readonly cursor?: string | undefined;
}

/** Newest first. @throws INVALID_INPUT for a cursor that is none */
export async function listNotifications(
  session: Session,
  filter: NotificationFilter,
): Promise<{ items: NotificationItem[]; nextCursor: string | null }> {
  const { status, recordLocator, since, limit } = filter;
  const cursor = requireCursor('ntf', filter.cursor);
  const rows: ListedRow[] = await session.composed((db) => {
    let query = db
      .selectFrom('notification as n')
      .leftJoin('booking as b', 'b.id', 'n.booking_id')
      .selectAll('n')
      .select('b.record_locator')
      .orderBy('n.id', 'desc')
      .limit(limit + 1);
    if (status !== undefined) query = query.where('n.status', '=', status);
    if (recordLocator !== undefined) query = query.where('b.record_locator', '=', recordLocator);
    if (since !== undefined) query = query.where('n.created_at', '>=', since);
    if (cursor !== undefined) query = query.where('n.id', '<', cursor);
    return query;
  });
  const page = rows.slice(0, limit);
  return { items: page.map(itemOf), nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
}

export interface AttemptView {
  readonly attempt: number;
  readonly outcome: NotificationAttemptRow['outcome'];
  readonly error: string | null;
  readonly at: string;
  readonly by: string;
}

export interface NotificationDetail extends NotificationItem {
  readonly language: string;
  readonly messageId: string;
  /** The notification whose message carries it, from when they are first put together; null for one that has its own. */
  readonly sentWith: string | null;
  /** The notifications that its message carries as well, without those that have gone another way since. */
  readonly carries: readonly string[];
  /** When it is tried next; null where it is not waiting for that. */
  readonly nextAttemptAt: string | null;
  readonly attemptLog: readonly AttemptView[];
  /** With their customer's key went whom it was to and what it said: null then. */
  readonly isErased: boolean;
  readonly to: string | null;
  readonly subject: string | null;
  readonly body: string | null;
}

/** A notification with its attempts, and its text as it goes out by itself. @throws NOTIFICATION_NOT_FOUND */
export async function showNotification(
  session: Session,
  id: string,
  { templates, formatMoney }: { readonly templates: Templates; readonly formatMoney: FormatMoney },
): Promise<NotificationDetail> {
  const [row, attempts, carries] = await Promise.all([
    getNotification(session, id),
    listAttempts(session, id),
    listCarried(session, id),
  ]);
  const payload = readPayload(row);
  const text = payload && templates.render(row.template as TemplateName, row.language, payload.fields, formatMoney);
  return {
    ...itemOf(row),
    language: row.language,
    messageId: row.message_id,
    sentWith: row.sent_with,
    carries,
    nextAttemptAt: row.status === 'pending' && row.next_attempt_at ? formatInstant(row.next_attempt_at) : null,
    attemptLog: attempts.map((attempt) => ({
      attempt: attempt.attempt,
      outcome: attempt.outcome,
      error: attempt.error,
      at: formatInstant(attempt.attempted_at),
      by: attempt.attempted_by,
    })),
    isErased: payload === undefined,
    to: payload ? (addressOf(row) ?? null) : null,
    subject: text?.subject ?? null,
    body: text?.body ?? null,
  };
}
