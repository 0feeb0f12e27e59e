import CliTable from 'cli-table3';
import type { Paint } from './colour.js';
import type { Column } from './column.js';
import { alignOf, fitColumns, GAP, layOut } from './layout.js';
import { truncateText } from './text-width.js';

export interface TableOptions {
  readonly paint: Paint;
  /** Columns of the terminal; undefined where nobody measures (a pipe), and nothing is shortened. */
  readonly width?: number | undefined;
}

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

/**
 * A table without borders, aligned by display width. On a terminal that is too narrow, columns that can be spared are
 * left out; then free-text columns give way, the widest before the others, and then plain text; references, money and
 * times never do.
 */
export function formatTable<T>(items: readonly T[], all: readonly Column<T>[], options: TableOptions): string {
  const columns = options.width === undefined ? all : fitColumns(items, all, options.width);
  const { headers, rows, widths } = layOut(items, columns, options.width);
  const shorten = (cell: string, at: number) => truncateText(cell, widths[at] ?? 0);
  const table = new CliTable({
    head: headers.map((header, at) => options.paint('dim', shorten(header, at))),
    colWidths: [...widths],
    colAligns: columns.map(alignOf),
    chars: NO_BORDERS,
    // Unless it is told not to, cli-table3 pads each cell and paints heads red and borders grey.
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 0 },
  });
  for (const row of rows) table.push(row.map(shorten));
  const lines = table.toString().split('\n');
  return lines.map((line) => line.trimEnd()).join('\n');
}
