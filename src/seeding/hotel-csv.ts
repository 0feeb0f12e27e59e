import { undefuse } from '../kernel/formula-guard.js';
import { csvProblem, csvRecords, otherDelimiter } from './csv-records.js';
import { importRejected, type RowProblem } from './row-problems.js';

const REQUIRED = [
  ...(['property', 'name', 'city', 'country', 'currency', 'room_type', 'from', 'to', 'allotment', 'price'] as const),
] as const;
const OPTIONAL = [
  ...(['airports', 'stars', 'rating', 'amenities', 'latitude', 'longitude', 'time_zone', 'min_stay_rule'] as const),
  ...(['policy', 'plans', 'room_name', 'max_guests', 'min_stay', 'overbooking'] as const),
] as const;
const HOTEL_COLUMNS = [...REQUIRED, ...OPTIONAL] as const;
export type HotelColumn = (typeof HOTEL_COLUMNS)[number];

/** One line of the file, its values trimmed and freed of a guard against formulas; empty where there is none. */
export interface HotelCsvRow {
  readonly line: number;
  readonly values: Readonly<Record<HotelColumn, string>>;
}

export interface HotelCsv {
  readonly rows: readonly HotelCsvRow[];
  /** Rows that could not be read at all. */
  readonly problems: readonly RowProblem[];
}

interface Header {
  readonly line: number;
  readonly names: readonly string[];
}

/**
 * Reads hotels from CSV: columns by the names of the header, in any order.
 * @throws IMPORT_REJECTED when the header lacks a column, or has one that this import does not know
 */
export async function readHotelCsv(source: AsyncIterable<Uint8Array>): Promise<HotelCsv> {
  const rows: HotelCsvRow[] = [];
  const problems: RowProblem[] = [];
  let lastLine = 0;
  let header: Header | undefined;
  try {
    for await (const { line, endLine, fields } of csvRecords(source)) {
      lastLine = endLine;
      header ??= readHeader(fields, line);
      const { names } = header;
      if (header.line === line) continue;
      if (fields.length === names.length) rows.push({ line, values: valuesOf(names, fields) });
      else problems.push({ line, column: '', reason: `has ${fields.length} fields, the header ${names.length}` });
    }
  } catch (error) {
    // What follows wrong quoting or a wrong byte can no longer be told apart into rows.
    problems.push(csvProblem(error, lastLine));
  }
  if (header) return { rows, problems };
  throw importRejected(problems.length > 0 ? problems : [{ line: 1, column: '', reason: 'the file is empty' }]);
}

/**
 * A column that is not known is refused: left out and misspelt would be the same, and mean the default.
 * @throws IMPORT_REJECTED
 */
function readHeader(fields: readonly string[], line: number): Header {
  const names = fields.map((field) => field.trim().toLowerCase());
  const foreign = otherDelimiter(names);
  if (foreign) throw importRejected([{ line, column: '', reason: foreign }]);
  const known: readonly string[] = HOTEL_COLUMNS;
  const problem = (column: string, reason: string) => ({ line, column, reason });
  const problems = [
    ...REQUIRED.filter((name) => !names.includes(name)).map((name) => problem(name, 'the header lacks this column')),
    ...known
      .filter((name) => names.indexOf(name) !== names.lastIndexOf(name))
      .map((name) => problem(name, 'the header has this column twice')),
    ...names.filter((name) => !known.includes(name)).map((name) => problem(name, 'is no column of this import')),
  ];
  if (problems.length > 0) throw importRejected(problems);
  return { line, names };
}

function valuesOf(names: readonly string[], fields: readonly string[]): HotelCsvRow['values'] {
  const entries = HOTEL_COLUMNS.map((column) => {
    const place = names.indexOf(column);
    return [column, place < 0 ? '' : undefuse((fields[place] ?? '').trim())];
  });
  return Object.fromEntries(entries) as HotelCsvRow['values'];
}
