import { quoteValue, type RowProblem } from './row-problems.js';
import { UnreadableText, utf8Blocks } from './utf8-blocks.js';

const MAX_RECORD_CHARS = 1024 * 1024;

/** One record of the file, which may stand on several lines; both counted from 1. */
export interface CsvRecord {
  readonly line: number;
  readonly endLine: number;
  readonly fields: readonly string[];
}

/**
 * Yields every record ahead of the first fault, which a stream of records would drop on the way. A byte order
 * mark and both kinds of line ends are fine.
 * @throws what `csvProblem` tells in words
 */
export async function* csvRecords(source: AsyncIterable<Uint8Array>): AsyncGenerator<CsvRecord> {
  const { parse } = await import('csv-parse');
  const read: CsvRecord[] = [];
  let countedTwice = 0;
  const parser = parse({
    bom: true,
    // What is opened and never closed would swallow the rest of the file, and the memory with it.
    max_record_size: MAX_RECORD_CHARS,
    relax_column_count: true,
    skip_empty_lines: true,
    on_record: (fields: string[], { lines }) => {
      // The parser counts a CRLF inside quotes as two lines.
      countedTwice += count(fields, /\r\n/g);
      const endLine = lines - countedTwice;
      read.push({ line: endLine - count(fields, /\r\n|\r|\n/g), endLine, fields });
      return null;
    },
  });
  // Each error comes back from the write that met it.
  parser.on('error', () => {}).resume();
  try {
    for await (const block of utf8Blocks(source)) {
      await settled((done) => parser.write(block, done));
      yield* read.splice(0);
    }
    await settled((done) => parser.end(done));
  } catch (error) {
    // The parser keeps the last lines back until it knows that they are.
    if (error instanceof UnreadableText) await settled((done) => parser.end(done)).catch(() => {});
    yield* read.splice(0);
    throw error;
  }
  yield* read.splice(0);
}

function settled(start: (done: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => start((error) => (error ? reject(error) : resolve())));
}

function count(fields: readonly string[], pattern: RegExp): number {
  return fields.reduce((sum, field) => sum + (field.match(pattern)?.length ?? 0), 0);
}

/** What is wrong with a file that can be read no further than `lastLine`. Rethrows what is no fault of the file. */
export function csvProblem(error: unknown, lastLine: number): RowProblem {
  if (error instanceof UnreadableText) return error.problem;
  const { code, lines } = error as { code?: string; lines?: number };
  const line = lastLine + 1;
  switch (code) {
    case 'CSV_MAX_RECORD_SIZE':
    case 'CSV_QUOTE_NOT_CLOSED':
      return { line, column: '', reason: 'a quotation mark is opened here or below and never closed' };
    case 'CSV_INVALID_CLOSING_QUOTE':
    case 'INVALID_OPENING_QUOTE':
      return { line: lines ?? line, column: '', reason: `a quotation mark (${quoteValue('"')}) stands inside a value` };
    default:
      throw error;
  }
}

const OTHER_DELIMITERS: readonly [string, string][] = [
  [';', 'semicolons'],
  ['\t', 'tabs'],
  ['|', 'bars'],
];

/** What is wrong with a header that is divided by something else than commas, if it is. */
export function otherDelimiter(names: readonly string[]): string | undefined {
  const found = OTHER_DELIMITERS.find(([sign]) => names.length === 1 && names[0]?.includes(sign));
  return found && `the columns are divided by ${found[1]}, not by commas`;
}
