import fs from 'node:fs';
import path from 'node:path';
import type { Database } from '../../src/database/dialect.js';
import { TABLES } from '../../src/database/schema.js';
import { type Desk, openDesk } from '../../src/desk.js';
import { backends, type TrialDatabase } from './backends.js';
import { testSettings } from './desk.js';

/** One world, loaded once on a back end, which every sequence finds as if nobody had been there. */
export interface RenewedDatabase {
  /** An open desk with one connection; `leave` it before the next is opened. */
  open(): Promise<{ readonly desk: Desk; leave(): Promise<void> }>;
  drop(): Promise<void>;
}

/** Loads a world on every back end there is. */
export async function renewedDatabases(load: (desk: Desk) => Promise<void>): Promise<RenewedDatabase[]> {
  const renewed: RenewedDatabase[] = [];
  for (const backend of backends) {
    const trial = await backend.create();
    const desk = await openDesk(testSettings(trial), { maxConnections: 1 });
    await load(desk);
    await desk.database.close();
    renewed.push(backend.dialect === 'sqlite' ? copiedFile(trial) : await restoredTables(trial));
  }
  return renewed;
}

function copiedFile(trial: TrialDatabase): RenewedDatabase {
  const source = trial.url.replace(/^sqlite:/, '');
  let count = 0;
  return {
    open: async () => {
      count += 1;
      const file = path.join(path.dirname(source), `copy-${count}.db`);
      fs.copyFileSync(source, file);
      const desk = await openDesk(testSettings({ ...trial, url: `sqlite:${file}` }));
      const leave = async () => {
        await desk.database.close();
        for (const suffix of ['', '-wal', '-shm']) fs.rmSync(file + suffix, { force: true });
      };
      return { desk, leave };
    },
    drop: () => trial.drop(),
  };
}

/** What is lost in a crash is nobody's here. */
const UNHURRIED = '-c synchronous_commit=off';

/**
 * To copy a template takes half a second, most of it for the disk; to empty thirty tables that hold a few rows,
 * and to fill them again from copies beside them, takes a fiftieth of that.
 */
async function restoredTables(trial: TrialDatabase): Promise<RenewedDatabase> {
  const url = new URL(trial.url);
  url.searchParams.set('options', UNHURRIED);
  const desk = await openDesk(testSettings({ ...trial, url: url.href }), { maxConnections: 1 });
  const copies = TABLES.map((table) => `create table kept.${table} as select * from ${table}`);
  await execute(desk.database, ['create schema kept', ...copies]);
  const guarded = ['posting', 'audit_entry'];
  const restore = [
    ...guarded.map((table) => `alter table ${table} disable trigger user`),
    ...TABLES.toReversed().map((table) => `delete from ${table}`),
    ...TABLES.map((table) => `insert into ${table} select * from kept.${table}`),
    ...guarded.map((table) => `alter table ${table} enable trigger user`),
  ];
  return {
    open: async () => ({ desk, leave: () => execute(desk.database, restore) }),
    drop: async () => {
      await desk.database.close();
      await trial.drop();
    },
  };
}

/** As one transaction. */
async function execute(database: Database, statements: readonly string[]): Promise<void> {
  await database.dedicated((raw) => raw.execute(statements.join('; '), []));
}
