import { DAY_MS, HOUR_MS, MINUTE_MS } from '../kernel/instant.js';
import type { Dated } from './in-force.js';

const HOUR = HOUR_MS / MINUTE_MS;
const DAY = DAY_MS / MINUTE_MS;

/** What a regime owes by distance. Minutes are whole minutes, sums minor units. */
export interface Band {
  readonly name: string;
  readonly article: string;
  readonly sumMinor: number;
  /** New routing that arrives no later than this after the schedule halves the sum. */
  readonly halvedUpToMinutes: number;
  /** A delay below this halves the sum; 0 where none does. */
  readonly lateHalvedBelowMinutes: number;
  /** Care is owed to who waits from here on. */
  readonly careFromMinutes: number;
  /** Of the price of the flight that was flown in a lower cabin. */
  readonly downgradePercent: number;
}

/** What rerouting after a notice may cost a passenger without compensation. */
interface NoticeTerms {
  /** It holds for who was told this long before the departure, or longer. */
  readonly fromMinutes: number;
  /** New routing leaves no more than this before the schedule, and arrives less than that after it. */
  readonly earlierUpToMinutes: number;
  readonly laterBelowMinutes: number;
}

export interface RightsRow extends Dated {
  readonly currency: string;
  readonly shortUpToKm: number;
  readonly middleUpToKm: number;
  /** Flights within the territory never leave the middle band. */
  readonly isCappedWithin: boolean;
  readonly bands: readonly [short: Band, middle: Band, long: Band];
  /** A delay at the destination is compensated from here on. */
  readonly lateFromMinutes: number;
  /** A flight that is brought forward by more than this counts as cancelled. */
  readonly broughtForwardMinutes: number;
  /** Told this long ahead, nobody is owed compensation. */
  readonly freeNoticeMinutes: number;
  /** The longer notice first; the last one holds for every shorter one. */
  readonly notices: readonly [early: NoticeTerms, late: NoticeTerms];
  /** A departure that is delayed by this gives the choice of a refund. */
  readonly refundFromMinutes: number;
  /** Whoever was told so long ahead does not wait at the airport. Ours: the law leaves it to what is reasonable. † */
  readonly careBelowNoticeMinutes: number;
  /** Days to pay a refund. */
  readonly refundDays: number;
}

export type RightsRegime = 'EU261' | 'UK261';

const TERMS = {
  shortUpToKm: 1_500,
  middleUpToKm: 3_500,
  lateFromMinutes: 3 * HOUR,
  broughtForwardMinutes: HOUR,
  freeNoticeMinutes: 14 * DAY,
  notices: [
    { fromMinutes: 7 * DAY, earlierUpToMinutes: 2 * HOUR, laterBelowMinutes: 4 * HOUR },
    { fromMinutes: 0, earlierUpToMinutes: HOUR, laterBelowMinutes: 2 * HOUR },
  ],
  refundFromMinutes: 5 * HOUR,
  careBelowNoticeMinutes: DAY,
  refundDays: 7,
} as const;

function bands(short: number, middle: number, long: number, middleName: string, longName: string): RightsRow['bands'] {
  return [
    {
      ...{ name: 'up to 1,500 km', article: 'Art. 7(1)(a)', sumMinor: short, downgradePercent: 30 },
      ...{ halvedUpToMinutes: 2 * HOUR, lateHalvedBelowMinutes: 0, careFromMinutes: 2 * HOUR },
    },
    {
      ...{ name: middleName, article: 'Art. 7(1)(b)', sumMinor: middle, downgradePercent: 50 },
      ...{ halvedUpToMinutes: 3 * HOUR, lateHalvedBelowMinutes: 0, careFromMinutes: 3 * HOUR },
    },
    {
      ...{ name: longName, article: 'Art. 7(1)(c)', sumMinor: long, downgradePercent: 75 },
      ...{ halvedUpToMinutes: 4 * HOUR, lateHalvedBelowMinutes: 4 * HOUR, careFromMinutes: 4 * HOUR },
    },
  ];
}

/**
 * Regulation (EC) 261/2004, and what the United Kingdom retained of it (SI 2019/278), oldest first. By the day of the
 * scheduled departure. Three hours and the half of the long band are the Court's (C-402/07 Sturgeon).
 */
export const RIGHTS: Readonly<Record<RightsRegime, readonly RightsRow[]>> = {
  EU261: [
    {
      ...TERMS,
      from: '2005-02-17',
      currency: 'EUR',
      isCappedWithin: true,
      bands: bands(25_000, 40_000, 60_000, '1,500 to 3,500 km, or longer within the EU', 'over 3,500 km'),
    },
  ],
  UK261: [
    {
      ...TERMS,
      from: '2021-01-01',
      currency: 'GBP',
      isCappedWithin: false,
      bands: bands(22_000, 35_000, 52_000, '1,500 to 3,500 km', 'over 3,500 km'),
    },
  ],
};

/** @param isWithin both ends lie in the territory of the regime */
export function bandOf(row: RightsRow, distanceKm: number, isWithin: boolean): Band {
  const [short, middle, long] = row.bands;
  if (distanceKm <= row.shortUpToKm) return short;
  return distanceKm <= row.middleUpToKm || (row.isCappedWithin && isWithin) ? middle : long;
}
