import { cellForPeople } from './cell-text.js';
import type { Column } from './column.js';
import { textWidth } from './text-width.js';

/** Between two columns. */
export const GAP = '  ';
const NARROWEST = 8;

export interface Layout {
  readonly headers: readonly string[];
  /** The cells of each row, escaped and not shortened. */
  readonly rows: readonly (readonly string[])[];
  /** Of each column, in terminal columns. */
  readonly widths: readonly number[];
}

/**
 * How wide the columns of a table are. Where it is too wide, free-text columns give way first, the widest before
 * the others, and then plain text; references, money and times never do.
 * @param width undefined where nobody measures, and nothing gives way
 */
export function layOut<T>(items: readonly T[], columns: readonly Column<T>[], width: number | undefined): Layout {
  const headers = columns.map((column) => column.header.toUpperCase());
  const rows = items.map((item) => columns.map((column) => cellForPeople(column, item)));
  const natural = headers.map((header, at) =>
    Math.max(...[header, ...rows.map((row) => row[at] ?? '')].map(textWidth)),
  );
  return { headers, rows, widths: width === undefined ? natural : narrow(natural, columns, width) };
}

/** What is left of a text that gives way, as long as there is a column that can be spared. */
const READABLE = 20;

/** The columns that a width has room for, their texts still to be read: one after the other the spare ones go. */
export function fitColumns<T>(items: readonly T[], columns: readonly Column<T>[], width: number): readonly Column<T>[] {
  const { widths } = layOut(items, columns, undefined);
  const least = new Map(columns.map((column, at) => [column, leastOf(column, widths[at] ?? 0)]));
  const spare = columns
    .filter((column) => column.spare !== undefined)
    .sort((one, other) => (other.spare ?? 0) - (one.spare ?? 0));
  let shown = columns;
  for (const next of spare) {
    if (totalOf(shown.map((column) => least.get(column) ?? 0)) <= width) break;
    shown = shown.filter((column) => column !== next);
  }
  return shown;
}

function leastOf<T>({ kind }: Column<T>, natural: number): number {
  return kind === 'text' || kind === 'free-text' ? Math.min(natural, READABLE) : natural;
}

function totalOf(widths: readonly number[]): number {
  return widths.reduce((sum, each) => sum + each, 0) + GAP.length * (widths.length - 1);
}

/** Narrows the widest column that may give way, again and again, until the table fits or none may. */
function narrow<T>(natural: readonly number[], columns: readonly Column<T>[], width: number): number[] {
  const widths = [...natural];
  for (const kind of ['free-text', 'text'] as const) {
    while (totalOf(widths) > width) {
      const candidates = columns.flatMap((column, at) =>
        column.kind === kind && (widths[at] ?? 0) > NARROWEST ? [at] : [],
      );
      const widest = candidates.sort((a, b) => (widths[b] ?? 0) - (widths[a] ?? 0))[0];
      if (widest === undefined) break;
      widths[widest] = (widths[widest] ?? 0) - 1;
    }
  }
  return widths;
}

export function alignOf<T>(column: Column<T> | undefined): 'left' | 'right' {
  if (column?.align) return column.align;
  return column?.kind === 'money' || column?.kind === 'number' ? 'right' : 'left';
}
