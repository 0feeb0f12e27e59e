import type { Paint } from '../../present/colour.js';
import { padText, textWidth, wrapText } from '../../present/text-width.js';

export interface Entry {
  readonly name: string;
  readonly text: string;
}

const INDENT = '  ';
const GAP = 3;
const WIDEST_NAME = 34;

/** A heading with lines under it. */
export function section(title: string, body: string, paint: Paint): string {
  return body === '' ? '' : `${paint('bold', title)}\n${body}`;
}

/** Names and their descriptions in two columns, the second wrapped; a name too long has a line of its own. */
export function entries(list: readonly Entry[], width: number, paint: Paint, nameWidth = widestName(list)): string {
  const column = INDENT.length + nameWidth + GAP;
  const lines = list.flatMap(({ name, text }) => {
    const [first = '', ...more] = wrapText(text, Math.max(24, width - column));
    const head = `${INDENT}${paint('cyan', name)}`;
    const rest = more.map((line) => ' '.repeat(column) + line);
    if (textWidth(name) > nameWidth) return [head, ' '.repeat(column) + first, ...rest];
    return [`${INDENT}${paint('cyan', padText(name, nameWidth))}${' '.repeat(GAP)}${first}`.trimEnd(), ...rest];
  });
  return lines.join('\n');
}

export function widestName(list: readonly Entry[]): number {
  return Math.max(0, ...list.map(({ name }) => textWidth(name)).filter((width) => width <= WIDEST_NAME));
}

/** Paragraphs, wrapped and indented. */
export function prose(text: string, width: number): string {
  return text
    .trim()
    .split('\n')
    .flatMap((paragraph) => wrapText(paragraph, width - INDENT.length).map((line) => `${INDENT}${line}`.trimEnd()))
    .join('\n');
}

export function page(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n');
}
