import type { Flag } from '../database/schema.js';
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
}

interface FareRule {
  readonly fareClass: string;
  readonly cabin: Cabin;
  readonly fareBasis: string;
  /** Hundredths of a percent of the full economy fare. */
  readonly priceBasisPoints: number;
  readonly isRefundable: Flag;
  /** Minor units, though never more than `MAX_FEE_BASIS_POINTS` of the fare. */
  readonly changeFeeMinor: number;
  readonly cancelFeeMinor: number;
}

const MAX_FEE_BASIS_POINTS = 3_000;
const FLAT_BASE_MINOR = 6_000;
const BASE_PER_KM_MINOR = 11;
const FLAT_TAX_MINOR = 1_210;
const TAX_BASIS_POINTS = 750;

function rule(
  fareClass: string,
  cabin: Cabin,
  fareBasis: string,
  priceBasisPoints: number,
  fees: { change: number; cancel: number } = { change: 0, cancel: 0 },
): FareRule {
  const { change: changeFeeMinor, cancel: cancelFeeMinor } = fees;
  return { fareClass, cabin, fareBasis, priceBasisPoints, isRefundable: 1, changeFeeMinor, cancelFeeMinor };
}

const REFUNDABLE: readonly FareRule[] = [
  rule('F', 'F', 'FFLEX', 50_000),
  rule('A', 'F', 'ASEMI', 42_000, { change: 15_000, cancel: 20_000 }),
  rule('J', 'C', 'JFLEX', 32_000),
  rule('D', 'C', 'DSEMI', 25_000, { change: 10_000, cancel: 15_000 }),
  rule('W', 'W', 'WFLEX', 16_000),
  rule('E', 'W', 'ESEMI', 13_000, { change: 7_500, cancel: 10_000 }),
  rule('Y', 'Y', 'YFLEX', 10_000),
  rule('M', 'Y', 'MSEMI', 6_000, { change: 5_000, cancel: 7_500 }),
];

const SAVER: FareRule = { ...rule('Q', 'Y', 'QSAVE', 4_000, { change: 7_500, cancel: 0 }), isRefundable: 0 };

export interface TariffOptions {
  readonly distanceKm: number;
  /** What the market bears, in hundredths of a percent of the default price. */
  readonly demandBasisPoints?: number;
  /** Adds the non-refundable economy fare. */
  readonly hasSaver?: boolean;
}

/** The default tariff by distance: a full and a cheaper fare in each of the cabins, both refundable. */
export function tariffFor(cabins: readonly Cabin[], options: TariffOptions): Fare[] {
  const rules = options.hasSaver ? [...REFUNDABLE, SAVER] : REFUNDABLE;
  const byDistance = FLAT_BASE_MINOR + Math.round(options.distanceKm) * BASE_PER_KM_MINOR;
  const fullEconomyMinor = basisPoints(byDistance, options.demandBasisPoints ?? 10_000);
  return rules.filter(({ cabin }) => cabins.includes(cabin)).map((each) => price(each, fullEconomyMinor));
}

function price(fareRule: FareRule, fullEconomyMinor: number): Fare {
  const { fareClass, cabin, fareBasis, isRefundable } = fareRule;
  const baseMinor = wholeUnits(basisPoints(fullEconomyMinor, fareRule.priceBasisPoints));
  const feeLimitMinor = wholeUnits(basisPoints(baseMinor, MAX_FEE_BASIS_POINTS));
  return {
    fareClass,
    cabin,
    fareBasis,
    currency: TARIFF_CURRENCY,
    baseMinor,
    taxMinor: FLAT_TAX_MINOR + basisPoints(baseMinor, TAX_BASIS_POINTS),
    isRefundable,
    changeFeeMinor: Math.min(fareRule.changeFeeMinor, feeLimitMinor),
    cancelFeeMinor: Math.min(fareRule.cancelFeeMinor, feeLimitMinor),
  };
}

function wholeUnits(amountMinor: number): number {
  return Math.round(amountMinor / 100) * 100;
}
