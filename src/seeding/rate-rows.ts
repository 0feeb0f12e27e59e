import { minorDigits } from '../catalog/currencies.js';
import { type ExchangeRate, parseRate, rateText } from '../catalog/exchange-rate.js';
import { isOpsdeskError } from '../kernel/errors.js';
import { isLocalDate } from '../kernel/local-date.js';
import { type CsvTableRow, readCsvTable } from './csv-table.js';
import { importRejected, quoteValue, type RowProblem } from './row-problems.js';

const COLUMNS = ['date', 'base', 'quote', 'rate'] as const;
type RateColumn = (typeof COLUMNS)[number];

export type RateLine = ExchangeRate & { readonly line: number };

/**
 * Reads a whole file of rates; further columns are passed over.
 * @returns sorted by pair and day, each once, so that all imports lock them in one order
 * @throws IMPORT_REJECTED with everything that is wrong, by line and column
 */
export async function readRateRows(source: AsyncIterable<Uint8Array>): Promise<RateLine[]> {
  const table = await readCsvTable<RateColumn>(source, { required: COLUMNS, mayHaveOthers: true });
  const problems: RowProblem[] = [...table.problems];
  const lines = new Map<string, RateLine>();
  for (const row of table.rows) {
    const { rate, wrong } = readRow(row);
    problems.push(...wrong);
    if (!rate) continue;
    const key = `${rate.base}/${rate.quote}/${rate.date}`;
    const earlier = lines.get(key);
    if (earlier === undefined) lines.set(key, rate);
    else if (rateText(earlier) !== rateText(rate)) {
      const reason = `is ${rateText(rate)}, and ${rateText(earlier)} on line ${earlier.line}`;
      problems.push({ line: rate.line, column: 'rate', reason });
    }
  }
  if (problems.length > 0) throw importRejected(problems);
  return [...lines].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, rate]) => rate);
}

function readRow({ line, values }: CsvTableRow<RateColumn>): { rate?: RateLine; wrong: readonly RowProblem[] } {
  const [base, quote] = [values.base.toUpperCase(), values.quote.toUpperCase()];
  const rate = parseRate(values.rate);
  const wrong: RowProblem[] = [];
  const complain = (column: RateColumn, what: string) =>
    wrong.push({ line, column, reason: `${quoteValue(values[column])} ${what}` });
  if (!isLocalDate(values.date)) complain('date', 'is no day of the calendar, such as 2026-12-01');
  if (!isCurrency(base)) complain('base', 'is no currency of ISO 4217');
  if (!isCurrency(quote)) complain('quote', 'is no currency of ISO 4217');
  else if (base === quote) complain('quote', 'is the base itself');
  if (!rate) complain('rate', 'is no decimal above 0 with at most twelve digits');
  return rate && wrong.length === 0 ? { rate: { line, base, quote, date: values.date, ...rate }, wrong } : { wrong };
}

function isCurrency(code: string): boolean {
  try {
    minorDigits(code);
    return true;
  } catch (error) {
    if (isOpsdeskError(error)) return false;
    throw error;
  }
}
