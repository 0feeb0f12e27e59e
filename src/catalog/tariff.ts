import type { Flag, Residual } from '../database/schema.js';
import { basisPoints } from '../kernel/money.js';
import type { Cabin } from './aircraft.js';

export const TARIFF_CURRENCY = 'USD';

/** A fare of one adult. Sums are in minor units of `currency`. */
export interface Fare {
  readonly fareClass: string;
  readonly cabin: Cabin;
  readonly fareBasis: string;
  readonly currency: string;
  readonly baseMinor: number;
  readonly taxMinor: number;
  readonly isRefundable: Flag;
  readonly changeFeeMinor: number;
  readonly cancelFeeMinor: number;
  readonly noShowFeeMinor: number;
  /** Null where a name may only be corrected. */
  readonly nameChangeFeeMinor: number | null;
  /** 0 for no rule. */
  readonly advancePurchaseDays: number;
  readonly minStayDays: number;
  readonly maxStayDays: number;
  readonly residual: Residual;
  /** Units that this class and those below it may take together; null for no limit. */
  readonly bookingLimit: number | null;
}

/** Minor units, though never more than `MAX_FEE_BASIS_POINTS` of the fare. */
interface Fees {
  readonly change: number;
  readonly cancel: number;
  readonly noShow: number;
  readonly nameChange: number | null;
}

interface FareRule {
  readonly fareClass: string;
  readonly cabin: Cabin;
  readonly fareBasis: string;
  /** Hundredths of a percent of the full economy fare. */
  readonly priceBasisPoints: number;
  readonly fees: Fees;
  /** Hundredths of a percent of the cabin that the class may take, where classes have limits. */
  readonly limitBasisPoints: number | null;
  readonly isSaver?: boolean;
  /** Nights; 0 for no rule. */
  readonly stay?: { readonly min: number; readonly max: number };
}

const MAX_FEE_BASIS_POINTS = 3_000;
const FLAT_BASE_MINOR = 6_000;
const BASE_PER_KM_MINOR = 11;
const FLAT_TAX_MINOR = 1_210;
const TAX_BASIS_POINTS = 750;

function flexible(fareClass: string, cabin: Cabin, priceBasisPoints: number): FareRule {
  const fees = { change: 0, cancel: 0, noShow: 5_000, nameChange: 0 };
  return { fareClass, cabin, fareBasis: `${fareClass}FLEX`, priceBasisPoints, fees, limitBasisPoints: null };
}

function semiFlexible(
  fareClass: string,
  cabin: Cabin,
  priceBasisPoints: number,
  { change, cancel }: { change: number; cancel: number },
): FareRule {
  const fees = { change, cancel, noShow: cancel, nameChange: change };
  return { fareClass, cabin, fareBasis: `${fareClass}SEMI`, priceBasisPoints, fees, limitBasisPoints: 7_500 };
}

const REFUNDABLE: readonly FareRule[] = [
  flexible('F', 'F', 50_000),
  semiFlexible('A', 'F', 42_000, { change: 15_000, cancel: 20_000 }),
  flexible('J', 'C', 32_000),
  semiFlexible('D', 'C', 25_000, { change: 10_000, cancel: 15_000 }),
  flexible('W', 'W', 16_000),
  semiFlexible('E', 'W', 13_000, { change: 7_500, cancel: 10_000 }),
  flexible('Y', 'Y', 10_000),
  semiFlexible('M', 'Y', 6_000, { change: 5_000, cancel: 7_500 }),
];

const SAVER_ADVANCE_DAYS = 7;
const SAVER_FEES: Fees = { change: 7_500, cancel: 0, noShow: 0, nameChange: null };
const saver = { cabin: 'Y', fees: SAVER_FEES, isSaver: true } as const;

const SAVERS: readonly FareRule[] = [
  { ...saver, fareClass: 'Q', fareBasis: 'QSAVE', priceBasisPoints: 4_000, limitBasisPoints: 3_500 },
  {
    ...saver,
    ...{ fareClass: 'K', fareBasis: 'KSTAY', priceBasisPoints: 3_200, limitBasisPoints: 1_500 },
    stay: { min: 2, max: 30 },
  },
];

export interface TariffOptions {
  readonly distanceKm: number;
  /** What the market bears, in hundredths of a percent of the default price. */
  readonly demandBasisPoints?: number;
  /** Adds the non-refundable economy fares, which are bought early; the cheaper of them for a stay. */
  readonly hasSaver?: boolean;
  /** Keeps a part of each cabin for its dearer classes, charges for who does not show up, and lets names change. */
  readonly isManaged?: boolean;
}

export interface CabinSize {
  readonly cabin: Cabin;
  readonly seats: number;
}

/**
 * The default tariff by distance: a full and a cheaper fare in each of the cabins, both refundable and
 * without a limit, their names to be corrected only. The dearest of a cabin comes first.
 */
export function tariffFor(cabins: readonly CabinSize[], options: TariffOptions): Fare[] {
  const rules = options.hasSaver ? [...REFUNDABLE, ...SAVERS] : REFUNDABLE;
  const byDistance = FLAT_BASE_MINOR + Math.round(options.distanceKm) * BASE_PER_KM_MINOR;
  const fullEconomyMinor = basisPoints(byDistance, options.demandBasisPoints ?? 10_000);
  return rules.flatMap((each) => {
    const size = cabins.find(({ cabin }) => cabin === each.cabin);
    if (!size) return [];
    const fare = price(each, fullEconomyMinor);
    if (!options.isManaged) return [{ ...fare, noShowFeeMinor: 0, nameChangeFeeMinor: null, bookingLimit: null }];
    const { limitBasisPoints: limit } = each;
    return [{ ...fare, bookingLimit: limit === null ? null : basisPoints(size.seats, limit) }];
  });
}

function price(fareRule: FareRule, fullEconomyMinor: number): Omit<Fare, 'bookingLimit'> {
  const { fareClass, cabin, fareBasis, fees, isSaver = false, stay = { min: 0, max: 0 } } = fareRule;
  const baseMinor = wholeUnits(basisPoints(fullEconomyMinor, fareRule.priceBasisPoints));
  const feeLimitMinor = wholeUnits(basisPoints(baseMinor, MAX_FEE_BASIS_POINTS));
  const atMost = (feeMinor: number) => Math.min(feeMinor, feeLimitMinor);
  return {
    fareClass,
    cabin,
    fareBasis,
    currency: TARIFF_CURRENCY,
    baseMinor,
    taxMinor: FLAT_TAX_MINOR + basisPoints(baseMinor, TAX_BASIS_POINTS),
    isRefundable: isSaver ? 0 : 1,
    changeFeeMinor: atMost(fees.change),
    cancelFeeMinor: atMost(fees.cancel),
    noShowFeeMinor: atMost(fees.noShow),
    nameChangeFeeMinor: fees.nameChange === null ? null : atMost(fees.nameChange),
    advancePurchaseDays: isSaver ? SAVER_ADVANCE_DAYS : 0,
    minStayDays: stay.min,
    maxStayDays: stay.max,
    residual: isSaver ? 'forfeit' : 'refund',
  };
}

function wholeUnits(amountMinor: number): number {
  return Math.round(amountMinor / 100) * 100;
}
