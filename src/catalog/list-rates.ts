import type { Session } from '../database/dialect.js';
import type { FxRateRow } from '../database/schema.js';
import { OpsdeskError } from '../kernel/errors.js';
import { formatInstant } from '../kernel/instant.js';
import { isLocalDate, type LocalDate } from '../kernel/local-date.js';
import { minorDigits } from './currencies.js';
import { rateText } from './exchange-rate.js';

export interface RateFilter {
  readonly base?: string | undefined;
  readonly quote?: string | undefined;
  /** Of this day alone. */
  readonly on?: LocalDate | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface RateView {
  /** `EUR/USD/2026-12-01`. */
  readonly rateId: string;
  readonly date: LocalDate;
  readonly base: string;
  readonly quote: string;
  /** How much of `quote` one of `base` is: a decimal, exact. */
  readonly rate: string;
  readonly createdAt: string;
  readonly createdBy: string;
}

export function rateId({ base, quote, rate_date }: Pick<FxRateRow, 'base' | 'quote' | 'rate_date'>): string {
  return `${base}/${quote}/${rate_date}`;
}

/** Newest day first, and in a day by currency. @throws INVALID_INPUT for what is no currency, or no cursor */
export async function listRates(
  session: Session,
  { base, quote, on, limit, cursor }: RateFilter,
): Promise<{ items: RateView[]; nextCursor: string | null }> {
  for (const currency of [base, quote]) if (currency !== undefined) minorDigits(currency);
  const after = cursor === undefined ? undefined : parseRateId(cursor);
  const rows: FxRateRow[] = await session.composed((db) => {
    let query = db
      .selectFrom('fx_rate')
      .selectAll()
      .orderBy('rate_date', 'desc')
      .orderBy('base')
      .orderBy('quote')
      .limit(limit + 1);
    if (base !== undefined) query = query.where('base', '=', base);
    if (quote !== undefined) query = query.where('quote', '=', quote);
    if (on !== undefined) query = query.where('rate_date', '=', on);
    if (after === undefined) return query;
    return query.where((is) =>
      is.or([
        is('rate_date', '<', after.date),
        is.and([is('rate_date', '=', after.date), is('base', '>', after.base)]),
        is.and([is('rate_date', '=', after.date), is('base', '=', after.base), is('quote', '>', after.quote)]),
      ]),
    );
  });
  const items = rows.slice(0, limit).map(viewRate);
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.rateId ?? null) : null };
}

function viewRate(row: FxRateRow): RateView {
  return {
    rateId: rateId(row),
    date: row.rate_date,
    base: row.base,
    quote: row.quote,
    rate: rateText(row),
    createdAt: formatInstant(row.created_at),
    createdBy: row.created_by,
  };
}

function parseRateId(text: string): { base: string; quote: string; date: LocalDate } {
  const [, base = '', quote = '', date = ''] = /^([A-Z]{3})\/([A-Z]{3})\/(.{10})$/.exec(text) ?? [];
  if (isLocalDate(date)) return { base, quote, date };
  throw new OpsdeskError('INVALID_INPUT', `"${text}" is not a cursor of this list`, {
    hint: 'Pass the nextCursor of the page before, or leave --cursor out to begin with the first one.',
  });
}
