import type { MessageKind } from '../../customer/preferences.js';
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
  /** Other flights were taken for those that did not operate. */
  readonly rebooked: BookingFields;
  /** No others could be had. */
  readonly 'refund-offered': BookingFields;
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
  /** A page on which they can pay. */
  readonly 'payment-request': {
    readonly recordLocator: string;
    readonly amount: Money;
    readonly url: string;
    /** ISO 8601, UTC. */
    readonly payBy: string;
  };
  readonly refund: { readonly recordLocator: string; readonly amount: Money };
  /** A flight does not operate that the booking had. */
  readonly 'flight-cancelled': {
    readonly recordLocator: string;
    readonly passengers: readonly string[];
    readonly flight: FlightLine;
    readonly cause: FlightCause;
    /** `choose`: paid, and theirs to decide. `unpaid`: still held, or waiting. `over`: nothing was left of it. */
    readonly outcome: 'choose' | 'unpaid' | 'over';
    /** What still operates. */
    readonly flights: readonly FlightLine[];
  };
  /** A journey leaves soon. */
  readonly 'departure-reminder': {
    readonly recordLocator: string;
    readonly passengers: readonly string[];
    /** The first of them. */
    readonly flight: FlightLine;
    /** All flights of the journey, in the order of travel. */
    readonly flights: readonly FlightLine[];
  };
  /** Something was said of a flight, for whoever wants to know. */
  readonly 'flight-status': {
    /** Of the reader's booking on it; null for who only asked to be told. */
    readonly recordLocator: string | null;
    readonly flight: FlightLine;
    readonly kind: 'cancelled' | 'delayed' | 'diverted' | 'equipment' | 'departed' | 'arrived';
    readonly cause: FlightCause;
    readonly delayMinutes: number | null;
    /** IATA code. */
    readonly divertedTo: string | null;
    readonly equipment: string | null;
  };
  /** The frame around several messages that go out as one. */
  readonly digest: {
    readonly channel: 'email' | 'sms';
    /** How many they are about. */
    readonly bookings: number;
    readonly recordLocators: readonly string[];
    /** What has happened to which of them. */
    readonly news: readonly { readonly kind: MessageKind; readonly recordLocators: readonly string[] }[];
    /** As each of them would read by itself. */
    readonly messages: readonly { readonly subject: string; readonly lines: readonly string[] }[];
  };
}

/** Why a flight is not as planned. */
export type FlightCause =
  | 'weather'
  | 'airspace'
  | 'strike'
  | 'security'
  | 'technical'
  | 'crew'
  | 'commercial'
  | 'unknown';

export type TemplateName = keyof TemplateFields;

/** Writes an amount for people; injected, for the digits of currencies belong to who prints. */
export type FormatMoney = (amount: Money) => string;

export interface MessageText {
  readonly subject: string;
  /** Plain text with line feeds. */
  readonly body: string;
}
