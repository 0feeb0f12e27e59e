import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Database } from '../../src/database/dialect.js';
import { migrateToLatest } from '../../src/database/migrate.js';
import { connect } from '../../src/database/open.js';
import { findPostgres } from '../../test/support/servers.js';

/** PostgreSQL databases for one benchmark, all gone when it ends. */
export class PostgresTrials {
  private readonly made: string[] = [];

  private constructor(
    private readonly serverUrl: string,
    private readonly stopServer: () => Promise<void>,
  ) {}

  static async open(): Promise<PostgresTrials | undefined> {
    const server = await findPostgres();
    if ('url' in server) return new PostgresTrials(server.url, () => server.stop());
    console.log(`  skipped, for want of ${server.missing}`);
    return undefined;
  }

  /** A database of its own: migrated and filled by `fill`, or a copy of one made before. */
  async create(name: string, source: ((database: Database) => Promise<void>) | string): Promise<string> {
    const database = `opsdesk_bench_${process.pid}_${name}`;
    this.made.push(database);
    await this.onServer(
      `create database ${database} template ${typeof source === 'string' ? nameOf(source) : 'template0'}`,
    );
    const url = this.urlOf(database);
    if (typeof source !== 'string') {
      const opened = await connect({ url });
      await migrateToLatest(opened);
      await source(opened);
      await opened.close();
    }
    return url;
  }

  async drop(): Promise<void> {
    for (const database of this.made) await this.onServer(`drop database if exists ${database} with (force)`);
    await this.stopServer();
  }

  private urlOf(database: string): string {
    const url = new URL(this.serverUrl);
    url.pathname = `/${database}`;
    return url.href;
  }

  private async onServer(sql: string): Promise<void> {
    const server = await connect({ url: this.serverUrl });
    await server.dedicated((raw) => raw.execute(sql, []));
    await server.close();
  }
}

function nameOf(url: string): string {
  return new URL(url).pathname.slice(1);
}

const folders: string[] = [];

/** A new folder that goes when the program ends. */
function folderOfFile(): string {
  if (folders.length === 0) {
    process.once('exit', () => {
      for (const folder of folders) fs.rmSync(folder, { recursive: true, force: true });
    });
  }
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'opsdesk-bench-'));
  folders.push(folder);
  return folder;
}

/** A SQLite file of its own: migrated and filled, or a copy of one made before. */
export async function createFile(
  name: string,
  source: ((database: Database) => Promise<void>) | string,
): Promise<string> {
  const file = path.join(folderOfFile(), `${name}.db`);
  if (typeof source === 'string') {
    fs.copyFileSync(source, file);
    return file;
  }
  const opened = await connect({ url: file });
  await migrateToLatest(opened);
  await source(opened);
  await opened.close();
  return file;
}

/** Rows of every table that a booking writes to, before and after: what was written is compared, not trusted. */
async function countRows(database: Database, tables: readonly string[]): Promise<Record<string, number>> {
  return database.dedicated(async (raw) => {
    const counts = tables.map((table) => `(select count(*) from ${table}) as ${table}`);
    counts.push("(select count(*) from seat where status <> 'open') as seats_taken");
    const { rows } = await raw.execute(`select ${counts.join(', ')}`, []);
    return Object.fromEntries(Object.entries(rows[0] ?? {}).map(([table, count]) => [table, Number(count)]));
  });
}

const WRITTEN_BY_A_HOLD = ['customer', 'booking', 'passenger', 'segment', 'audit_entry', 'outbox'];

/** Every hold of either side wrote one row to each of these tables, and took one seat. @throws when not */
export async function requireEqualRows(...urls: readonly string[]): Promise<void> {
  for (const url of urls) {
    const database = await connect({ url });
    const counts = await countRows(database, WRITTEN_BY_A_HOLD);
    await database.close();
    const bookings = counts.booking ?? 0;
    if (bookings === 0 || Object.values(counts).some((count) => count !== bookings)) {
      throw new Error(`${database.place}: ${bookings} bookings wrote ${JSON.stringify(counts)}`);
    }
  }
}

/** Texts as long as those that a hold of ours writes. */
export interface HoldTexts {
  readonly afterState: string;
  readonly personal: string;
  readonly payload: string;
}

/** Of a database on which holds were measured. */
export async function textsOfHold(url: string): Promise<HoldTexts> {
  const database = await connect({ url });
  const { rows } = await database.dedicated((raw) =>
    raw.execute(
      `select (select max(length(after_state)) from audit_entry) as after_state,
              (select max(length(personal)) from audit_entry) as personal,
              (select max(length(payload)) from outbox) as payload`,
      [],
    ),
  );
  await database.close();
  const text = (length: unknown) => 'x'.repeat(Number(length));
  const [row] = rows;
  return { afterState: text(row?.after_state), personal: text(row?.personal), payload: text(row?.payload) };
}

export function hasProgram(name: string): boolean {
  return spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0;
}
