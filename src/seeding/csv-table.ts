import { undefuse } from '../kernel/formula-guard.js';
import { csvProblem, csvRecords, otherDelimiter } from './csv-records.js';
import { importRejected, type RowProblem } from './row-problems.js';

/** The columns of a CSV, by the names of its header, which may stand in any order. */
export interface CsvColumns<C extends string> {
  readonly required: readonly C[];
  readonly optional?: readonly C[];
  /**
   * Whether a column that is none of these is passed over. Where there are optional ones it is refused: left out and
   * misspelt would be the same, and mean the default.
   */
  readonly mayHaveOthers?: boolean;
  /** What has not been done where the file itself is refused, in place of an import. */
  readonly undone?: string;
}

/** One line of the file, its values trimmed and freed of a guard against formulas; empty where there is none. */
export interface CsvTableRow<C extends string> {
  readonly line: number;
  readonly values: Readonly<Record<C, string>>;
}

export interface CsvTable<C extends string> {
  readonly rows: readonly CsvTableRow<C>[];
  /** Rows that could not be read at all. */
  readonly problems: readonly RowProblem[];
}

interface Header {
  readonly line: number;
  readonly names: readonly string[];
}

/**
 * Reads a whole CSV with a header; a byte order mark and both kinds of line ends are fine.
 * @throws IMPORT_REJECTED when the header lacks a column, has one twice, or one that is not known
 */
export async function readCsvTable<C extends string>(
  source: AsyncIterable<Uint8Array>,
  columns: CsvColumns<C>,
): Promise<CsvTable<C>> {
  const rows: CsvTableRow<C>[] = [];
  const problems: RowProblem[] = [];
  for await (const row of csvTableRows(source, columns)) {
    if ('reason' in row) problems.push(row);
    else rows.push(row);
  }
  return { rows, problems };
}

/** The same for a file that is too large to be held: rows as they come, and those that could not be read. */
export async function* csvTableRows<C extends string>(
  source: AsyncIterable<Uint8Array>,
  columns: CsvColumns<C>,
): AsyncGenerator<CsvTableRow<C> | RowProblem> {
  let lastLine = 0;
  let header: Header | undefined;
  let fault: RowProblem | undefined;
  try {
    for await (const { line, endLine, fields } of csvRecords(source)) {
      lastLine = endLine;
      header ??= readHeader(fields, line, columns);
      const { names } = header;
      if (header.line === line) continue;
      if (fields.length === names.length) yield { line, values: valuesOf(names, fields, columns) };
      else yield { line, column: '', reason: `has ${fields.length} fields, the header ${names.length}` };
    }
  } catch (error) {
    // What follows wrong quoting or a wrong byte can no longer be told apart into rows.
    fault = csvProblem(error, lastLine);
  }
  if (!header) throw importRejected([fault ?? { line: 1, column: '', reason: 'the file is empty' }], columns.undone);
  if (fault) yield fault;
}

/** @throws IMPORT_REJECTED */
function readHeader<C extends string>(fields: readonly string[], line: number, columns: CsvColumns<C>): Header {
  const { required, optional = [], mayHaveOthers = false, undone } = columns;
  const names = fields.map((field) => field.trim().toLowerCase());
  const foreign = otherDelimiter(names);
  if (foreign) throw importRejected([{ line, column: '', reason: foreign }], undone);
  const known: readonly string[] = [...required, ...optional];
  const others = mayHaveOthers ? [] : names.filter((name) => !known.includes(name));
  const problem = (column: string, reason: string) => ({ line, column, reason });
  const problems = [
    ...required.filter((name) => !names.includes(name)).map((name) => problem(name, 'the header lacks this column')),
    ...known
      .filter((name) => names.indexOf(name) !== names.lastIndexOf(name))
      .map((name) => problem(name, 'the header has this column twice')),
    ...others.map((name) => problem(name, 'is no column of such a file')),
  ];
  if (problems.length > 0) throw importRejected(problems, undone);
  return { line, names };
}

function valuesOf<C extends string>(
  names: readonly string[],
  fields: readonly string[],
  { required, optional = [] }: CsvColumns<C>,
): Readonly<Record<C, string>> {
  const entries = [...required, ...optional].map((column) => {
    const place = names.indexOf(column);
    return [column, place < 0 ? '' : undefuse((fields[place] ?? '').trim())];
  });
  return Object.fromEntries(entries) as Readonly<Record<C, string>>;
}
