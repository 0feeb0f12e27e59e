import { minorDigits } from '../catalog/currencies.js';
import { isOpsdeskError } from '../kernel/errors.js';
import { type Instant, parseInstant } from '../kernel/instant.js';
import { parseDecimal } from '../kernel/money.js';
import type { StatementLine } from '../payment/statement/statement-line.js';
import { type CsvTableRow, csvTableRows } from './csv-table.js';
import { importRejected, quoteValue, type RowProblem } from './row-problems.js';

const REQUIRED = ['reference', 'kind', 'currency', 'amount'] as const;
const OPTIONAL = ['key', 'created', 'fee'] as const;
type StatementColumn = (typeof REQUIRED)[number] | (typeof OPTIONAL)[number];

const UNDONE = 'nothing was compared';

/** Told at once; who has more has another file in hand. */
const MOST_PROBLEMS = 1_000;
/** Longer than any gateway's own ids and our keys. */
const LONGEST_ID = 255;

/**
 * Reads a gateway's export, line by line as it is asked for; other columns are passed over.
 * @throws IMPORT_REJECTED with everything that is wrong, by line and column: once all was read, or too much is wrong
 */
export async function* statementRows(source: AsyncIterable<Uint8Array>): AsyncGenerator<StatementLine> {
  const problems: RowProblem[] = [];
  const columns = { required: REQUIRED, optional: OPTIONAL, mayHaveOthers: true, undone: UNDONE };
  for await (const row of csvTableRows<StatementColumn>(source, columns)) {
    const read = 'reason' in row ? row : readRow(row);
    if (problems.length >= MOST_PROBLEMS) break;
    if ('reason' in read) problems.push(read);
    else if (problems.length === 0) yield read;
  }
  if (problems.length > 0) throw importRejected(problems, UNDONE);
}

/** @returns what is wrong with it first */
function readRow({ line, values }: CsvTableRow<StatementColumn>): StatementLine | RowProblem {
  const { reference, kind, key, created, fee } = values;
  const currency = values.currency.toUpperCase();
  const wrong = (column: StatementColumn, reason: string): RowProblem => ({ line, column, reason });
  if (reference === '' || reference.length > LONGEST_ID) return wrong('reference', 'is empty, or too long');
  if (key.length > LONGEST_ID) return wrong('key', 'is too long');
  if (kind !== 'charge' && kind !== 'refund') return wrong('kind', `${quoteValue(kind)} is neither charge nor refund`);
  const digits = orUndefined(() => minorDigits(currency));
  if (digits === undefined) return wrong('currency', `${quoteValue(values.currency)} is no currency`);
  const amountMinor = amountOf(values.amount, digits);
  // Some gateways tell what they gave back as less than nothing.
  if (amountMinor === undefined || (amountMinor < 0 && kind === 'charge')) {
    return wrong('amount', `${quoteValue(values.amount)} is no amount in ${currency}`);
  }
  const feeMinor = fee === '' ? null : amountOf(fee, digits);
  if (feeMinor === undefined) return wrong('fee', `${quoteValue(fee)} is no amount in ${currency}`);
  const createdAt = created === '' ? null : instantOf(created);
  if (createdAt === undefined) return wrong('created', `${quoteValue(created)} is no date with a time`);
  return {
    ...{ line, kind, reference, currency, feeMinor, createdAt },
    key: key === '' ? null : key,
    amountMinor: Math.abs(amountMinor),
  };
}

function amountOf(text: string, digits: number): number | undefined {
  return orUndefined(() => parseDecimal(text, digits));
}

/** Exports mostly leave out that they mean UTC: `2026-11-01 12:00:00`. */
function instantOf(text: string): Instant | undefined {
  const isBare = /^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?$/.test(text);
  return orUndefined(() => parseInstant(isBare ? `${text.replace(' ', 'T')}Z` : text));
}

function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isOpsdeskError(error)) return undefined;
    throw error;
  }
}
