import type { ScreenCell } from '../../test/support/console-driver.js';

/** Columns and lines in user units, for a monospaced face of 14. */
const CELL = { width: 8.4, height: 18 };
const PADDING = 12;
const INK = '#d8dee9';
const PAPER = '#20242c';
/** The eight colours of a terminal, as a dark theme has them. */
const PALETTE = ['#3b4252', '#e06c75', '#98c379', '#e5c07b', '#81a1c1', '#b48ead', '#88c0d0', '#e5e9f0'];

/** A screen as a picture: one run of text for each run of cells that look alike. */
export function toSvg(lines: readonly (readonly ScreenCell[])[]): string {
  const width = (lines[0]?.length ?? 0) * CELL.width + 2 * PADDING;
  const height = lines.length * CELL.height + 2 * PADDING;
  const runs = lines.flatMap((cells, line) => runsOf(cells).map((run) => drawRun(run, line)));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${round(width)} ${round(height)}" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="14">
<rect width="100%" height="100%" rx="8" fill="${PAPER}"/>
${runs.filter((run) => run !== '').join('\n')}
</svg>
`;
}

interface Run {
  readonly column: number;
  readonly look: ScreenCell;
  readonly text: string;
}

function runsOf(cells: readonly ScreenCell[]): Run[] {
  const runs: { column: number; look: ScreenCell; text: string }[] = [];
  for (const [column, cell] of cells.entries()) {
    const last = runs.at(-1);
    if (last && styleOf(last.look) === styleOf(cell)) last.text += cell.text;
    else runs.push({ column, look: cell, text: cell.text });
  }
  return runs;
}

function drawRun({ column, look, text }: Run, line: number): string {
  const [x, y] = [round(PADDING + column * CELL.width), round(PADDING + line * CELL.height)];
  const paper = look.isInverse ? (colourOf(look.foreground) ?? INK) : colourOf(look.background);
  const ink = look.isInverse ? PAPER : (colourOf(look.foreground) ?? INK);
  const length = round(text.length * CELL.width);
  const box =
    paper === undefined ? '' : `<rect x="${x}" y="${y}" width="${length}" height="${CELL.height}" fill="${paper}"/>`;
  if (text.trim() === '') return box;
  const attributes = [
    ...(ink === INK ? [`fill="${INK}"`] : [`fill="${ink}"`]),
    ...(look.isBold ? ['font-weight="bold"'] : []),
    ...(look.isDim ? ['opacity="0.6"'] : []),
  ];
  // Without a length of its own a fallback face would run out of step with the cells.
  return `${box}<text x="${x}" y="${round(y + CELL.height - 5)}" textLength="${length}" xml:space="preserve" ${attributes.join(' ')}>${escapeXml(text)}</text>`;
}

function styleOf({ foreground, background, isBold, isDim, isInverse }: ScreenCell): string {
  return JSON.stringify([foreground, background, isBold, isDim, isInverse]);
}

function colourOf(index: number | undefined): string | undefined {
  return index === undefined ? undefined : PALETTE[index % PALETTE.length];
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
