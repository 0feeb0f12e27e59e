import { textWidth } from '../../present/text-width.js';
import type { Area, Line } from '../area.js';
import { PIECE, RESET } from './pieces.js';

/** The line, cut off where the width ends; colours that are open there are closed. */
export function fitLine(line: Line, width: number): Line {
  if (textWidth(line) <= width) return line;
  let fitted = '';
  let taken = 0;
  let hasColour = false;
  for (const [piece] of line.matchAll(PIECE)) {
    if (piece.startsWith('\u001b')) {
      hasColour = true;
      fitted += piece;
      continue;
    }
    taken += textWidth(piece);
    if (taken > width - 1) break;
    fitted += piece;
  }
  return `${fitted}…${hasColour ? RESET : ''}`;
}

/** Exactly as many lines as there is room for. */
export function fitHeight(lines: readonly Line[], height: number): Line[] {
  const kept = lines.slice(0, height);
  return [...kept, ...Array.from({ length: height - kept.length }, () => '')];
}

/** A text of several lines in an area of its own. */
export function fitArea(lines: readonly Line[], { width, height }: Area): Line[] {
  return fitHeight(lines, height).map((line) => fitLine(line, width));
}

/** Two columns of lines beside each other, the left one padded to its width. */
export function beside(left: readonly Line[], leftWidth: number, right: readonly Line[], between = '  '): Line[] {
  const height = Math.max(left.length, right.length);
  return Array.from({ length: height }, (_, at) => {
    const start = fitLine(left[at] ?? '', leftWidth);
    const end = right[at] ?? '';
    if (end === '') return start;
    return `${start}${' '.repeat(Math.max(0, leftWidth - textWidth(start)))}${between}${end}`;
  });
}
