import BetterSqlite from 'better-sqlite3';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { SqliteDatabase } from '../../src/database/sqlite.js';
import type { Desk } from '../../src/desk.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { openTestDesk } from '../support/desk.js';
import { AGENTS, emptyQueue, fillHolds, wantOne } from './race.js';

/*
 * The races of the file beside this one, with the guard of the claim taken out of the same product: each must
 * be lost here, or it proves nothing there.
 */
vi.mock('../../src/database/statement.js', async (original) => {
  const actual = await original<typeof import('../../src/database/statement.js')>();
  const unguarded = (text: string) => text.replace(/where queue_claim\.claimed_by[\s\S]*$/, '');
  return {
    ...actual,
    statement: (name: string, text: string) =>
      actual.statement(name, name === 'claim_queue_item' ? unguarded(text) : text),
  };
});

/** On SQLite the lock is BEGIN IMMEDIATE, and within a process that one transaction waits for the other. */
function withoutTurns(): void {
  const execute = BetterSqlite.prototype.exec;
  BetterSqlite.prototype.exec = function (this: BetterSqlite.Database, sql: string) {
    return /^(begin immediate|commit|rollback)$/.test(sql) ? this : execute.call(this, sql);
  };
  Object.assign(SqliteDatabase.prototype, { exclusively: (work: () => Promise<unknown>) => work() });
}

onEveryBackend(`${AGENTS} agents without the guard`, (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;
  let item: string;

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial, { maxConnections: 10 });
    item = await fillHolds(desk);
    if (backend.dialect === 'sqlite') withoutTurns();
  });
  afterAll(async () => {
    await desk.database.close();
    await trial.drop();
  });

  it('that want one item: several get it', async () => {
    expect((await wantOne(desk, item)).done.length).toBeGreaterThan(1);
  });

  it('that take from a queue until it is empty: items are given twice', { timeout: 60_000 }, async () => {
    const given = await emptyQueue(desk);
    console.log(`${backend.dialect} without the guard: ${given.length} claims of ${new Set(given).size} items`);
    expect(given.length).toBeGreaterThan(new Set(given).size);
  });
});
