import { type LocalDate, toEpochDay } from '../kernel/local-date.js';

const HUNDRED_PERCENT = 10_000;

/** What a night costs by its month, in hundredths of a percent of the rate out of season, January first. */
const SEASONS = [10_000, 10_000, 10_400, 11_000, 11_600, 12_800, 13_600, 13_400, 12_200, 11_000, 10_200, 12_000];
/** Friday and Saturday nights come on top. */
const WEEKEND = 1_800;

/** Never below a hundred percent: only so can the rate be told from the price again, to the cent. */
function pointsOn(night: LocalDate): number {
  const month = Number(night.slice(5, 7)) - 1;
  // 1970-01-01 was a Thursday.
  const isWeekend = [1, 2].includes(toEpochDay(night) % 7);
  return (SEASONS[month] ?? HUNDRED_PERCENT) + (isWeekend ? WEEKEND : 0);
}

/** The price of a night by its season and weekday. @param rateMinor out of season, on a weekday */
export function priceOn(night: LocalDate, rateMinor: number): number {
  return Math.round((rateMinor * pointsOn(night)) / HUNDRED_PERCENT);
}

/**
 * A price without what the calendar adds: the rate, and by how much the price is off `priceOn` of it. Worlds
 * that begin on different days have different prices and the same rates.
 */
export function rateOf(
  night: LocalDate,
  priceMinor: number,
): { readonly rateMinor: number; readonly offMinor: number } {
  const rateMinor = Math.round((priceMinor * HUNDRED_PERCENT) / pointsOn(night));
  return { rateMinor, offMinor: priceMinor - priceOn(night, rateMinor) };
}
