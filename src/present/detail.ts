import { cellForPeople } from './cell-text.js';
import type { Paint } from './colour.js';
import type { Column } from './column.js';
import { padText, textWidth } from './text-width.js';

/** One resource as people read it: a label and a value a line, the labels aligned. */
export function formatDetail<T>(item: T, columns: readonly Column<T>[], paint: Paint): string {
  return formatPairs(
    columns.map((column) => [column.header, cellForPeople(column, item)]),
    paint,
  );
}

/** Labelled lines; the values must be escaped already (`escapeText`, `formatMoney`). */
export function formatPairs(pairs: readonly (readonly [label: string, value: string])[], paint: Paint): string {
  const width = Math.max(0, ...pairs.map(([label]) => textWidth(label)));
  return pairs.map(([label, value]) => `${paint('dim', padText(label, width))}  ${value}`).join('\n');
}
