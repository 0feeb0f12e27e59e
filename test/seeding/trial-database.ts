import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Database, DialectName } from '../../src/database/dialect.js';
import { migrateToLatest } from '../../src/database/migrate.js';
import { connect } from '../../src/database/open.js';

/** A server on which databases may be created; without one only SQLite is tried. */
const server = process.env.OPSDESK_TEST_POSTGRES_URL;

export const backends: readonly DialectName[] = server ? ['sqlite', 'postgres'] : ['sqlite'];

/** Runs `work` on a fresh migrated database, which is gone afterwards. */
export async function withDatabase<T>(dialect: DialectName, work: (database: Database) => Promise<T>): Promise<T> {
  const { url, remove } = dialect === 'sqlite' ? freshFile() : await freshDatabase(server ?? '');
  const database = await connect({ url });
  try {
    await migrateToLatest(database);
    return await work(database);
  } finally {
    await database.close();
    await remove();
  }
}

export async function rowsOf(database: Database, sql: string): Promise<Record<string, unknown>[]> {
  return database.dedicated(async (raw) => (await raw.execute(sql, [])).rows);
}

export async function numberOf(database: Database, sql: string): Promise<number> {
  const [row] = await rowsOf(database, sql);
  return Number(Object.values(row ?? {})[0]);
}

function freshFile() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'opsdesk-seeding-'));
  return { url: `sqlite:${folder}/desk.db`, remove: async () => fs.rmSync(folder, { recursive: true }) };
}

async function freshDatabase(adminUrl: string) {
  const name = `opsdesk_seeding_${randomBytes(6).toString('hex')}`;
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
