import { OpsdeskError } from '../kernel/errors.js';

/** What needs a person, in the order in which it is shown. */
export const QUEUES = [
  ...(['volunteers', 'disrupted', 'holds', 'schedule-changes', 'payments', 'notifications', 'waitlist'] as const),
] as const;
export type QueueName = (typeof QUEUES)[number];

/** One thing on a queue, as people name it: `holds/K7QX2M`. */
export interface ItemRef {
  readonly queue: QueueName;
  /** What the queue knows it by: a record locator, an id, a flight. */
  readonly subject: string;
}

export function formatItemRef({ queue, subject }: ItemRef): string {
  return `${queue}/${subject}`;
}

/** @throws QUEUE_NOT_FOUND */
export function parseQueueName(text: string): QueueName {
  const name = text.trim().toLowerCase();
  const known = QUEUES.find((queue) => queue === name);
  if (known) return known;
  throw new OpsdeskError('QUEUE_NOT_FOUND', `there is no queue "${text}"`, {
    hint: `The queues are ${QUEUES.join(', ')}.`,
    details: { queue: text, known: QUEUES },
  });
}

/** A queue, or one of its items. @throws QUEUE_NOT_FOUND, INVALID_INPUT */
export function parseQueueTarget(text: string): QueueName | ItemRef {
  const slash = text.indexOf('/');
  if (slash < 0) return parseQueueName(text);
  const subject = text.slice(slash + 1).trim();
  if (subject !== '') return { queue: parseQueueName(text.slice(0, slash)), subject };
  throw new OpsdeskError('INVALID_INPUT', `"${text}" names no item`, { hint: 'Write it as queue list shows it.' });
}

/** @throws QUEUE_NOT_FOUND, INVALID_INPUT */
export function parseItemRef(text: string): ItemRef {
  const target = parseQueueTarget(text);
  if (typeof target !== 'string') return target;
  throw new OpsdeskError('INVALID_INPUT', `"${text}" is a queue, and not one of its items`, {
    hint: `See its items: opsdesk queue list ${target}`,
  });
}
