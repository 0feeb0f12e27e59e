import type { MessageKind } from '../customer/preferences.js';
import { groupBy } from '../kernel/group-by.js';
import type { MessageText, TemplateFields } from './templates/template.js';

/** A message as it would go out by itself. */
export interface ToldMessage {
  readonly kind: MessageKind;
  /** Null for one that is about no booking. */
  readonly recordLocator: string | null;
  readonly text: MessageText;
}

/** What the frame around several messages is filled with. */
export function digestFields(
  channel: TemplateFields['digest']['channel'],
  told: readonly ToldMessage[],
): TemplateFields['digest'] {
  const recordLocators = locatorsOf(told);
  return {
    ...{ channel, bookings: recordLocators.length, recordLocators },
    news: [...groupBy(told, ({ kind }) => kind)].map(([kind, of]) => ({ kind, recordLocators: locatorsOf(of) })),
    messages: told.map(({ text: { subject, body } }) => ({ subject, lines: body.trim().split('\n') })),
  };
}

/** Each once, in their order. */
export function locatorsOf(told: readonly Pick<ToldMessage, 'recordLocator'>[]): string[] {
  return [...new Set(told.flatMap(({ recordLocator }) => recordLocator ?? []))];
}
