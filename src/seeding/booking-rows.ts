import { undefuse } from '../kernel/formula-guard.js';
import { type CsvRecord, csvProblem, csvRecords, otherDelimiter } from './csv-records.js';
import { importRejected, type RowProblem } from './row-problems.js';
import { UnreadableText, utf8Blocks } from './utf8-blocks.js';

export type BookingFileFormat = 'csv' | 'ndjson';

/** One booking of a file, in the shape of `booking create --from`, or why its line cannot be read. */
export type BookingFileRow = { readonly line: number } & (
  | { readonly order: unknown; readonly problem?: never }
  | { readonly problem: string; readonly order?: never }
);

/** The keys of the JSON shape that each column becomes; those of a list hold their parts between semicolons. */
const TEXT_COLUMNS = {
  offer: 'offer',
  customer: 'customerId',
  email: 'email',
  phone: 'phone',
  remark: 'remark',
  pay: 'pay',
} as const;
const LIST_COLUMNS = { flights: 'flights', passengers: 'passengers', seats: 'seats', stays: 'stays' } as const;
const SINGULAR: Readonly<Record<string, string>> = {
  flight: 'flights',
  passenger: 'passengers',
  seat: 'seats',
  stay: 'stays',
};

export const BOOKING_COLUMNS = [...Object.keys(LIST_COLUMNS), ...Object.keys(TEXT_COLUMNS)];

/**
 * Reads bookings row by row, so that a file may be larger than the memory. A row that cannot be read is
 * yielded with its problem; behind broken quoting or bytes that are no UTF-8 nothing more can be read.
 * @throws IMPORT_REJECTED when the header of a CSV names no passengers, or columns that nobody knows
 */
export function bookingRows(
  source: AsyncIterable<Uint8Array>,
  format: BookingFileFormat,
): AsyncGenerator<BookingFileRow> {
  return format === 'csv' ? csvRows(source) : jsonRows(source);
}

/** The value of each line of NDJSON, whatever it is; empty lines are passed over. */
export async function* jsonRows(source: AsyncIterable<Uint8Array>): AsyncGenerator<BookingFileRow> {
  let line = 0;
  try {
    for await (const block of utf8Blocks(source)) {
      const lines = block.split('\n');
      // What stands behind the last line feed of a block is nothing, or the end of the file.
      if (lines.at(-1) === '') lines.pop();
      for (const raw of lines) {
        line += 1;
        const text = (line === 1 && raw.charCodeAt(0) === 0xfeff ? raw.slice(1) : raw).trim();
        if (text !== '') yield { line, ...parseJson(text) };
      }
    }
  } catch (error) {
    if (!(error instanceof UnreadableText)) throw error;
    yield unreadable(error.problem);
  }
}

function parseJson(text: string): { order: unknown } | { problem: string } {
  try {
    return { order: JSON.parse(text) };
  } catch (error) {
    return { problem: `the line is not JSON: ${(error as Error).message}` };
  }
}

async function* csvRows(source: AsyncIterable<Uint8Array>): AsyncGenerator<BookingFileRow> {
  let lastLine = 0;
  let header: readonly string[] | undefined;
  const records = csvRecords(source);
  for (;;) {
    let next: IteratorResult<CsvRecord>;
    try {
      next = await records.next();
    } catch (error) {
      yield unreadable(csvProblem(error, lastLine));
      return;
    }
    if (next.done) break;
    const { line, endLine, fields } = next.value;
    lastLine = endLine;
    if (!header) {
      header = readHeader(fields, line);
    } else if (fields.length === header.length) {
      yield { line, order: orderOf(header, fields) };
    } else {
      yield { line, problem: `has ${fields.length} fields, the header ${header.length}` };
    }
  }
  if (!header) throw importRejected([{ line: 1, column: '', reason: 'the file is empty' }]);
}

function unreadable({ line, reason }: RowProblem): BookingFileRow {
  return { line, problem: `${reason}; nothing behind it was read` };
}

/** @returns the names of the columns in their order @throws IMPORT_REJECTED */
function readHeader(fields: readonly string[], line: number): string[] {
  const typed = fields.map((field) => field.trim().toLowerCase());
  const foreign = otherDelimiter(typed);
  if (foreign) throw importRejected([{ line, column: '', reason: foreign }]);
  const names = typed.map((name) => SINGULAR[name] ?? name);
  const known = `known are ${BOOKING_COLUMNS.join(', ')}`;
  const problems = names.flatMap((name, at): RowProblem[] => {
    const column = typed[at] ?? '';
    if (!BOOKING_COLUMNS.includes(name)) return [{ line, column, reason: `nobody knows this column: ${known}` }];
    return names.indexOf(name) < at ? [{ line, column, reason: 'the header has this column twice' }] : [];
  });
  if (!names.includes('passengers')) {
    problems.push({ line, column: 'passengers', reason: 'the header lacks this column' });
  }
  if (problems.length > 0) throw importRejected(problems);
  return names;
}

/** An empty cell says nothing, as a key that is left out. */
function orderOf(header: readonly string[], fields: readonly string[]): Record<string, unknown> {
  const cells = header.map((name, at) => [name, undefuse((fields[at] ?? '').trim())] as const);
  return Object.fromEntries(cells.filter(([, text]) => text !== '').map(([name, text]) => entryOf(name, text)));
}

function entryOf(name: string, text: string): readonly [key: string, value: unknown] {
  if (name in TEXT_COLUMNS) return [TEXT_COLUMNS[name as keyof typeof TEXT_COLUMNS], text];
  const parts = text.split(';').map((part) => part.trim());
  if (parts.at(-1) === '') parts.pop();
  return name === 'flights' ? [name, parts.map((flight) => ({ flight }))] : [name, parts];
}
