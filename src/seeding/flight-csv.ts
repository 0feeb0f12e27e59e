import { undefuse } from '../kernel/formula-guard.js';
import { csvProblem, csvRecords, otherDelimiter } from './csv-records.js';
import { importRejected, type RowProblem } from './row-problems.js';

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
    for await (const { line, endLine, fields } of csvRecords(source)) {
      lastLine = endLine;
      header ??= readHeader(fields, line);
      if (header.line === line) continue;
      if (fields.length === header.width) rows.push({ line, values: valuesOf(header, fields) });
      else problems.push({ line, column: '', reason: `has ${fields.length} fields, the header ${header.width}` });
    }
  } catch (error) {
    // What follows wrong quoting or a wrong byte can no longer be told apart into rows.
    problems.push(csvProblem(error, lastLine));
  }
  if (!header)
    throw importRejected(problems.length > 0 ? problems : [{ line: 1, column: '', reason: 'the file is empty' }]);
  return { rows, problems };
}

interface Header {
  readonly line: number;
  readonly width: number;
  readonly places: Readonly<Record<FlightColumn, number>>;
}

/** @throws IMPORT_REJECTED */
function readHeader(fields: readonly string[], line: number): Header {
  const names = fields.map((field) => field.trim().toLowerCase());
  const foreign = otherDelimiter(names);
  if (foreign) throw importRejected([{ line, column: '', reason: foreign }]);
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
