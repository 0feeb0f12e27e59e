import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { createBooking } from '../src/booking/create-booking.js';
import type { BookingOrder } from '../src/booking/read-order.js';
import { type Desk, openDesk } from '../src/desk.js';
import { layOutId } from '../src/kernel/ids.js';
import { importBookings } from '../src/seeding/import-bookings.js';
import { median } from './support/measure.js';
import { printFigure, printHeading } from './support/report.js';
import { BENCH_DATE, loadSchedule } from './support/schedule.js';
import { benchSettings } from './support/settings.js';
import { createFile, PostgresTrials, requireEqualRows } from './support/trial.js';

const ROWS = 3_000;
const FLIGHTS = 100;
const ROUNDS = 3;
const SCHEDULE = { flights: FLIGHTS, seatsPerFlight: 180, hotSeats: 6 };

/** Rows a second of a whole import, over the use case alone that makes the same bookings: under keys, and without. */
export async function benchImport(): Promise<void> {
  printHeading(`Importing ${ROWS.toLocaleString('en')} bookings, median of ${ROUNDS} rounds in turn`);
  const file = await createFile('source', (database) => loadSchedule(database, SCHEDULE));
  const csv = path.join(path.dirname(file), 'bookings.csv');
  const lines = Array.from({ length: ROWS }, (_, row) => `${refOf(row)},SMITH/JOHN MR,row-${row}@example.com`);
  fs.writeFileSync(csv, `${['flights,passengers,email', ...lines].join('\n')}\n`);
  await comparing('SQLite, 1', 1, csv, (name) => createFile(name, file));
  const trials = await PostgresTrials.open();
  if (!trials) return;
  try {
    const source = await trials.create('source', (database) => loadSchedule(database, SCHEDULE));
    await comparing('PostgreSQL, 8', 8, csv, (name) => trials.create(name, source));
  } finally {
    await trials.drop();
  }
}

async function comparing(
  what: string,
  concurrency: number,
  csv: string,
  create: (name: string) => Promise<string>,
): Promise<void> {
  const ways = {
    whole: (desk: Desk) => importWhole(desk, csv, concurrency),
    keyed: (desk: Desk) => bookSingly(desk, concurrency, true),
    bare: (desk: Desk) => bookSingly(desk, concurrency, false),
  };
  type Way = keyof typeof ways;
  const rates: Record<Way, number[]> = { whole: [], keyed: [], bare: [] };
  // V8 compiles all of them in a round that is not counted.
  for (let round = -1; round < ROUNDS; round += 1) {
    const order = Object.keys(ways) as Way[];
    for (const way of round % 2 === 0 ? order : order.reverse()) {
      const url = await create(`${way}${round < 0 ? '' : round}`);
      const rate = await measure(url, concurrency, ways[way]);
      if (way === 'bare') await requireEqualRows(url);
      if (round >= 0) rates[way].push(rate);
    }
  }
  const figure = (than: Way, words: string, atLeast?: number) =>
    printFigure({
      what: `${what}, over single bookings${words}`,
      ours: `${median(rates.whole).toFixed(0)}/s`,
      theirs: `${median(rates[than]).toFixed(0)}/s`,
      ratio: median(rates.whole.map((rate, round) => rate / (rates[than][round] ?? Number.NaN))),
      bound: atLeast === undefined ? undefined : { atLeast },
    });
  figure('keyed', '', 0.8);
  figure('bare', ', no keys');
}

/** @returns rows a second */
async function measure(url: string, maxConnections: number, work: (desk: Desk) => Promise<void>): Promise<number> {
  const desk = await openDesk(benchSettings(url), { maxConnections });
  const startedAt = performance.now();
  await work(desk);
  const rate = (ROWS * 1_000) / (performance.now() - startedAt);
  await desk.database.close();
  return rate;
}

/** From the file to the last result line, as the command does it: the hash that names the job is a part of it. */
async function importWhole(desk: Desk, csv: string, concurrency: number): Promise<void> {
  const hash = createHash('sha256');
  for await (const chunk of fs.createReadStream(csv)) hash.update(chunk as Buffer);
  const digest = hash.digest();
  const out = fs.openSync(`${csv}.results`, 'w');
  const { created } = await importBookings(
    desk,
    {
      job: layOutId('job', digest.readUIntBE(0, 6), digest.subarray(6, 16)),
      source: fs.createReadStream(csv),
      format: 'csv',
      readShape: (json) => json as BookingOrder,
      concurrency,
      signal: new AbortController().signal,
      onRow: (row) => void fs.writeFileSync(out, `${JSON.stringify(row)}\n`),
    },
    {},
  );
  fs.closeSync(out);
  if (created !== ROWS) throw new Error(`${created} of ${ROWS} rows were imported`);
}

async function bookSingly(desk: Desk, concurrency: number, isKeyed: boolean): Promise<void> {
  let next = 0;
  const work = async () => {
    while (next < ROWS) {
      const row = next;
      next += 1;
      const [carrier, number] = ['XX', String((row % FLIGHTS) + 1)];
      const flights = [{ ref: { carrier, number, departureDate: BENCH_DATE, origin: undefined } }];
      const order = { flights, passengers: ['SMITH/JOHN MR'], email: `row-${row}@example.com` };
      await createBooking(desk, order, isKeyed ? { idempotencyKey: `row-${row}` } : {});
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
}

function refOf(row: number): string {
  return `XX${(row % FLIGHTS) + 1}/${BENCH_DATE}`;
}
