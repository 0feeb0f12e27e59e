import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import BetterSqlite from 'better-sqlite3';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { SqlValue } from '../src/database/dialect.js';
import { connect } from '../src/database/open.js';
import { median } from './support/measure.js';
import { printFigure, printHeading } from './support/report.js';
import { loadSchedule } from './support/schedule.js';
import { createFile, PostgresTrials } from './support/trial.js';

const ROWS = 300_000;
const ROUNDS = 3;
const COLUMNS = ['flight_id', 'ordinal', 'cabin', 'seat_number', 'status'];

function* seats(): Generator<readonly SqlValue[]> {
  for (let index = 0; index < ROWS; index += 1) {
    yield [1_000 + Math.floor(index / 150), (index % 150) * 16 + 16, 'Y', `${(index % 150) + 1}A`, 'open'];
  }
}

/** Seats a second into the product's own table, over COPY and over prepared inserts with nothing around them. */
export async function benchLoading(): Promise<void> {
  printHeading(`Loading ${ROWS.toLocaleString('en')} seats, median of ${ROUNDS} rounds in turn`);
  const nothing = { flights: 1, seatsPerFlight: 6, hotSeats: 6 };
  const file = await createFile('empty', (database) => loadSchedule(database, nothing));
  await comparing('SQLite, over prepared 50-row inserts', async (round) => {
    const ours = await createFile(`ours${round}`, file);
    const raw = await createFile(`raw${round}`, file);
    return { ours: () => loadOurs(ours), raw: async () => insertRaw(raw) };
  });
  const trials = await PostgresTrials.open();
  if (!trials) return;
  try {
    const source = await trials.create('empty', (database) => loadSchedule(database, nothing));
    await comparing('PostgreSQL, over COPY', async (round) => {
      const ours = await trials.create(`ours${round}`, source);
      const raw = await trials.create(`raw${round}`, source);
      return { ours: () => loadOurs(ours), raw: () => copyRaw(raw) };
    });
  } finally {
    await trials.drop();
  }
}

async function comparing(
  what: string,
  prepare: (round: number) => Promise<{ ours: () => Promise<void>; raw: () => Promise<void> }>,
): Promise<void> {
  const rates: { ours: number; raw: number }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const { ours, raw } = await prepare(round);
    const timed = async (work: () => Promise<void>) => {
      const startedAt = performance.now();
      await work();
      return ROWS / (performance.now() - startedAt);
    };
    const first = round % 2 === 0 ? await timed(ours) : await timed(raw);
    const second = round % 2 === 0 ? await timed(raw) : await timed(ours);
    rates.push(round % 2 === 0 ? { ours: first, raw: second } : { ours: second, raw: first });
  }
  printFigure({
    what,
    ours: `${median(rates.map((rate) => rate.ours)).toFixed(0)} thousand/s`,
    theirs: `${median(rates.map((rate) => rate.raw)).toFixed(0)} thousand/s`,
    ratio: median(rates.map((rate) => rate.ours / rate.raw)),
    bound: { atLeast: 0.6 },
  });
}

async function loadOurs(url: string): Promise<void> {
  const database = await connect({ url });
  await database.transaction((tx) => tx.load('seat', COLUMNS, seats()));
  await database.close();
}

function insertRaw(file: string): void {
  const db = new BetterSqlite(file);
  db.pragma('synchronous = full');
  const insert = db.prepare(
    `insert into seat (${COLUMNS.join(', ')}) values ${Array(50).fill('(?, ?, ?, ?, ?)').join(', ')}`,
  );
  db.exec('begin immediate');
  let values: SqlValue[] = [];
  for (const row of seats()) {
    values.push(...row);
    if (values.length === 250) {
      insert.run(values);
      values = [];
    }
  }
  db.exec('commit');
  db.close();
}

async function copyRaw(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('begin');
  const stream = client.query(copyFrom(`copy seat (${COLUMNS.join(', ')}) from stdin`));
  let chunk = '';
  for (const row of seats()) {
    chunk += `${row.join('\t')}\n`;
    if (chunk.length > 65_536) {
      if (!stream.write(chunk)) await once(stream, 'drain');
      chunk = '';
    }
  }
  stream.end(chunk);
  await once(stream, 'finish');
  await client.query('commit');
  await client.end();
}
