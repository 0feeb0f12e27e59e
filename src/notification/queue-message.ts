import { type DataSubject, encryptPersonal } from '../runtime/personal-data.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { insertNotification } from './notification-repository.js';
import type { TemplateFields, TemplateName } from './templates/template.js';

export interface QueuedMessage<T extends TemplateName> {
  /** Null for who has no booking that it is about. */
  readonly bookingId: string | null;
  readonly subject: DataSubject;
  readonly template: T;
  /** A BCP 47 tag, such as the customer's own. */
  readonly language: string;
  /** Their e-mail address; without one nothing is queued. */
  readonly to: string | null;
  readonly fields: TemplateFields[T];
}

/** What a notification keeps under its customer's key. */
export interface MessagePayload {
  readonly to: string;
  readonly fields: TemplateFields[TemplateName];
}

/**
 * Queues a message with the change that it tells of: both commit, or neither. A worker sends it.
 * @returns its id, or undefined when there is no address, or no customer any more to write to
 */
export function queueMessage<T extends TemplateName>(work: UnitOfWork, message: QueuedMessage<T>): string | undefined {
  const { subject, to, fields } = message;
  if (to === null || subject.dataKey === null) return undefined;
  const id = work.ids.next('ntf');
  const payload: MessagePayload = { to, fields };
  insertNotification(work.tx, {
    id,
    bookingId: message.bookingId,
    customerId: subject.customerId,
    channel: 'email',
    template: message.template,
    language: message.language,
    messageId: `<${id}@opsdesk.invalid>`,
    payload: encryptPersonal(subject, payload),
    createdAt: work.now,
  });
  return id;
}
