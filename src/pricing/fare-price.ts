import type { FareRow, PassengerType } from '../database/schema.js';
import { basisPoints } from '../kernel/money.js';

/** An infant on a lap pays this many hundredths of a percent of the adult's fare, and no tax. */
const INFANT_BASIS_POINTS = 1_000;

export interface PassengerPrice {
  readonly baseMinor: number;
  readonly taxMinor: number;
}

/** What one passenger of a type pays, in minor units of the fare's currency. */
export function pricePassenger(fare: Pick<FareRow, 'base_minor' | 'tax_minor'>, type: PassengerType): PassengerPrice {
  if (type === 'INF') return { baseMinor: basisPoints(fare.base_minor, INFANT_BASIS_POINTS), taxMinor: 0 };
  return { baseMinor: fare.base_minor, taxMinor: fare.tax_minor };
}

/** What a party pays on one segment, in minor units. */
export function priceParty(fare: Pick<FareRow, 'base_minor' | 'tax_minor'>, types: readonly PassengerType[]): number {
  return types.reduce((sum, type) => {
    const { baseMinor, taxMinor } = pricePassenger(fare, type);
    return sum + baseMinor + taxMinor;
  }, 0);
}

/** The part of `priceParty` that is no tax. */
export function fareOfParty(fare: Pick<FareRow, 'base_minor' | 'tax_minor'>, types: readonly PassengerType[]): number {
  return types.reduce((sum, type) => sum + pricePassenger(fare, type).baseMinor, 0);
}

export function taxOfParty(fare: Pick<FareRow, 'base_minor' | 'tax_minor'>, types: readonly PassengerType[]): number {
  return priceParty(fare, types) - fareOfParty(fare, types);
}
