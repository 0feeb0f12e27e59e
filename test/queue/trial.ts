import type { SqlValue } from '../../src/database/dialect.js';
import type { Schema } from '../../src/database/schema.js';
import { type Desk, openRunner } from '../../src/desk.js';
import type { Clock } from '../../src/runtime/clock.js';

type Table = keyof Schema & string;
type Values = Readonly<Record<string, SqlValue>>;

/** The same desk with another agent at it, and if need be another clock on the wall. */
export function deskOf(desk: Desk, actor: string, clock: Clock = desk.clock): Desk {
  return { ...desk, actor, clock, runner: openRunner(desk.database, { actor, clock, ids: desk.ids }) };
}

/** A state that takes many commands to come to, written at once. */
export async function put(desk: Desk, table: Table, row: Values): Promise<void> {
  await desk.database.transaction((tx) => tx.load(table, Object.keys(row), [Object.values(row)]));
}

/** The same for rows that are there. */
export async function set(desk: Desk, table: Table, values: Values, where: Values): Promise<void> {
  const mark = (at: number) => (desk.database.dialect === 'postgres' ? `$${at + 1}` : '?');
  const list = (fields: Values, glue: string, from: number) =>
    Object.keys(fields)
      .map((name, at) => `${name} = ${mark(from + at)}`)
      .join(glue);
  const sql = `update ${table} set ${list(values, ', ', 0)} where ${list(where, ' and ', Object.keys(values).length)}`;
  await desk.database.dedicated((raw) => raw.execute(sql, [...Object.values(values), ...Object.values(where)]));
}
