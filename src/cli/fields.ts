import { didYouMean } from '../kernel/did-you-mean.js';
import { OpsdeskError } from '../kernel/errors.js';
import { type Cell, type Column, isMoney } from '../present/column.js';

type Json = Readonly<Record<string, unknown>>;

/** The names that `--fields` takes for a result: those of its columns and those of its JSON. */
export function knownFields<T>(columns: readonly Column<T>[], sample: unknown): string[] {
  return [...new Set([...columns.map((column) => column.key), ...Object.keys(asRecord(sample))])];
}

/** The USAGE error of a field that is not known, naming those that are. */
export function unknownField(fields: readonly string[], known: readonly string[]): OpsdeskError | undefined {
  const unknown = fields.find((name) => !known.includes(name));
  if (unknown === undefined) return undefined;
  const near = didYouMean(unknown, known);
  return new OpsdeskError('USAGE', `there is no field "${unknown}"`, {
    hint: `${near ? `Did you mean ${near}? ` : ''}Known fields: ${known.join(', ')}.`,
    details: { field: unknown, known },
  });
}

/** The columns of the chosen fields, in their order. A field that only JSON has gets a column of its own. */
export function chooseColumns<T>(
  columns: readonly Column<T>[],
  fields: readonly string[] | undefined,
  isTable: boolean,
): readonly Column<T>[] {
  if (!fields) return isTable ? columns.filter((column) => !column.isWide) : columns;
  return fields.map((name) => {
    const known = columns.find((column) => column.key === name);
    return known ? { ...known, spare: undefined } : plainColumn<T>(name);
  });
}

/** The chosen fields of one item's JSON, in their order; a field that it lacks is null. */
export function pickFields(json: unknown, fields: readonly string[]): Json {
  const record = asRecord(json);
  return Object.fromEntries(fields.map((name) => [name, record[name] ?? null]));
}

function plainColumn<T>(name: string): Column<T> {
  return { key: name, header: name, kind: 'free-text', value: (item) => cellOf(asRecord(item)[name]) };
}

function cellOf(value: unknown): Cell {
  if (value === null || value === undefined || isMoney(value)) return value;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return JSON.stringify(value);
}

function asRecord(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}
