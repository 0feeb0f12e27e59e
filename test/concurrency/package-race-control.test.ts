import { isDeepStrictEqual } from 'node:util';
import BetterSqlite from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { postgresSyntax } from '../../src/database/postgres-session.js';
import { SqliteDatabase } from '../../src/database/sqlite.js';
import type { Desk } from '../../src/desk.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { openTestDesk, violationsOf } from '../support/desk.js';
import { ONE_BUYER, raceForRoom } from './package-race.js';

/*
 * The race for the last room of a package with the locks and the guard of the seats taken out of the same product:
 * it must be lost here, or it proves nothing beside this file. A file of its own, for they are gone from all of it.
 */
Object.assign(postgresSyntax, {
  forUpdate: () => '',
  forShare: () => '',
  forUpdateSkipLocked: '',
  // `… or false and status = 'open'`: takes the guard of the write away as well.
  isAnyOf: (column: string, subselect: string) => `${column} = any(array(${subselect})) or false`,
});

/** On SQLite the lock is BEGIN IMMEDIATE, and within a process that one transaction waits for the other. */
const execute = BetterSqlite.prototype.exec;
BetterSqlite.prototype.exec = function (this: BetterSqlite.Database, sql: string) {
  return /^(begin immediate|commit|rollback)$/.test(sql) ? this : execute.call(this, sql);
};
Object.assign(SqliteDatabase.prototype, { exclusively: (work: () => Promise<unknown>) => work() });

const BUYERS = 32;
const ROUNDS = 10;

onEveryBackend('without locks', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial, { maxConnections: BUYERS });
  });

  afterAll(async () => {
    await desk.database.close();
    await trial.drop();
  });

  it('the last room is not one buyer’s, or those without it keep their seats, or are told of a defect', async () => {
    const won = { endings: { done: 1, ROOM_SOLD_OUT: BUYERS - 1 }, taken: [ONE_BUYER] };
    let race = await raceForRoom(desk, BUYERS);
    for (let round = 1; round < ROUNDS && isDeepStrictEqual(race, won); round += 1)
      race = await raceForRoom(desk, BUYERS);
    const { endings, taken } = race;
    const violations = await violationsOf(desk);
    console.log(
      `${backend.dialect} without locks: ${JSON.stringify(endings)}, ${taken.length} packages begun, ${violations}`,
    );
    expect(race).not.toEqual(won);
  });
});
