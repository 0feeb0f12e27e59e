import type { RoomNightRow } from '../../database/hotel-schema.js';
import { addDays, type LocalDate } from '../../kernel/local-date.js';

/** What operations set of a night, as the audit trail has it. Prices in minor units of the property's currency. */
export interface NightTerms {
  readonly allotment: number;
  readonly overbooking: number;
  readonly priceMinor: number;
  readonly stopSell: boolean;
  readonly closedToArrival: boolean;
  readonly closedToDeparture: boolean;
  readonly minStay: number;
}

/** Nights in a row with the same terms; both ends are nights of it. */
export interface NightPeriod extends NightTerms {
  readonly roomType: string;
  readonly from: LocalDate;
  readonly to: LocalDate;
}

export function termsOf(night: RoomNightRow): NightTerms {
  return {
    allotment: night.allotment,
    overbooking: night.overbooking,
    priceMinor: night.price_minor,
    stopSell: night.stop_sell === 1,
    closedToArrival: night.closed_to_arrival === 1,
    closedToDeparture: night.closed_to_departure === 1,
    minStay: night.min_stay,
  };
}

/**
 * Nights as few periods as say the same: a year of one price is one entry of the trail, not 365.
 * @param nights by room type and date
 */
export function periodsOf(nights: readonly RoomNightRow[], codeOf: (roomTypeId: number) => string): NightPeriod[] {
  const periods: NightPeriod[] = [];
  for (const row of nights) {
    const { night } = row;
    const next: NightPeriod = { roomType: codeOf(row.room_type_id), from: night, to: night, ...termsOf(row) };
    const last = periods.at(-1);
    const isSame = last && JSON.stringify({ ...next, from: last.from, to: last.to }) === JSON.stringify(last);
    if (isSame && addDays(last.to, 1) === night) periods[periods.length - 1] = { ...last, to: night };
    else periods.push(next);
  }
  return periods;
}
