/** Begins every hostile text, so that a test can see that the text got as far as the output. */
export const MARK = 'EVIL';

/** Moves cursors, rings, retitles, links, writes to the clipboard, swaps the direction of reading, breaks lines. */
export const HOSTILE = [
  MARK,
  ...(['\u001b[2J\u001b[31mred', '\u001b]8;;http://evil.test\u0007link\u001b]8;;\u001b\\'] as const),
  ...(['\u001b]52;c;ZXZpbA==\u0007', '\u009b31m', '\u009d0;title\u009c', 'a\rb', 'a\bb', '\u007f', '\u0085'] as const),
  ...(['\u202eevitcerid', '\u2066isolate\u2069', '\u200f\u061c', '\u2028line', '\t.'] as const),
].join('');

/** Short, without blanks, slashes and small letters: for names of passengers and addresses. */
export const HOSTILE_NAME = `${MARK}\u001b[2J\u001b]52;C;AA\u0007\u009b\r\b\u007f\u202e\u2066\u2028X`;

/** C0 but the line feed, DEL, C1, what turns the direction, separators, and what bytes that are no UTF-8 become. */
const UNSAFE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is searched for
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffd]/u;

/** Where the first character stands that must not get out, with what is around it; nothing when there is none. */
export function unsafeIn(output: string): string | undefined {
  const at = output.search(UNSAFE);
  return at < 0 ? undefined : `${JSON.stringify(output.slice(Math.max(0, at - 60), at + 30))} at ${at}`;
}

/** Colours and the like, which are ours on a terminal. */
export function withoutColours(output: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colour sequences of our own
  return output.replace(/\u001b\[\d+(;\d+)*m/g, '');
}
