import type { Money } from '../../kernel/money.js';

export interface FlightLine {
  /** `BA117/2026-12-01`. */
  readonly flight: string;
  readonly origin: string;
  readonly destination: string;
  /** ISO 8601 with the offset of the airport. */
  readonly departsAt: string;
  readonly arrivesAt: string;
  readonly seats: readonly string[];
}

interface BookingFields {
  readonly recordLocator: string;
  /** As agents write them. */
  readonly passengers: readonly string[];
  readonly flights: readonly FlightLine[];
  readonly total: Money;
  readonly paid: Money;
}

/** What each template is filled with. Kept encrypted with the notification, and as JSON. */
export interface TemplateFields {
  readonly confirmation: BookingFields;
  readonly change: BookingFields;
  readonly cancellation: {
    readonly recordLocator: string;
    readonly passengers: readonly string[];
    /** What comes back; null when nothing does. */
    readonly refund: Money | null;
  };
  /** Seats came free for a booking that waited for them. */
  readonly cleared: Omit<BookingFields, 'paid'> & {
    /** ISO 8601, UTC. */
    readonly payBy: string;
  };
  readonly refund: { readonly recordLocator: string; readonly amount: Money };
}

export type TemplateName = keyof TemplateFields;

/** Writes an amount for people; injected, for the digits of currencies belong to who prints. */
export type FormatMoney = (amount: Money) => string;

export interface MessageText {
  readonly subject: string;
  /** Plain text with line feeds. */
  readonly body: string;
}

/** All templates in one language. */
export type TemplateSet = {
  readonly [T in TemplateName]: (fields: TemplateFields[T], format: FormatMoney) => MessageText;
};
