import { type Column, isMoney } from './column.js';
import { escapeText } from './escape-text.js';
import { formatWallTime, isoInstant } from './instant.js';
import { formatAmount, formatMoney } from './money.js';

/** A cell as people read it, escaped; nothing at all is a dash. */
export function cellForPeople<T>(column: Column<T>, item: T): string {
  const value = column.value(item);
  if (value === null || value === undefined || value === '') return '–';
  if (isMoney(value)) return formatMoney(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (column.kind === 'instant') return escapeText(formatWallTime(value));
  return escapeText(String(value));
}

/** A cell as a program reads it from CSV: full instants, plain decimals, nothing for nothing. Not escaped. */
export function cellForPrograms<T>(column: Column<T>, item: T): string {
  const value = column.value(item);
  if (value === null || value === undefined) return '';
  if (isMoney(value)) return formatAmount(value);
  if (column.kind === 'instant' && typeof value !== 'boolean') return isoInstant(value);
  return String(value);
}
