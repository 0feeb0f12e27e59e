import BetterSqlite from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { clearWaitlist } from '../../src/booking/clear-waitlist.js';
import { postgresSyntax } from '../../src/database/postgres-session.js';
import { SqliteDatabase } from '../../src/database/sqlite.js';
import type { Desk } from '../../src/desk.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { openTestDesk } from '../support/desk.js';
import { crowdedFlight, freeSilently, servedOn } from './waiting.js';

/*
 * The race of `waitlist.test.ts` with the lock on the booking taken out of the same product, and nothing else: it
 * must be lost here, or it proves nothing there. A file of its own, for the lock is gone from all of it.
 */
Object.assign(postgresSyntax, {
  forUpdate: (of?: string) => (of === 'b' ? '' : of ? `for update of ${of}` : 'for update'),
});

/** On SQLite the lock is BEGIN IMMEDIATE, and within a process that one transaction waits for the other. */
const execute = BetterSqlite.prototype.exec;
BetterSqlite.prototype.exec = function (this: BetterSqlite.Database, sql: string) {
  return /^(begin immediate|commit|rollback)$/.test(sql) ? this : execute.call(this, sql);
};
Object.assign(SqliteDatabase.prototype, { exclusively: (work: () => Promise<unknown>) => work() });

const ROUNDS = 10;

onEveryBackend('without the lock on a booking that waits', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;

  beforeEach(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial, { maxConnections: 10 });
  });
  afterEach(async () => {
    await desk.database.close();
    await trial.drop();
  });

  it('somebody is served twice, or dies on the index that is the last line', async () => {
    let lost = 0;
    for (let round = 1; round <= ROUNDS && lost === 0; round += 1) {
      const number = String(round);
      const { list } = await crowdedFlight(desk, number, 4, 8);
      await freeSilently(desk, number, 4);
      const race = await Promise.allSettled(Array.from({ length: 8 }, () => clearWaitlist(desk, [Number(number)])));
      const { clearings, statuses } = await servedOn(desk, number, list);
      const twice = clearings - statuses.filter((status) => status === 'held').length;
      const died = race.filter(({ status }) => status === 'rejected').length;
      console.log(`${backend.dialect} without the lock: ${twice} served twice, ${died} of 8 died`);
      lost = twice + died;
    }
    expect(lost).toBeGreaterThan(0);
  });
});
