import type { Database } from '../../src/database/dialect.js';
import { connect } from '../../src/database/open.js';
import { layOutId } from '../../src/kernel/ids.js';
import { systemIds } from '../../src/runtime/id-source.js';
import type { Backend } from '../support/backends.js';

/** A fresh migrated database, for tests that look behind the repositories. */
export interface Trial {
  readonly database: Database;
  /**
   * As another process would have it open. SQLite waits for a lock without letting this process run on,
   * so that there it is the same one: two connections of one process would wait for each other.
   */
  another(): Promise<Database>;
  sql(text: string): Promise<Record<string, unknown>[]>;
  drop(): Promise<void>;
}

export async function openTrial(backend: Backend): Promise<Trial> {
  const { url, dialect, drop } = await backend.create();
  const database = await connect({ url });
  const others: Database[] = [];
  return {
    database,
    another: async () => {
      if (dialect === 'sqlite') return database;
      const other = await connect({ url });
      others.push(other);
      return other;
    },
    sql: (text) => database.dedicated(async (raw) => (await raw.execute(text, [])).rows),
    drop: async () => {
      for (const one of [...others, database]) await one.close();
      await drop();
    },
  };
}

export const ids = systemIds();

/** An id of an operation whose time of making is `order` milliseconds after 1970: for entries in a known order. */
export function operationIdAt(order: number): string {
  return layOutId('op', order, ids.bytes(10));
}
