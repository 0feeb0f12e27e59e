/**
 * The one place that makes text safe to print. Whatever a customer, an airline or a file wrote may hold
 * characters that move a terminal's cursor, swap what is read right to left, or break a line: C0, DEL,
 * C1, bidirectional controls, line and paragraph separators, and halves of surrogate pairs.
 */
const UNSAFE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is searched for
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** For terminals, pipes and CSV cells: each unsafe character becomes visible, as `\x1b` or `\u{202e}`. */
export function escapeText(text: string): string {
  return text.replace(UNSAFE, visible);
}

/** The same for text of ours with several lines, such as a help page or a seat map: keeps the line feeds. */
export function escapeLines(text: string): string {
  return text.split('\n').map(escapeText).join('\n');
}

/** A JSON document in which every unsafe character of every string is `\u`-escaped, so that it reads back unchanged. */
export function toSafeJson(value: unknown, indent?: number): string {
  // JSON.stringify leaves control characters raw only inside strings, never between them, except its own line feeds.
  const text = JSON.stringify(value, undefined, indent) ?? 'null';
  return text.replace(UNSAFE, (char) =>
    char === '\n' ? char : `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function visible(char: string): string {
  const code = char.charCodeAt(0);
  if (code === 0x09) return '\\t';
  if (code === 0x0a) return '\\n';
  if (code === 0x0d) return '\\r';
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
}
