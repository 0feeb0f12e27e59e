import CliTable from 'cli-table3';
import { cellForPeople } from './cell-text.js';
import type { Paint } from './colour.js';
import type { Column } from './column.js';
import { textWidth, truncateText } from './text-width.js';

export interface TableOptions {
  readonly paint: Paint;
  /** Columns of the terminal; undefined where nobody measures (a pipe), and nothing is shortened. */
  readonly width?: number | undefined;
}

const GAP = '  ';
const BORDERS = ['top', 'bottom', 'left', 'right', 'mid'];
const NO_BORDERS = {
  ...Object.fromEntries(
    BORDERS.flatMap((side) => [side, ...['mid', 'left', 'right'].map((corner) => `${side}-${corner}`)]).map((part) => [
      part,
      '',
    ]),
  ),
  middle: GAP,
};
const NARROWEST = 8;

/**
 * A table without borders, aligned by display width. On a terminal that is too narrow, free-text columns
 * give way first, the widest before the others, and then plain text; references, money and times never do.
 */
export function formatTable<T>(items: readonly T[], columns: readonly Column<T>[], options: TableOptions): string {
  const headers = columns.map((column) => column.header.toUpperCase());
  const rows = items.map((item) => columns.map((column) => cellForPeople(column, item)));
  const natural = headers.map((header, at) =>
    Math.max(...[header, ...rows.map((row) => row[at] ?? '')].map(textWidth)),
  );
  const widths = options.width === undefined ? natural : narrow(natural, columns, options.width);
  const shorten = (cell: string, at: number) => truncateText(cell, widths[at] ?? 0);
  const table = new CliTable({
    head: headers.map((header, at) => options.paint('dim', shorten(header, at))),
    colWidths: widths,
    colAligns: columns.map(alignOf),
    chars: NO_BORDERS,
    // Unless it is told not to, cli-table3 pads each cell and paints heads red and borders grey.
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 0 },
  });
  for (const row of rows) table.push(row.map(shorten));
  const lines = table.toString().split('\n');
  return lines.map((line) => line.trimEnd()).join('\n');
}

/** Narrows the widest column that may give way, again and again, until the table fits or none may. */
function narrow<T>(natural: readonly number[], columns: readonly Column<T>[], width: number): number[] {
  const widths = [...natural];
  const total = () => widths.reduce((sum, each) => sum + each, 0) + GAP.length * (widths.length - 1);
  for (const kind of ['free-text', 'text'] as const) {
    while (total() > width) {
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

function alignOf<T>(column: Column<T> | undefined): 'left' | 'right' {
  if (column?.align) return column.align;
  return column?.kind === 'money' || column?.kind === 'number' ? 'right' : 'left';
}
