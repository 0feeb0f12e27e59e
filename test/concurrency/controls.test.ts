import BetterSqlite from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createBooking } from '../../src/booking/create-booking.js';
import { takePayment } from '../../src/booking/take-payment.js';
import { postgresSyntax } from '../../src/database/postgres-session.js';
import { SqliteDatabase } from '../../src/database/sqlite.js';
import { statement } from '../../src/database/statement.js';
import type { Desk } from '../../src/desk.js';
import { type Backend, onEveryBackend, onPostgres, type TrialDatabase } from '../support/backends.js';
import { addFlight, flightRef, openTestDesk } from '../support/desk.js';
import { crowd } from './outcomes.js';
import { takenAtGateway } from './taken-at-gateway.js';

/*
 * The races of the files beside this one, with the locks taken out of the same product: each must be
 * lost here, or it proves nothing there. A file of its own, for the locks are gone from all of it.
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

const ROUNDS = 10;
const card = { gateway: 'sandbox', source: 'tok_ok' };

function onFreshDesk(backend: Backend): () => Desk {
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
  return () => desk;
}

const book = (desk: Desk, number: string) =>
  createBooking(desk, { flights: [{ ref: flightRef(number) }], passengers: ['BUYER/A MR'] }, {});

onPostgres('without row locks and guards', (backend) => {
  const desk = onFreshDesk(backend);

  it('the last 10 seats are sold to more than 10', async () => {
    let sold = 0;
    for (let round = 1; round <= ROUNDS && sold <= 10; round += 1) {
      await addFlight(desk(), { number: String(round), economyRows: 2, missing: 2 });
      sold = (await crowd(60, () => book(desk(), String(round)))).done.length;
    }
    console.log(`postgres without locks: ${sold} bookings of 10 seats`);
    expect(sold).toBeGreaterThan(10);
  });
});

onEveryBackend('without locks', (backend) => {
  const desk = onFreshDesk(backend);

  it('money is taken more than once from those who pay for one booking', async () => {
    let charges = 0;
    for (let round = 1; round <= ROUNDS && charges <= 1; round += 1) {
      await addFlight(desk(), { number: String(round) });
      const { recordLocator } = await book(desk(), String(round));
      await Promise.allSettled(
        Array.from({ length: 20 }, () => takePayment(desk(), { recordLocator, source: card }, {})),
      );
      ({ charges } = await takenAtGateway(desk(), recordLocator));
    }
    console.log(`${backend.dialect} without locks: ${charges} charges for one booking`);
    expect(charges).toBeGreaterThan(1);
  });

  it('a seat that is read first and written then is sold more than once', async () => {
    await addFlight(desk(), { number: '1', economyRows: 1, missing: 5 });
    const race = await crowd(20, async () => {
      const seat = await desk().session.first(readOpen, { flight_id: 1 });
      return seat !== undefined && (await desk().session.run(sell, { flight_id: 1, ordinal: seat.ordinal })) === 1;
    });
    expect(race.done.filter((isSold) => isSold).length).toBeGreaterThan(1);
  });
});

const readOpen = statement<{ flight_id: number }, { ordinal: number }>(
  'test_read_open_seat',
  "select ordinal from seat where flight_id = :flight_id and status = 'open' order by ordinal limit 1",
);
const sell = statement<{ flight_id: number; ordinal: number }>(
  'test_sell_seat',
  "update seat set status = 'blocked' where flight_id = :flight_id and ordinal = :ordinal",
);
