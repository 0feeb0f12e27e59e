import { HOUR_MS, MINUTE_MS } from '../kernel/instant.js';
import type { Dated } from './in-force.js';

const HOUR = HOUR_MS / MINUTE_MS;

export interface RefundRow extends Dated {
  readonly rule: string;
  /** Without anybody asking for it. */
  readonly isAutomatic: boolean;
  /** An earlier departure or a later arrival by this much is a significant change; null where no rule said how much. */
  readonly domesticMinutes: number | null;
  readonly internationalMinutes: number | null;
  readonly cardBusinessDays: number;
  readonly otherCalendarDays: number;
}

/** Refunds of flights to, from and within the United States, oldest first. By the day of the scheduled departure. */
export const REFUNDS: readonly RefundRow[] = [
  {
    ...{ from: '2011-08-23', rule: '14 CFR 259.5(b)(5)', isAutomatic: false },
    ...{ domesticMinutes: null, internationalMinutes: null, cardBusinessDays: 7, otherCalendarDays: 20 },
  },
  {
    ...{ from: '2024-10-28', rule: '14 CFR 260.6', isAutomatic: true },
    ...{ domesticMinutes: 3 * HOUR, internationalMinutes: 6 * HOUR, cardBusinessDays: 7, otherCalendarDays: 20 },
  },
];

export interface DeniedBoardingRow extends Dated {
  /** A substitute that arrives no later than this after the schedule owes nothing. */
  readonly freeUpToMinutes: number;
  /** One that arrives less than this after it owes the lower sum. */
  readonly domesticLowerBelowMinutes: number;
  readonly internationalLowerBelowMinutes: number;
  /** Percent of the one-way fare with its taxes, and the most of it in US cents. † */
  readonly lowerPercent: number;
  readonly lowerCapMinor: number;
  readonly higherPercent: number;
  readonly higherCapMinor: number;
}

const SHARES = {
  freeUpToMinutes: HOUR,
  domesticLowerBelowMinutes: 2 * HOUR,
  internationalLowerBelowMinutes: 4 * HOUR,
  lowerPercent: 200,
  higherPercent: 400,
};

/** 14 CFR 250.5, with the caps as the Department adjusts them, oldest first. */
export const DENIED_BOARDING: readonly DeniedBoardingRow[] = [
  { ...SHARES, from: '2011-08-23', lowerCapMinor: 65_000, higherCapMinor: 130_000 },
  { ...SHARES, from: '2015-08-25', lowerCapMinor: 67_500, higherCapMinor: 135_000 },
  { ...SHARES, from: '2021-04-13', lowerCapMinor: 77_500, higherCapMinor: 155_000 },
  { ...SHARES, from: '2025-01-22', lowerCapMinor: 107_500, higherCapMinor: 215_000 },
];
