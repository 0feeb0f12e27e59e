import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Database, DialectName } from '../../src/database/dialect.js';
import { migrateToLatest } from '../../src/database/migrate.js';
import { connect } from '../../src/database/open.js';
import { layOutId } from '../../src/kernel/ids.js';
import { systemIds } from '../../src/runtime/id-source.js';

/** A server on which databases may be created; without one only SQLite is tried. */
const server = process.env.OPSDESK_TEST_POSTGRES_URL;

export const backends: readonly DialectName[] = server ? ['sqlite', 'postgres'] : ['sqlite'];

export interface Trial {
  readonly database: Database;
  /**
   * As another process would have it open. SQLite waits for a lock without letting this process run on,
   * so that there it is the same one: two connections of one process would wait for each other.
   */
  another(): Promise<Database>;
  sql(text: string, ...values: unknown[]): Promise<Record<string, unknown>[]>;
  drop(): Promise<void>;
}

/** A fresh migrated database for one test file. */
export async function openTrial(dialect: DialectName): Promise<Trial> {
  const { url, remove } = dialect === 'sqlite' ? freshFile() : await freshDatabase(server ?? '');
  const database = await connect({ url });
  await migrateToLatest(database);
  const others: Database[] = [];
  return {
    database,
    another: async () => {
      if (dialect === 'sqlite') return database;
      const other = await connect({ url });
      others.push(other);
      return other;
    },
    sql: (text, ...values) => database.dedicated(async (raw) => (await raw.execute(text, values)).rows),
    drop: async () => {
      for (const one of [...others, database]) await one.close();
      await remove();
    },
  };
}

function freshFile() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'opsdesk-trial-'));
  return { url: `sqlite:${folder}/desk.db`, remove: async () => fs.rmSync(folder, { recursive: true }) };
}

async function freshDatabase(adminUrl: string) {
  const name = `opsdesk_trial_${randomBytes(6).toString('hex')}`;
  const run = async (text: string) => {
    const admin = await connect({ url: adminUrl });
    await admin.dedicated((raw) => raw.execute(text, []));
    await admin.close();
  };
  await run(`create database ${name}`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return { url: url.href, remove: () => run(`drop database ${name}`) };
}

export const ids = systemIds();

/** An id of an operation whose time of making is `order` milliseconds after 1970: for entries in a known order. */
export function operationIdAt(order: number): string {
  return layOutId('op', order, ids.bytes(10));
}
