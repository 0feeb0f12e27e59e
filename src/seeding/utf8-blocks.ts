import type { RowProblem } from './row-problems.js';

/** No line of a schedule comes near it; what has longer ones is some other kind of file. */
const MAX_LINE_BYTES = 1024 * 1024;
const NEWLINE = 0x0a;

/** A text that cannot be read any further. */
export class UnreadableText extends Error {
  override readonly name = 'UnreadableText';

  constructor(readonly problem: RowProblem) {
    super(problem.reason);
  }
}

/**
 * Decodes UTF-8 in blocks of whole lines, so that a wrong byte is reported with its line, behind all the
 * lines before it.
 * @throws UnreadableText
 */
export async function* utf8Blocks(source: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let rest = Buffer.alloc(0);
  let line = 1;
  for await (const chunk of source) {
    const bytes = Buffer.concat([rest, chunk]);
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    if (end > 0) line += yield* decodeLines(bytes.subarray(0, end), line);
    rest = bytes.subarray(end);
    if (rest.length > MAX_LINE_BYTES) throw unreadable(line, 'the line is longer than a megabyte: is this a CSV file?');
  }
  if (rest.length > 0) yield* decodeLines(rest, line);
}

/** @returns the number of lines */
function* decodeLines(block: Buffer, firstLine: number): Generator<string, number> {
  const text = decode(block);
  if (text !== undefined) {
    yield text;
    return countLines(block);
  }
  const end = startOfBadLine(block);
  const sound = block.subarray(0, end);
  if (end > 0) yield decode(sound) ?? '';
  throw unreadable(firstLine + countLines(sound), 'the text is not valid UTF-8: save the file as UTF-8');
}

function startOfBadLine(block: Buffer): number {
  let from = 0;
  while (from < block.length) {
    const newline = block.indexOf(NEWLINE, from);
    const to = newline < 0 ? block.length : newline + 1;
    if (decode(block.subarray(from, to)) === undefined) break;
    from = to;
  }
  return from;
}

/** The byte order mark is left to the CSV parser, which knows the beginning of the file. */
function decode(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function countLines(block: Buffer): number {
  let lines = 0;
  for (let at = block.indexOf(NEWLINE); at >= 0; at = block.indexOf(NEWLINE, at + 1)) lines += 1;
  return lines;
}

function unreadable(line: number, reason: string): UnreadableText {
  return new UnreadableText({ line, column: '', reason });
}
