import { findCurrency } from '../booking/booking-repository.js';
import { minorDigits } from '../catalog/currencies.js';
import type { Session } from '../database/dialect.js';
import { hasCardNumber } from '../kernel/card-number.js';
import { isOpsdeskError } from '../kernel/errors.js';
import { parseDecimal } from '../kernel/money.js';
import { parseLocator } from '../kernel/record-locator.js';
import { type BookingFileFormat, jsonRows } from './booking-rows.js';
import { type CsvTable, type CsvTableRow, readCsvTable } from './csv-table.js';
import { importRejected, quoteValue, type RowProblem } from './row-problems.js';

const REQUIRED = ['locator'] as const;
const OPTIONAL = ['amount', 'reason'] as const;
type RefundColumn = (typeof REQUIRED)[number] | (typeof OPTIONAL)[number];
const COLUMNS: readonly string[] = [...REQUIRED, ...OPTIONAL];

const UNDONE = 'no money has gone back';

/** As long as a reason that is typed. */
const MAX_REASON = 500;
/** Look-ups that share a round trip. */
const BATCH = 200;

/** One refund of a file. */
export interface RefundLine {
  readonly line: number;
  readonly recordLocator: string;
  /** A decimal; without it what the booking owes. */
  readonly amount: string | undefined;
  readonly reason: string | undefined;
}

/**
 * Reads a whole file of refunds, and looks every booking up before any money goes back.
 * @throws IMPORT_REJECTED with everything that is wrong, by line and column
 */
export async function readRefundRows(
  session: Session,
  source: AsyncIterable<Uint8Array>,
  format: BookingFileFormat,
): Promise<RefundLine[]> {
  const table =
    format === 'csv'
      ? await readCsvTable<RefundColumn>(source, { required: REQUIRED, optional: OPTIONAL, undone: UNDONE })
      : await readJsonTable(source);
  const problems: RowProblem[] = [...table.problems];
  const lines: RefundLine[] = [];
  for (let at = 0; at < table.rows.length; at += BATCH) {
    const batch = table.rows.slice(at, at + BATCH).map(readRow);
    const found = await Promise.all(
      batch.map(({ refund }) => (refund ? findCurrency(session, refund.recordLocator) : undefined)),
    );
    for (const [index, { refund, wrong }] of batch.entries()) {
      problems.push(...wrong);
      if (!refund) continue;
      const problem = amountProblem(refund, found[index]);
      if (problem) problems.push(problem);
      else if (wrong.length === 0) lines.push(refund);
    }
  }
  if (problems.length > 0) throw importRejected(problems, UNDONE);
  return lines;
}

/** @returns no refund where the locator is none, so that its booking cannot be looked up */
function readRow({ line, values }: CsvTableRow<RefundColumn>): { refund?: RefundLine; wrong: RowProblem[] } {
  const { locator, amount, reason } = values;
  const wrong: RowProblem[] = [];
  if (reason.length > MAX_REASON)
    wrong.push({ line, column: 'reason', reason: `is longer than ${MAX_REASON} characters` });
  if (hasCardNumber(reason)) wrong.push({ line, column: 'reason', reason: 'has what looks like a card number in it' });
  try {
    const recordLocator = parseLocator(locator);
    return { refund: { line, recordLocator, amount: amount || undefined, reason: reason || undefined }, wrong };
  } catch (error) {
    if (!isOpsdeskError(error)) throw error;
    return { wrong: [...wrong, { line, column: 'locator', reason: `${quoteValue(locator)} is no record locator` }] };
  }
}

/** @param currency of the booking; undefined where there is none */
function amountProblem(
  { line, recordLocator, amount }: RefundLine,
  currency: string | undefined,
): RowProblem | undefined {
  if (currency === undefined) return { line, column: 'locator', reason: `there is no booking ${recordLocator}` };
  if (amount === undefined) return undefined;
  const column = 'amount';
  try {
    const amountMinor = parseDecimal(amount, minorDigits(currency));
    return amountMinor > 0 ? undefined : { line, column, reason: `${quoteValue(amount)} is not above 0` };
  } catch (error) {
    if (!isOpsdeskError(error)) throw error;
    return { line, column, reason: `${quoteValue(amount)} is no amount in ${currency}` };
  }
}

/** The same columns as keys of an object on each line. */
async function readJsonTable(source: AsyncIterable<Uint8Array>): Promise<CsvTable<RefundColumn>> {
  const rows: CsvTableRow<RefundColumn>[] = [];
  const problems: RowProblem[] = [];
  for await (const { line, order, problem } of jsonRows(source)) {
    const wrong = problem === undefined ? shapeProblem(line, order) : { line, column: '', reason: problem };
    if (wrong) problems.push(wrong);
    else
      rows.push({ line, values: { locator: '', amount: '', reason: '', ...trimmed(order as Record<string, string>) } });
  }
  return { rows, problems };
}

function shapeProblem(line: number, value: unknown): RowProblem | undefined {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    return { line, column: '', reason: 'the line is no JSON object' };
  }
  const other = Object.keys(value).find((key) => !COLUMNS.includes(key));
  if (other !== undefined)
    return { line, column: other, reason: `nobody knows this key: known are ${COLUMNS.join(', ')}` };
  const wrong = Object.entries(value).find(([, part]) => typeof part !== 'string');
  return wrong && { line, column: wrong[0], reason: 'is no text; write amounts as "25.00"' };
}

function trimmed(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, text]) => [name, text.trim()]));
}
