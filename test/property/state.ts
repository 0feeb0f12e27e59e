import { createHash } from 'node:crypto';
import type { Session } from '../../src/database/dialect.js';
import { type Schema, TABLES } from '../../src/database/schema.js';
import { statement } from '../../src/database/statement.js';

type Table = keyof Schema;
type Row = Readonly<Record<string, unknown>>;

/** Every row of every table that a command may write, in an order that follows from what it says. */
export type State = { readonly [T in Table]?: readonly Schema[T][] };

/** What no command of a desk writes. */
const CONSTANT: readonly Table[] = ['setting', 'airport', 'airline', 'connection_time', 'property_airport'];

/** What is drawn by chance, encrypted with what was, or told by a machine's own clock: it differs on every run. */
const BY_CHANCE: { readonly [T in Table]?: readonly string[] } = {
  customer: ['data_key'],
  payment: ['gateway_reference'],
  refund_part: ['gateway_reference'],
  sandbox_operation: ['request_hash', 'reference', 'parent_reference', 'created_at'],
  notification: ['payload'],
  idempotency: ['answer'],
  audit_entry: ['personal', 'hash'],
  audit_head: ['hash'],
};

const tables = TABLES.filter((table) => !CONSTANT.includes(table));
const selects = tables.map((table) =>
  statement<Record<string, never>, Row>(`property_rows_of_${table}`, `select * from ${table}`),
);

/** All that a database holds, read at once. */
export async function readState(session: Session): Promise<State> {
  const rows = await Promise.all(selects.map((select) => session.all(select, {})));
  return Object.fromEntries(tables.map((table, index) => [table, inOrder(rows[index] ?? [])]));
}

/** The part of a state that must be the same on every back end. */
export function comparable(state: State): State {
  const entries = Object.entries(state).map(([table, rows]) => {
    const left = BY_CHANCE[table as Table];
    return [table, left ? inOrder(rows.map((row) => without(row, left))) : rows] as const;
  });
  return Object.fromEntries(entries);
}

/** SHA-256 of a state. */
export function digestOf(state: State): string {
  return createHash('sha256').update(JSON.stringify(state)).digest('hex');
}

function without(row: Row, left: readonly string[]): Row {
  return Object.fromEntries(Object.entries(row).filter(([column]) => !left.includes(column)));
}

/** Columns stand in the order of the migrations, which is the same everywhere. */
function inOrder(rows: readonly Row[]): Row[] {
  return rows
    .map((row) => ({ row, text: JSON.stringify(row) }))
    .sort((a, b) => (a.text < b.text ? -1 : Number(a.text > b.text)))
    .map(({ row }) => row);
}
