import { MESSAGE_KINDS } from '../../customer/preferences.js';
import type { TemplateName } from './template.js';

/** What a field holds, so that a template can be checked before there is anything to fill it with. */
export type FieldShape =
  | { readonly kind: 'text' | 'number' | 'time' | 'money'; readonly isNullable?: true }
  | { readonly kind: 'word'; readonly words: readonly string[] }
  | { readonly kind: 'list'; readonly of: FieldShape }
  | { readonly kind: 'group'; readonly fields: Shape };

export type Shape = Readonly<Record<string, FieldShape>>;

const text = { kind: 'text' } as const;
const time = { kind: 'time' } as const;
const money = { kind: 'money' } as const;
const texts = { kind: 'list', of: text } as const;
const nullable = <K extends 'text' | 'number' | 'time' | 'money'>(kind: K) => ({ kind, isNullable: true }) as const;
const words = (...all: readonly string[]) => ({ kind: 'word', words: all }) as const;

const flight: FieldShape = {
  kind: 'group',
  fields: { flight: text, origin: text, destination: text, departsAt: time, arrivesAt: time, seats: texts },
};
const flights: FieldShape = { kind: 'list', of: flight };
const cause = words('weather', 'airspace', 'strike', 'security', 'technical', 'crew', 'commercial', 'unknown');
const booking = { recordLocator: text, passengers: texts, flights, total: money, paid: money };

/** The fields of each template, as `TemplateFields` has them for the compiler. */
export const SHAPES: Readonly<Record<TemplateName, Shape>> = {
  confirmation: booking,
  change: booking,
  rebooked: booking,
  'refund-offered': booking,
  cancellation: { recordLocator: text, passengers: texts, refund: nullable('money') },
  cleared: { recordLocator: text, passengers: texts, flights, total: money, payBy: time },
  'payment-request': { recordLocator: text, amount: money, url: text, payBy: time },
  refund: { recordLocator: text, amount: money },
  'flight-cancelled': {
    ...{ recordLocator: text, passengers: texts, flight, cause, flights },
    outcome: words('choose', 'unpaid', 'over'),
  },
  'departure-reminder': { recordLocator: text, passengers: texts, flight, flights },
  'flight-status': {
    ...{ recordLocator: nullable('text'), flight, cause },
    kind: words('cancelled', 'delayed', 'diverted', 'equipment', 'departed', 'arrived'),
    delayMinutes: nullable('number'),
    divertedTo: nullable('text'),
    equipment: nullable('text'),
  },
  digest: {
    ...{ channel: words('email', 'sms'), bookings: { kind: 'number' }, recordLocators: texts },
    news: { kind: 'list', of: { kind: 'group', fields: { kind: words(...MESSAGE_KINDS), recordLocators: texts } } },
    messages: { kind: 'list', of: { kind: 'group', fields: { subject: text, lines: texts } } },
  },
};
