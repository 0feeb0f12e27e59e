import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Desk } from '../../src/desk.js';
import { Random } from '../../src/seeding/random.js';
import { type StormFile, stormFile } from '../acceptance/storm-file.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { cli, startCli } from '../support/cli.js';
import { openTestDesk, violationsOf } from '../support/desk.js';

const ROWS = process.env.OPSDESK_TORTURE ? 5_000 : 300;
const STOPPED_ROWS = 300;
const KILLS = 3;
const SEED = Number(process.env.OPSDESK_SEED ?? 20_130_207);

interface Summary {
  readonly jobId: string;
  readonly rows: number;
  readonly created: number;
  readonly already: number;
  readonly failed: number;
  readonly end: string;
}

onEveryBackend('an import that is killed', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;
  let folder: string;
  let storm: StormFile;
  let flights: readonly { readonly flight: string; readonly available: number }[];
  const random = new Random(SEED);

  beforeAll(async () => {
    trial = await backend.create();
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'opsdesk-import-'));
    storm = stormFile(folder);
    await run(['flight', 'import', storm.file]);
    desk = await openTestDesk(trial, { now: Date.parse(storm.now) });
    const { items } = (await run(['flight', 'list', '--limit', '10000'])).json() as { items: typeof flights };
    flights = items.filter(({ available }) => available >= 100);
  });
  afterAll(async () => {
    await desk.database.close();
    await trial.drop();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  /** What the jobs remember lies beside their files. */
  const options = (env: Readonly<Record<string, string>> = {}) => ({
    now: storm.now,
    env: { XDG_STATE_HOME: folder, ...env },
  });
  const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    cli(trial, [...args, '--json'], options(env));
  const begin = (args: readonly string[]) => startCli(trial, [...args, '--json'], options());

  /** Each row has an address of its own, by which its bookings are counted; every third is paid. */
  function writeFile(name: string, rows: number): string {
    const lines = Array.from({ length: rows }, (_, at) => {
      const { flight } = flights[at % flights.length] ?? { flight: '' };
      return `${flight},STORM/ROW MR,${name}-${at}@example.com,${at % 3 === 0 ? 'sandbox:tok_ok' : ''}`;
    });
    const file = path.join(folder, `${name}.csv`);
    fs.writeFileSync(file, `${['flights,passengers,email,pay', ...lines].join('\n')}\n`);
    return file;
  }

  /** Bookings of a file's rows, and how many rows have more than one. */
  async function countOf(name: string): Promise<{ bookings: number; twice: number }> {
    const rows = await desk.session.composed((db) =>
      db
        .selectFrom('booking')
        .select((eb) => ['contact_email', eb.fn.countAll<number>().as('count')])
        .where('contact_email', 'like', `${name}-%`)
        .groupBy('contact_email'),
    );
    const counts = rows.map(({ count }) => Number(count));
    return {
      bookings: counts.reduce((sum, count) => sum + count, 0),
      twice: counts.filter((count) => count > 1).length,
    };
  }

  async function untilBooked(name: string, count: number, isOver: () => boolean): Promise<void> {
    while (!isOver() && (await countOf(name)).bookings < count) await sleep(2);
  }

  it(`${KILLS} times makes exactly ${ROWS} bookings, none twice`, { timeout: ROWS * 200 + 60_000 }, async () => {
    const file = writeFile('killed', ROWS);
    const out = path.join(folder, 'killed.ndjson');
    const again = ['booking', 'import', file, '--out', out];
    let args = again;
    const standing: number[] = [];
    for (let kill = 0; kill < KILLS; kill += 1) {
      const running = begin(args);
      let isOver = false;
      void running.then(() => {
        isOver = true;
      });
      const share = Math.floor(ROWS / (KILLS + 1));
      await untilBooked('killed', kill * share + random.between(5, share), () => isOver);
      running.kill('SIGKILL');
      expect((await running).signal).toBe('SIGKILL');
      const { bookings, twice } = await countOf('killed');
      standing.push(bookings);
      expect({ twice, isHalfWay: bookings > 0 && bookings < ROWS }).toEqual({ twice: 0, isHalfWay: true });
      // An open payment is no broken invariant: even now the books are right.
      expect(await violationsOf(desk)).toEqual([]);
      const [note = ''] = fs.readdirSync(path.join(folder, 'opsdesk', 'imports'));
      const resume = ['booking', 'import', '--resume', path.basename(note, '.json'), '--out', out];
      args = kill % 2 === 0 ? resume : again;
    }
    const last = await run(args);
    const summary = last.json() as Summary;
    console.log(
      `${backend.dialect}: ${ROWS} rows, killed at ${standing.join(', ')} bookings, then ${JSON.stringify(summary)}`,
    );
    expect(last.exitCode).toBe(0);
    expect(summary).toMatchObject({ rows: ROWS, failed: 0, end: 'done', created: ROWS - summary.already });
    expect(await countOf('killed')).toEqual({ bookings: ROWS, twice: 0 });
    const told = fs
      .readFileSync(out, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { recordLocator: string });
    expect(new Set(told.map(({ recordLocator }) => recordLocator)).size).toBe(ROWS);

    const once = await run(again);
    expect(once.json()).toMatchObject({ created: 0, already: ROWS, failed: 0 });
    expect(await countOf('killed')).toEqual({ bookings: ROWS, twice: 0 });
    expect(await violationsOf(desk)).toEqual([]);
    expect((await run(['payment', 'reconcile'])).json()).toMatchObject({ checked: 0, stillOpen: 0 });
  });

  it('has its keys to thank: under other keys every row is made once more', async () => {
    const file = writeFile('keys', 20);
    await run(['booking', 'import', file]);
    expect(await countOf('keys')).toEqual({ bookings: 20, twice: 0 });
    const other = await run(['booking', 'import', file, '--idempotency-key', 'on-purpose']);
    expect(other.json()).toMatchObject({ created: 20, already: 0 });
    expect(await countOf('keys')).toEqual({ bookings: 40, twice: 20 });
  });

  it('keeps its key to its file, and resumes with the key that it began with', async () => {
    const file = writeFile('keyed', 3);
    const right = fs.readFileSync(file, 'utf8');
    fs.writeFileSync(file, `${right}nothing,STORM/ROW MR,keyed-3@example.com,\n`);
    const under = ['booking', 'import', file, '--idempotency-key', 'keyed'];
    const first = (await run(under)).json() as Summary;
    expect(first).toMatchObject({ created: 3, failed: 1 });
    const resumed = await run(['booking', 'import', '--resume', first.jobId]);
    expect(resumed.json()).toMatchObject({ jobId: first.jobId, created: 0, already: 3, failed: 1 });
    fs.writeFileSync(file, right);
    const { exitCode, stderr, json } = await run(under);
    expect({ exitCode, error: json() }).toMatchObject({
      exitCode: 6,
      error: { error: { code: 'IDEMPOTENCY_MISMATCH' } },
    });
    expect(stderr).not.toContain('--resume');
    const notes = fs.readdirSync(path.join(folder, 'opsdesk', 'imports'));
    expect(
      notes.filter((name) => fs.readFileSync(path.join(folder, 'opsdesk', 'imports', name), 'utf8').includes('keyed')),
    ).toEqual([`${first.jobId}.json`]);
    expect(await countOf('keyed')).toEqual({ bookings: 3, twice: 0 });
  });

  it('by Ctrl-C brings home what is under way, and says how to go on', { timeout: 60_000 }, async () => {
    const file = writeFile('stopped', STOPPED_ROWS);
    const running = begin(['booking', 'import', file]);
    let isOver = false;
    void running.then(() => {
      isOver = true;
    });
    await untilBooked('stopped', 5, () => isOver);
    running.kill('SIGINT');
    const { exitCode, stdout, stderr } = await running;
    const stopped = JSON.parse(String(stdout)) as Summary;
    expect({ exitCode, end: stopped.end, failed: stopped.failed }).toEqual({
      exitCode: 130,
      end: 'interrupted',
      failed: 0,
    });
    expect(stopped.rows).toBeLessThan(STOPPED_ROWS);
    expect(String(stderr)).toContain(`opsdesk booking import --resume ${stopped.jobId}`);
    expect(await countOf('stopped')).toEqual({ bookings: stopped.rows, twice: 0 });
    const rest = await run(['booking', 'import', '--resume', stopped.jobId]);
    expect(rest.json()).toMatchObject({ already: stopped.rows, created: STOPPED_ROWS - stopped.rows });
  });

  it('keeps what came from stdin until all of it is done, and nothing of a dry run', async () => {
    const state = path.join(folder, 'opsdesk', 'imports');
    fs.mkdirSync(state, { recursive: true });
    const before = fs.readdirSync(state);
    const input = fs.readFileSync(writeFile('piped', 3)).toString().replace('STORM/ROW MR', 'NOBODY');
    const piped = (more: readonly string[]) =>
      cli(trial, ['booking', 'import', '-', '--json', ...more], { ...options(), input });
    expect((await piped(['--dry-run'])).json()).toMatchObject({ created: 2, failed: 1 });
    expect(fs.readdirSync(state)).toEqual(before);
    const { jobId } = (await piped([])).json() as Summary;
    expect(fs.readdirSync(state)).toEqual(expect.arrayContaining([`${jobId}.input`, `${jobId}.json`]));
    const again = await run(['booking', 'import', '--resume', jobId]);
    expect(again.json()).toMatchObject({ jobId, created: 0, already: 2, failed: 1 });
    const other = writeFile('other', 3);
    const wrong = await run(['booking', 'import', other, '--resume', jobId]);
    expect(wrong.json()).toMatchObject({ error: { code: 'WRONG_STATE', details: { jobId } } });
  });

  it('belongs to who began it: of another it would make every row twice', async () => {
    const file = writeFile('theirs', 5);
    await run(['booking', 'import', file]);
    const theirs = await run(['booking', 'import', file], { OPSDESK_OPERATOR: 'another' });
    expect({ exitCode: theirs.exitCode, error: theirs.json() }).toMatchObject({
      exitCode: 6,
      error: { error: { code: 'WRONG_STATE', details: { actor: 'tester' } } },
    });
    expect(await countOf('theirs')).toEqual({ bookings: 5, twice: 0 });
  });
});
