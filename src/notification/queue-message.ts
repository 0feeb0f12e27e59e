import type { ChannelName, MessageKind } from '../customer/preferences.js';
import type { Instant } from '../kernel/instant.js';
import { type DataSubject, encryptPersonal } from '../runtime/personal-data.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { type Digest, insertNotification } from './notification-repository.js';
import type { TemplateFields } from './templates/template.js';

export interface QueuedMessage<T extends MessageKind> {
  /** Null for who has no booking that it is about. */
  readonly bookingId: string | null;
  readonly subject: DataSubject;
  readonly template: T;
  /** A BCP 47 tag; the customer's own language where none is given. */
  readonly language?: string;
  /** Their e-mail address; without one no mail is queued. */
  readonly to: string | null;
  /** As it was written down; without one no SMS is queued. */
  readonly phone?: string | null;
  readonly fields: TemplateFields[T];
  /** Business time, from when it is sent in the customer's quiet hours, too (`urgentBefore`); never unless given. */
  readonly urgentFrom?: Instant | undefined;
  /** Mail and SMS go out in one message with the rest of the job's; at once and by itself unless given. */
  readonly digest?: Digest | undefined;
}

/** What a notification keeps under its customer's key. */
export interface MessagePayload {
  /** An e-mail address or a telephone number; null for a web hook, which is where the customer has it then. */
  readonly to: string | null;
  readonly fields: TemplateFields[MessageKind];
}

/**
 * Queues a message with the change that it tells of, by each channel by which the customer can be reached and wants to
 * hear of it: all of it commits, or nothing. A worker sends it.
 * @returns the id of the mail, unless the customer wants none of this kind; undefined when there is no address, or no
 *   customer any more to write to
 */
export function queueMessage<T extends MessageKind>(work: UnitOfWork, message: QueuedMessage<T>): string | undefined {
  const { subject, to, phone = null } = message;
  if (subject.dataKey === null) return undefined;
  if (phone !== null) queueBy(work, message, 'sms', phone);
  queueBy(work, message, 'webhook', null);
  return to === null ? undefined : queueBy(work, message, 'email', to);
}

function queueBy<T extends MessageKind>(
  work: UnitOfWork,
  message: QueuedMessage<T>,
  channel: ChannelName,
  to: string | null,
): string {
  const id = work.ids.next('ntf');
  const payload: MessagePayload = { to, fields: message.fields };
  insertNotification(work.tx, {
    id,
    bookingId: message.bookingId,
    customerId: message.subject.customerId,
    channel,
    template: message.template,
    language: message.language ?? null,
    messageId: `<${id}@opsdesk.invalid>`,
    payload: encryptPersonal(message.subject, payload),
    urgentFrom: message.urgentFrom ?? null,
    // Programs want each by itself.
    digest: channel === 'webhook' ? null : (message.digest ?? null),
    createdAt: work.now,
  });
  return id;
}
