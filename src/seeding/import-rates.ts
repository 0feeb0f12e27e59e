import { rateText } from '../catalog/exchange-rate.js';
import { addRate, lockRate, replaceRate } from '../catalog/exchange-rate-repository.js';
import { rateId } from '../catalog/list-rates.js';
import type { FxRateRow } from '../database/schema.js';
import { OpsdeskError } from '../kernel/errors.js';
import type { WriteOptions } from '../runtime/request.js';
import type { Runner } from '../runtime/runner.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { type RateLine, readRateRows } from './rate-rows.js';
import type { RowProblem } from './row-problems.js';

export interface RateImportInput {
  readonly source: AsyncIterable<Uint8Array>;
  /** Where it comes from, for the audit trail. */
  readonly name: string;
  /** Puts another rate in the place of one that there is of its day. Wants a reason. */
  readonly isReplacing: boolean;
}

/** Numbers of rates. */
export interface RateImportResult {
  readonly imported: number;
  readonly replaced: number;
  readonly unchanged: number;
}

/** Rates that share a round trip. */
const BATCH = 200;

/**
 * Imports exchange rates in one transaction: all of a file, or nothing. What was paid keeps the rate that it was paid
 * at, whatever is replaced.
 * @throws IMPORT_REJECTED with every bad row; RATE_CHANGE when a day has another rate, unless `isReplacing`;
 *   INPUT_REQUIRED for a replacement without a reason
 */
export async function importRates(
  runner: Runner,
  { source, name, isReplacing }: RateImportInput,
  options: WriteOptions,
): Promise<RateImportResult> {
  if (isReplacing && options.reason === undefined) {
    throw new OpsdeskError('INPUT_REQUIRED', 'a rate is replaced for a reason', {
      hint: 'Add --reason TEXT.',
      details: { flag: '--reason' },
    });
  }
  const lines = await readRateRows(source);
  const rates = lines.map(({ line: _, ...rate }) => rate);
  return runner.write({ ...options, command: 'fx import', input: { rates, isReplacing } }, async (work) => {
    const result = await bringIn(work, lines, isReplacing);
    work.audit({ action: 'fx.imported', entity: 'fx_rates', entityId: name, after: result });
    return result;
  });
}

async function bringIn(work: UnitOfWork, lines: readonly RateLine[], isReplacing: boolean): Promise<RateImportResult> {
  const others: { readonly line: number; readonly before: FxRateRow; readonly after: FxRateRow }[] = [];
  let imported = 0;
  for (let at = 0; at < lines.length; at += BATCH) {
    const batch = lines.slice(at, at + BATCH).map((line) => ({ line: line.line, row: rowOf(work, line) }));
    const isNew = await Promise.all(batch.map(({ row }) => addRate(work.tx, row)));
    const known = batch.filter((_, index) => !isNew[index]);
    imported += batch.length - known.length;
    const kept = await Promise.all(known.map(({ row }) => lockRate(work.tx, row)));
    for (const [index, { line, row }] of known.entries()) {
      const before = kept[index];
      if (before && rateText(before) !== rateText(row)) others.push({ line, before, after: row });
    }
  }
  if (others.length > 0 && !isReplacing) {
    throw rateChange(
      others.map(({ line, before, after }) => ({
        line,
        column: 'rate',
        reason: `${rateId(after)} is ${rateText(after)} in the file, and ${rateText(before)} here`,
      })),
    );
  }
  for (const { before, after } of others) {
    replaceRate(work.tx, after);
    work.audit({
      action: 'fx.replaced',
      entity: 'fx_rate',
      entityId: rateId(after),
      before: { rate: rateText(before) },
      after: { rate: rateText(after) },
    });
  }
  return { imported, replaced: others.length, unchanged: lines.length - imported - others.length };
}

function rowOf(work: UnitOfWork, { base, quote, date, units, scale }: RateLine): FxRateRow {
  return { base, quote, rate_date: date, units, scale, created_at: work.now, created_by: work.actor };
}

function rateChange(rows: readonly RowProblem[]): OpsdeskError {
  const what = rows.length === 1 ? 'a rate' : `${rows.length} rates`;
  return new OpsdeskError('RATE_CHANGE', `the file has ${what} other than there is, and nothing was imported`, {
    hint: 'To put them in the place of those that there are, add --replace --reason TEXT.',
    details: { rows: rows.toSorted((a, b) => a.line - b.line) },
  });
}
