import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { median } from './support/measure.js';
import { printFigure, printHeading } from './support/report.js';
import { BENCH_DATE, loadSchedule } from './support/schedule.js';
import { createFile } from './support/trial.js';

const RUNS = 31;
const BIN = path.resolve('bin/run.js');

/** Whole processes, started in turn, over one that does nothing. */
export async function benchStartUp(): Promise<void> {
  printHeading(`Start-up, median of ${RUNS} runs in turn, over node -e 0`);
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'opsdesk-home-'));
  const database = await createFile('start', (opened) =>
    loadSchedule(opened, { flights: 50, seatsPerFlight: 180, hotSeats: 6 }),
  );
  // Node reads its extra certificates at every start; they are no part of either side.
  const { NODE_EXTRA_CA_CERTS: _, ...inherited } = process.env;
  const env = {
    ...inherited,
    HOME: home,
    XDG_CACHE_HOME: path.join(home, 'cache'),
    OPSDESK_DATABASE_URL: `sqlite:${database}`,
  };
  const commands = {
    nothing: ['-e', '0'],
    version: [BIN, '--version'],
    help: [BIN, '--help'],
    show: [BIN, 'flight', 'show', `XX1/${BENCH_DATE}`],
    list: [BIN, 'flight', 'list', '--limit', '20'],
  };
  const times = Object.fromEntries(Object.keys(commands).map((name) => [name, [] as number[]]));
  // The first start fills the code cache, as it does for everybody once.
  for (let run = -2; run < RUNS; run += 1) {
    for (const [name, args] of Object.entries(commands)) {
      const startedAt = performance.now();
      const { status, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
      const elapsed = performance.now() - startedAt;
      if (status !== 0) throw new Error(`${args.join(' ')}: exit ${status}\n${stderr}`);
      if (run >= 0) times[name]?.push(elapsed);
    }
  }
  fs.rmSync(home, { recursive: true, force: true });
  const base = median(times.nothing ?? []);
  const figure = (what: string, name: string, atMost?: number) =>
    printFigure({
      what,
      ours: `${median(times[name] ?? []).toFixed(0)} ms`,
      theirs: `${base.toFixed(0)} ms`,
      ratio: median((times[name] ?? []).map((time, run) => time / (times.nothing?.[run] ?? Number.NaN))),
      bound: atMost === undefined ? undefined : { atMost },
    });
  figure('opsdesk --version', 'version', 1.5);
  figure('opsdesk --help', 'help', 3.0);
  figure('opsdesk flight show, SQLite', 'show', 3.0);
  figure('opsdesk flight list, SQLite', 'list');
}
