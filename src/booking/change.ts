import type { BookingRecord } from './booking-record.js';

/** What one change does: what is given up, what is taken, and what it costs. Minor units. */
export interface Change {
  readonly record: BookingRecord;
  readonly released: readonly string[];
  readonly taken: readonly string[];
  readonly feeMinor: number;
  /** The rule behind the price, in a sentence. */
  readonly why: readonly string[];
}
