import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { createBooking } from '../src/booking/create-booking.js';
import { type Desk, openDesk } from '../src/desk.js';
import { parseFlightRef } from '../src/kernel/flight-ref.js';
import { median, quantile } from './support/measure.js';
import { TimedTerminal } from './support/pty.js';
import { printFigure, printHeading } from './support/report.js';
import { BENCH_DATE, loadSchedule } from './support/schedule.js';
import { benchSettings } from './support/settings.js';
import { createFile, PostgresTrials } from './support/trial.js';

const STARTS = 15;
const BOOKINGS = 10_000;
const FLIGHTS = 100;
const KEYS = 1_000;
/** As fast as a key that is held down repeats. Milliseconds. */
const BETWEEN_KEYS_MS = 25;
/** Another desk books as often as this while the keys are pressed. */
const BETWEEN_BOOKINGS_MS = 100;
const CLEARED = ['\u001b[2J', '\u001b[3J'];

/** The console in a pseudo-terminal: its first frame, and from a key to the screen while others book. */
export async function benchConsole(): Promise<void> {
  printHeading(
    `The console, 80×24, on ${BOOKINGS.toLocaleString('en')} bookings, ${KEYS} keys while another desk books`,
  );
  const file = await createFile('console', fill);
  await book(file, 1, BOOKINGS);
  await firstFrames(file);
  await keys('SQLite', file);
  const trials = await PostgresTrials.open();
  if (!trials) return;
  try {
    const url = await trials.create('console', fill);
    await book(url, 8, BOOKINGS);
    await keys('PostgreSQL', url);
  } finally {
    await trials.drop();
  }
}

const fill = (database: Parameters<typeof loadSchedule>[0]) =>
  loadSchedule(database, { flights: FLIGHTS, seatsPerFlight: 180, hotSeats: 6 });

async function firstFrames(file: string): Promise<void> {
  const env = environmentOf(file);
  const ours: number[] = [];
  const theirs: number[] = [];
  // The first starts fill the code caches, as they do for everybody once.
  for (let run = -2; run < STARTS; run += 1) {
    const startedAt = performance.now();
    spawnSync(process.execPath, ['-e', '0'], { env });
    const base = performance.now() - startedAt;
    const terminal = new TimedTerminal(env, []);
    const elapsed = await terminal.firstFrame('SMITH/JOHN');
    await terminal.end();
    if (run < 0) continue;
    theirs.push(base);
    ours.push(elapsed);
  }
  printFigure({
    what: 'first frame with bookings, SQLite',
    ours: `${median(ours).toFixed(0)} ms`,
    theirs: `${median(theirs).toFixed(0)} ms of node -e 0`,
    ratio: median(ours.map((time, run) => time / (theirs[run] ?? Number.NaN))),
    bound: { atMost: 9 },
  });
}

async function keys(name: string, url: string): Promise<void> {
  const terminal = new TimedTerminal(environmentOf(url), ['console']);
  await terminal.firstFrame('SMITH/JOHN');
  const firstFrameEnds = terminal.text.length;
  const stop = new AbortController();
  const others = bookNowAndThen(url, stop.signal);
  const times: number[] = [];
  const sizes: number[] = [];
  for (let key = 0; key < KEYS; key += 1) {
    const before = terminal.bytes;
    // Down a long way and up again, page by page in between.
    const isDown = key % 200 < 100;
    const [row, page] = isDown ? ['\u001b[B', '\u001b[6~'] : ['\u001b[A', '\u001b[5~'];
    times.push(await terminal.press(key % 10 === 9 ? page : row, '›'));
    await sleep(BETWEEN_KEYS_MS);
    sizes.push(terminal.bytes - before);
  }
  stop.abort();
  const booked = await others;
  const cleared = CLEARED.filter((sequence) => terminal.text.indexOf(sequence, firstFrameEnds) >= 0);
  await terminal.end();
  const holds = (isSo: boolean) => (isSo ? 'holds' : 'MISSED');
  const [p50, p99, bytes] = [median(times), quantile(times, 0.99), median(sizes)];
  console.log(
    `  ${name.padEnd(12)} key to screen p50 ${p50.toFixed(1)} ms, at most 10: ${holds(p50 <= 10)}; p99 ${p99.toFixed(1)} ms, at most 40: ${holds(p99 <= 40)}`,
  );
  console.log(
    `  ${''.padEnd(12)} ${bytes} bytes a key on the median, at most 400: ${holds(bytes <= 400)}; screen cleared after the first frame: ${cleared.length === 0 ? 'never, holds' : 'MISSED'}; ${booked} booked meanwhile`,
  );
}

function environmentOf(url: string): Record<string, string> {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'opsdesk-home-'));
  process.once('exit', () => fs.rmSync(home, { recursive: true, force: true }));
  return {
    ...{ PATH: process.env.PATH ?? '', HOME: home, TERM: 'xterm-256color', OPSDESK_OPERATOR: 'bench' },
    OPSDESK_DATABASE_URL: url.includes('://') ? url : `sqlite:${url}`,
  };
}

async function bookOne(desk: Desk, at: number): Promise<void> {
  const ref = parseFlightRef(`XX${(at % FLIGHTS) + 1}/${BENCH_DATE}`);
  await createBooking(desk, { flights: [{ ref }], passengers: ['SMITH/JOHN MR'] }, {});
}

async function book(url: string, clients: number, count: number): Promise<void> {
  const desk = await openDesk(benchSettings(url), { maxConnections: clients });
  let next = 0;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (next < count) await bookOne(desk, next++);
    }),
  );
  await desk.database.close();
}

/** @returns how many were booked */
async function bookNowAndThen(url: string, signal: AbortSignal): Promise<number> {
  const desk = await openDesk(benchSettings(url));
  let booked = 0;
  while (!signal.aborted) {
    await bookOne(desk, BOOKINGS + booked);
    booked += 1;
    await sleep(BETWEEN_BOOKINGS_MS);
  }
  await desk.database.close();
  return booked;
}
