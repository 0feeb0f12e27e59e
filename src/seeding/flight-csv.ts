import { undefuse } from '../kernel/formula-guard.js';
import { importRejected, quoteValue, type RowProblem } from './row-problems.js';
import { UnreadableText, utf8Blocks } from './utf8-blocks.js';

export const FLIGHT_COLUMNS = [
  ...(['carrier', 'number', 'origin', 'destination', 'departure_local', 'arrival_local'] as const),
  ...(['equipment', 'seats'] as const),
] as const;
export type FlightColumn = (typeof FLIGHT_COLUMNS)[number];

/** One line of the file, its values trimmed, freed of a guard against formulas, and not yet looked at. */
export interface CsvRow {
  readonly line: number;
  readonly values: Readonly<Record<FlightColumn, string>>;
}

export interface FlightCsv {
  readonly rows: readonly CsvRow[];
  /** Rows that could not be read at all. */
  readonly problems: readonly RowProblem[];
}

const OTHER_DELIMITERS: readonly [string, string][] = [
  [';', 'semicolons'],
  ['\t', 'tabs'],
  ['|', 'bars'],
];

/**
 * Reads flights from CSV: columns by the names of the header, in any order; a byte order mark and both
 * kinds of line ends are fine.
 * @throws IMPORT_REJECTED when there is no header that names every column
 */
export async function readFlightCsv(source: AsyncIterable<Uint8Array>): Promise<FlightCsv> {
  const rows: CsvRow[] = [];
  const problems: RowProblem[] = [];
  let lastLine = 0;
  let header: Header | undefined;
  try {
    for await (const { line, endLine, fields } of records(source)) {
      lastLine = endLine;
      header ??= readHeader(fields, line);
      if (header.line === line) continue;
      if (fields.length === header.width) rows.push({ line, values: valuesOf(header, fields) });
      else problems.push({ line, column: '', reason: `has ${fields.length} fields, the header ${header.width}` });
    }
  } catch (error) {
    // What follows wrong quoting or a wrong byte can no longer be told apart into rows.
    problems.push(unreadable(error, lastLine));
  }
  if (!header)
    throw importRejected(problems.length > 0 ? problems : [{ line: 1, column: '', reason: 'the file is empty' }]);
  return { rows, problems };
}

interface CsvRecord {
  readonly line: number;
  readonly endLine: number;
  readonly fields: readonly string[];
}

/** Yields every record ahead of the first fault, which a stream of records would drop on the way. */
async function* records(source: AsyncIterable<Uint8Array>): AsyncGenerator<CsvRecord> {
  const { parse } = await import('csv-parse');
  const read: CsvRecord[] = [];
  let countedTwice = 0;
  const parser = parse({
    bom: true,
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

interface Header {
  readonly line: number;
  readonly width: number;
  readonly places: Readonly<Record<FlightColumn, number>>;
}

/** @throws IMPORT_REJECTED */
function readHeader(fields: readonly string[], line: number): Header {
  const names = fields.map((field) => field.trim().toLowerCase());
  const delimiter = OTHER_DELIMITERS.find(([sign]) => names.length === 1 && names[0]?.includes(sign));
  if (delimiter) {
    throw importRejected([{ line, column: '', reason: `the columns are divided by ${delimiter[1]}, not by commas` }]);
  }
  const missing = FLIGHT_COLUMNS.filter((column) => !names.includes(column));
  const twice = FLIGHT_COLUMNS.filter((column) => names.indexOf(column) !== names.lastIndexOf(column));
  const problems = [
    ...missing.map((column) => ({ line, column, reason: 'the header lacks this column' })),
    ...twice.map((column) => ({ line, column, reason: 'the header has this column twice' })),
  ];
  if (problems.length > 0) throw importRejected(problems);
  const places = Object.fromEntries(FLIGHT_COLUMNS.map((column) => [column, names.indexOf(column)]));
  return { line, width: fields.length, places: places as Header['places'] };
}

function valuesOf(header: Header, fields: readonly string[]): CsvRow['values'] {
  const entries = FLIGHT_COLUMNS.map((column) => [column, undefuse((fields[header.places[column]] ?? '').trim())]);
  return Object.fromEntries(entries) as CsvRow['values'];
}

/** Rethrows what is no fault of the file. */
function unreadable(error: unknown, lastLine: number): RowProblem {
  if (error instanceof UnreadableText) return error.problem;
  const { code, lines } = error as { code?: string; lines?: number };
  const line = lastLine + 1;
  switch (code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return { line, column: '', reason: 'a quotation mark is opened here or below and never closed' };
    case 'CSV_INVALID_CLOSING_QUOTE':
    case 'INVALID_OPENING_QUOTE':
      return { line: lines ?? line, column: '', reason: `a quotation mark (${quoteValue('"')}) stands inside a value` };
    default:
      throw error;
  }
}
