import type { Session, Transaction } from '../database/dialect.js';
import type { FxRateRow } from '../database/schema.js';
import { insertInto, statement } from '../database/statement.js';
import type { LocalDate } from '../kernel/local-date.js';
import type { ExchangeRate } from './exchange-rate.js';

const insertNew = insertInto<FxRateRow>(
  'fx_rate',
  ['base', 'quote', 'rate_date', 'units', 'scale', 'created_at', 'created_by'],
  'on conflict (base, quote, rate_date) do nothing',
);
const lockOne = statement<Pick<FxRateRow, 'base' | 'quote' | 'rate_date'>, FxRateRow>(
  'lock_fx_rate',
  (sql) => `select * from fx_rate where base = :base and quote = :quote and rate_date = :rate_date ${sql.forUpdate()}`,
);
const replace = statement<FxRateRow>(
  'replace_fx_rate',
  `update fx_rate set units = :units, scale = :scale, created_at = :created_at, created_by = :created_by
   where base = :base and quote = :quote and rate_date = :rate_date`,
);
const newest = statement<{ base: string; quote: string; earliest: LocalDate; latest: LocalDate }, FxRateRow>(
  'newest_fx_rate',
  `select * from fx_rate where base = :base and quote = :quote and rate_date between :earliest and :latest
   order by rate_date desc limit 1`,
);

/** @returns false when there is a rate of that pair and day, which stays as it is */
export async function addRate(tx: Transaction, row: FxRateRow): Promise<boolean> {
  return (await tx.run(insertNew, row)) === 1;
}

export async function lockRate(
  tx: Transaction,
  { base, quote, rate_date }: Pick<FxRateRow, 'base' | 'quote' | 'rate_date'>,
): Promise<FxRateRow | undefined> {
  return tx.first(lockOne, { base, quote, rate_date });
}

/** Of a pair and day whose rate is locked. */
export function replaceRate(tx: Transaction, row: FxRateRow): void {
  tx.later(replace, row);
}

/**
 * The newest rate between two currencies of a span of days, both ends included, whichever of the two it is quoted
 * from; of two of one day the one that is quoted from the first.
 */
export async function findNewestRate(
  session: Session,
  [first, second]: readonly [string, string],
  span: { readonly earliest: LocalDate; readonly latest: LocalDate },
): Promise<ExchangeRate | undefined> {
  const [there, back] = await Promise.all([
    session.first(newest, { base: first, quote: second, ...span }),
    session.first(newest, { base: second, quote: first, ...span }),
  ]);
  const row = back && (!there || back.rate_date > there.rate_date) ? back : there;
  return row && rateOf(row);
}

export function rateOf({ base, quote, units, scale, rate_date: date }: FxRateRow): ExchangeRate {
  return { base, quote, units, scale, date };
}
