import { textWidth } from '../../present/text-width.js';
import type { Line } from '../area.js';
import { PIECE, RESET } from './pieces.js';

/** What goes on stands a little to the right. */
const INDENT = '    ';

/**
 * The line in as many as it needs, broken at spaces where there are any in its second half. A colour ends with its
 * piece: what goes on is plain.
 */
export function wrapLine(line: Line, width: number): Line[] {
  if (textWidth(line) <= width) return [line];
  const wrapped: Line[] = [];
  let rest = line;
  while (textWidth(rest) > width) {
    const end = breakOf(rest, width);
    const piece = rest.slice(0, end).trimEnd();
    wrapped.push(piece.includes('\u001b') ? `${piece}${RESET}` : piece);
    rest = `${INDENT}${rest.slice(end).trimStart()}`;
  }
  return rest.trim() === '' ? wrapped : [...wrapped, rest];
}

/** Behind the last space of what fits, or behind the last character that does. */
function breakOf(line: Line, width: number): number {
  let taken = 0;
  let end = 0;
  let space = 0;
  for (const match of line.matchAll(PIECE)) {
    const [piece] = match;
    if (!piece.startsWith('\u001b')) {
      taken += textWidth(piece);
      if (taken > width) break;
      if (piece === ' ' && taken > width / 2) space = match.index + 1;
    }
    end = match.index + piece.length;
  }
  return space > 0 ? space : end;
}
