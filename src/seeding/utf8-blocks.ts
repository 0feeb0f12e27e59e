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
 * Decodes UTF-8 in blocks of whole lines, so that a wrong byte is reported with its line.
 * @throws UnreadableText
 */
export async function* utf8Blocks(source: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let rest = Buffer.alloc(0);
  let line = 1;
  for await (const chunk of source) {
    const bytes = Buffer.concat([rest, chunk]);
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    if (end > 0) {
      const block = bytes.subarray(0, end);
      yield decode(block, line);
      line += countLines(block);
    }
    rest = bytes.subarray(end);
    if (rest.length > MAX_LINE_BYTES) throw unreadable(line, 'the line is longer than a megabyte: is this a CSV file?');
  }
  if (rest.length > 0) yield decode(rest, line);
}

function decode(block: Buffer, firstLine: number): string {
  try {
    return decodeStrictly(block);
  } catch {
    throw unreadable(firstLine + linesBeforeBadByte(block), 'the text is not valid UTF-8: save the file as UTF-8');
  }
}

function linesBeforeBadByte(block: Buffer): number {
  let lines = 0;
  for (let from = 0; from < block.length; lines += 1) {
    const end = block.indexOf(NEWLINE, from);
    const to = end < 0 ? block.length : end + 1;
    try {
      decodeStrictly(block.subarray(from, to));
    } catch {
      return lines;
    }
    from = to;
  }
  return lines;
}

/** The byte order mark is left to the CSV parser, which knows the beginning of the file. */
function decodeStrictly(bytes: Buffer): string {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
}

function countLines(block: Buffer): number {
  let lines = 0;
  for (let at = block.indexOf(NEWLINE); at >= 0; at = block.indexOf(NEWLINE, at + 1)) lines += 1;
  return lines;
}

function unreadable(line: number, reason: string): UnreadableText {
  return new UnreadableText({ line, column: '', reason });
}
