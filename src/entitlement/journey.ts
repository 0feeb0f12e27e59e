import type { DisruptionCause } from '../database/disruption-schema.js';
import type { LocalDate } from '../kernel/local-date.js';
import type { Money } from '../kernel/money.js';

/** An airport, and the country that it lies in (ISO 3166-1 alpha-2). */
export interface Place {
  readonly airport: string;
  readonly country: string;
}

export interface Carrier {
  /** IATA. */
  readonly code: string;
  /** Of its operating licence; undefined where nobody knows. */
  readonly country: string | undefined;
}

/** A way between two places; the distance is the great circle between them, whatever was flown. */
export interface Route {
  readonly origin: Place;
  readonly destination: Place;
  readonly distanceKm: number;
}

/** From the first departure to the final destination of one way, as it was booked. */
export interface Journey extends Route {
  /** Where it changes planes. */
  readonly via: readonly Place[];
  /** Of the first scheduled departure, by the clocks there: which law is in force. */
  readonly departureDate: LocalDate;
  /** Who operates the flight that was hit. */
  readonly carrier: Carrier;
}

export type DisruptionKind = 'cancelled' | 'delayed' | 'denied-boarding';

/** What gets the passengers there in place of what was booked; of a delay, the flights with their new times. */
export interface Offer {
  /** Against the schedule; negative is earlier. Whole minutes. */
  readonly departsLaterMinutes: number;
  readonly arrivesLaterMinutes: number;
  /** From the local date of the scheduled departure to that of the new one. */
  readonly nights: number;
  readonly isOtherAirport?: boolean;
  readonly extraConnections?: number;
}

/** What became of a journey. */
export interface Disruption {
  readonly kind: DisruptionKind;
  readonly cause: DisruptionCause;
  /** From when the passengers were told to the scheduled departure; 0 or less for no notice. Whole minutes. */
  readonly noticeMinutes: number;
  /** Undefined where nothing gets them there yet. */
  readonly offer: Offer | undefined;
  /** What they said to the offer. Silence past the carrier's deadline is a rejection (14 CFR 260.6(b)(4)). */
  readonly answer: 'open' | 'accepted' | 'rejected';
  /** Who gave their seat up for an agreed benefit. */
  readonly isVolunteer?: boolean;
  /** The flight that they travel in a lower cabin than the one paid for. */
  readonly downgraded?: Route | undefined;
  /** What one adult paid for this way, with taxes. */
  readonly fare: Money;
  readonly isPaidByCard: boolean;
  /** By the calendar of the departure: refunds are counted from here. */
  readonly today: LocalDate;
}

export type Regime = 'EU261' | 'UK261' | 'US-DOT';

/** One step of how a result came about, in words, with the source of its rule. */
export interface Step {
  readonly step: string;
  readonly value: string;
  readonly rule: string;
}

export interface RefundRight {
  readonly isDue: boolean;
  /** Without anybody asking. */
  readonly isAutomatic: boolean;
  /** The last day to pay it; null where it is not due. */
  readonly by: LocalDate | null;
}

/** What one regime owes each passenger who has paid for a seat. */
export interface Entitlement {
  readonly regime: Regime;
  readonly compensation: Money;
  readonly refund: RefundRight;
  readonly care: { readonly meals: boolean; readonly hotelNights: number };
  /** Of the price of the flight that was flown in a lower cabin; 0 where none was. */
  readonly downgradePercent: number;
  /** The law of the departure, which pays first: what it gives is not given twice. */
  readonly setOffAgainst: Regime | null;
  readonly derivation: readonly Step[];
}
