import { defuse } from '../kernel/formula-guard.js';
import { cellForPrograms } from './cell-text.js';
import { type Column, isMoney } from './column.js';
import { escapeText } from './escape-text.js';

/**
 * Writes items as CSV (RFC 4180, LF). A money column becomes two: the decimal, and `…Currency` beside it
 * (`currency` where the items have a single price).
 */
export async function toCsv<T>(items: readonly T[], columns: readonly Column<T>[]): Promise<string> {
  const { stringify } = await import('csv-stringify/sync');
  const isSinglePrice = columns.filter((column) => column.kind === 'money').length === 1;
  const header = columns.flatMap((column) => {
    if (column.kind !== 'money') return [column.key];
    return [column.key, isSinglePrice ? 'currency' : `${column.key}Currency`];
  });
  const rows = items.map((item) => columns.flatMap((column) => csvCells(column, item)));
  return stringify([header, ...rows]);
}

function csvCells<T>(column: Column<T>, item: T): string[] {
  const text = cellForPrograms(column, item);
  if (column.kind === 'money') {
    const value = column.value(item);
    return [text, isMoney(value) ? value.currency : ''];
  }
  const escaped = escapeText(text);
  return [column.kind === 'free-text' ? defuse(escaped) : escaped];
}
