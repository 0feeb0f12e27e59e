import { minorDigits } from '../catalog/currencies.js';
import type { RoomNightRow } from '../database/hotel-schema.js';
import type { ShortNight } from '../inventory/hotel/night-caps.js';
import { OpsdeskError } from '../kernel/errors.js';
import { toDecimal } from '../kernel/money.js';
import type { HotelDifference, NightChange } from './compare-hotels.js';
import type { RowProblem } from './row-problems.js';

const COLUMNS = [
  ...([['allotment', 'allotment'] as const, ['price', 'price_minor'] as const] as const),
  ...([['min_stay', 'min_stay'] as const, ['overbooking', 'overbooking'] as const] as const),
] as const;

/** Where a file has other values than what exists: a row for each line and column, not for each of its nights. */
export function differentRates({ changes, nights, property }: HotelDifference): RowProblem[] {
  const ofNights = new Map<string, { first: RowProblem; more: number }>();
  for (const change of nights) {
    for (const [column, key] of COLUMNS) {
      if (change.before[key] === change.after[key]) continue;
      const place = `${change.line}/${column}`;
      const known = ofNights.get(place);
      if (known) known.more += 1;
      else ofNights.set(place, { first: nightProblem(change, column, key, property.currency), more: 0 });
    }
  }
  const told = [...ofNights.values()].map(({ first, more }) =>
    more === 0 ? first : { ...first, reason: `${first.reason}, and on ${more} nights more` },
  );
  return [...changes, ...told];
}

function nightProblem(
  { line, before, after }: NightChange,
  column: string,
  key: keyof RoomNightRow,
  currency: string,
): RowProblem {
  const told = (night: RoomNightRow) =>
    key === 'price_minor' ? toDecimal(night.price_minor, minorDigits(currency)) : String(night[key]);
  return { line, column, reason: `is ${told(before)}, and not ${told(after)}, on ${before.night}` };
}

export function rateChange(rows: readonly RowProblem[]): OpsdeskError {
  const sorted = rows.toSorted((a, b) => a.line - b.line);
  const lines = new Set(sorted.map(({ line }) => line)).size;
  const what = lines === 1 ? 'a line of the file has' : `${lines} lines of the file have`;
  return new OpsdeskError('RATE_CHANGE', `${what} other values than what exists; nothing was imported`, {
    hint: 'Import with --update to take them over: what is sold keeps its price.',
    details: { rows: sorted },
  });
}

export function roomsTakenOn(short: readonly ShortNight[], changes: readonly NightChange[]): OpsdeskError {
  const lineOf = new Map(changes.map(({ line, after }) => [after, line]));
  const rows = short.map(({ after, taken }) => ({
    ...{ line: lineOf.get(after) ?? 0, column: 'allotment' },
    reason: `${taken} rooms are taken on ${after.night}, more than ${after.allotment + after.overbooking}`,
  }));
  return new OpsdeskError('ROOMS_TAKEN', 'more rooms are taken than nights of the file have; nothing was imported', {
    hint: 'Leave these nights what is sold of them, or allow it in the overbooking column.',
    details: { rows },
  });
}
