import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onEveryBackend, onPostgres, type TrialDatabase } from '../support/backends.js';
import { type CliOptions, cli } from '../support/cli.js';

/** On the real clock, which is the only one that production takes. */
const REAL = { now: undefined };

interface Seed {
  readonly digest: string;
  readonly start: string;
  readonly tables: Readonly<Record<string, number>>;
}

const digests: { first?: Seed } = {};

onEveryBackend('db seed', (backend) => {
  let database: TrialDatabase;
  const seed = (args: readonly string[], options: CliOptions = {}) => cli(database, ['db', 'seed', ...args], options);
  const reset = async () => {
    const { json } = await cli(database, ['db', 'status', '--json']);
    const name = (json() as { place: string }).place.split('/').at(-1) ?? '';
    expect((await cli(database, ['db', 'reset', '--confirm', name])).exitCode).toBe(0);
  };

  beforeAll(async () => {
    database = await backend.create();
  });
  afterAll(() => database?.drop());

  it('gives one digest for one seed, on every back end and from any day', async () => {
    const first = (await seed(['--seed', '7', '--json'])).json() as Seed;
    expect(first.start).toBe('2026-11-02');
    digests.first ??= first;
    expect(first).toEqual(digests.first);
    expect(await seed(['--seed', '7'])).toMatchObject({
      exitCode: 5,
      stderr: expect.stringContaining('ALREADY_EXISTS'),
    });
    const { json } = await cli(database, ['flight', 'list', '--limit', '1', '--json']);
    const [flight] = (json() as { items: { flight: string }[] }).items;
    const shown = (await cli(database, ['flight', 'show', flight?.flight ?? '', '--json'])).json();
    for (const cabin of (shown as { cabins: { available: number }[] }).cabins)
      expect(cabin.available).toBeGreaterThan(0);

    await reset();
    // Beyond a change of the clocks, and of the year.
    const later = (await seed(['--seed', '7', '--start', '2027-06-01', '--json'])).json() as Seed;
    expect(later).toEqual({ ...first, start: '2027-06-01' });
    await reset();
    const other = (await seed(['--seed', '8', '--json'])).json() as Seed;
    expect(other.digest).not.toBe(first.digest);
  });
});

onEveryBackend('a production database', (backend) => {
  let database: TrialDatabase;
  const refuse = async (args: readonly string[], options: CliOptions = REAL) => {
    const { exitCode, stdout, stderr } = await cli(database, args, options);
    expect({ exitCode, stdout }, stderr).toEqual({ exitCode: 4, stdout: '' });
    expect(stderr).toMatch(/\(PRODUCTION_DATABASE\)\nhint: /);
  };

  beforeAll(async () => {
    database = await backend.create();
    const day = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
    const flight = `XX,1,JFK,BOS,${day}T08:00,${day}T09:10,,30`;
    const columns = 'carrier,number,origin,destination,departure_local,arrival_local,equipment,seats';
    expect((await cli(database, ['db', 'migrate', '--production', '--json'], REAL)).json()).toMatchObject({
      isProduction: true,
    });
    await cli(database, ['flight', 'import', '-'], { ...REAL, input: `${columns}\n${flight}\n` });
  });
  afterAll(() => database?.drop());

  it('refuses reset, seed, another clock and the sandbox, whatever the profile says', async () => {
    const name = new URL(database.url).pathname.split('/').at(-1) ?? '';
    await refuse(['db', 'reset', '--confirm', name]);
    await refuse(['db', 'seed']);
    await refuse(['flight', 'list'], { now: '2026-11-01T12:00:00Z' });
    await refuse(['db', 'seed'], { now: '2026-11-01T12:00:00Z' });
    const config = fs.mkdtempSync(path.join(os.tmpdir(), 'opsdesk-config-'));
    const env = { XDG_CONFIG_HOME: config, URL: database.url };
    await cli(undefined, ['profile', 'add', 'training', '--database-url-env', 'URL', '--use'], { ...REAL, env });
    const { exitCode } = await cli(undefined, ['db', 'seed'], { ...REAL, env });
    fs.rmSync(config, { recursive: true, force: true });
    expect(exitCode).toBe(4);
  });

  it('refuses the sandbox before a seat is held', async () => {
    const { json } = await cli(database, ['flight', 'list', '--json'], REAL);
    const [flight] = (json() as { items: { flight: string; available: number }[] }).items;
    await refuse([
      'booking',
      'create',
      '--flight',
      flight?.flight ?? '',
      '--passenger',
      'A/B',
      '--pay',
      'sandbox:tok_ok',
    ]);
    const { items } = (await cli(database, ['booking', 'list', '--json'], REAL)).json() as { items: unknown[] };
    expect(items).toEqual([]);
    const hold = ['booking', 'hold', '--flight', flight?.flight ?? '', '--passenger', 'A/B', '--json'];
    const { recordLocator } = (await cli(database, hold, REAL)).json() as { recordLocator: string };
    await refuse(['booking', 'confirm', recordLocator, '--pay', 'sandbox:tok_ok']);
    await refuse(['payment', 'take', recordLocator, '--pay', 'sandbox']);
  });

  it('stays so, and can be migrated and looked at', async () => {
    expect((await cli(database, ['db', 'migrate', '--json'], REAL)).json()).toMatchObject({
      isProduction: true,
      applied: [],
    });
    expect((await cli(database, ['db', 'status', '--json'], REAL)).json()).toMatchObject({ isProduction: true });
    expect((await cli(database, ['doctor', '--json'], REAL)).json()).toMatchObject({ ok: true });
  });
});

describe('a SQLite file', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'opsdesk-sqlite-'));
  const at = (name: string) => ({ url: `sqlite:${path.join(folder, name)}` });
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('is made and migrated by its first use, and is there without any setting', async () => {
    const env = { XDG_DATA_HOME: path.join(folder, 'data') };
    const { exitCode, stderr } = await cli(undefined, ['flight', 'list'], { env });
    expect([exitCode, stderr]).toEqual([0, expect.stringMatching(/^No flights\./)]);
    expect(fs.statSync(path.join(folder, 'data/opsdesk/opsdesk.db')).mode & 0o777).toBe(0o600);
    expect((await cli(at('a.db'), ['db', 'status', '--json'])).json()).toMatchObject({ state: 'empty', version: null });
    await cli(at('a.db'), ['booking', 'list']);
    expect((await cli(at('a.db'), ['db', 'status', '--json'])).json()).toMatchObject({ state: 'current' });
    for (const name of fs.readdirSync(folder)) {
      if (name.startsWith('a.db')) expect(fs.statSync(path.join(folder, name)).mode & 0o077, name).toBe(0);
    }
  });

  it.each([
    ['that is something else', 'not-sqlite.db', /is not a SQLite database/],
    ['that is a folder', 'folder.db', /cannot be opened/],
    ['below another file', 'not-sqlite.db/below.db', /cannot be made \(E\w+\)/],
  ])('%s is said to be so, by every command', async (_, name, words) => {
    fs.writeFileSync(path.join(folder, 'not-sqlite.db'), 'This is a shopping list: milk, bread, butter. '.repeat(40));
    fs.mkdirSync(path.join(folder, 'folder.db'), { recursive: true });
    for (const args of [
      ['booking', 'list'],
      ['db', 'status'],
      ['audit', 'list'],
      ['flight', 'list'],
    ]) {
      const { exitCode, stderr } = await cli(at(name), args);
      expect({ args, exitCode }, stderr).toEqual({ args, exitCode: 75 });
      expect(stderr).toMatch(words);
      expect(stderr).toMatch(/\(DATABASE_UNAVAILABLE\)\nhint: /);
    }
  });

  it('that is damaged further on is said to be so where that is met', async () => {
    await cli(at('damaged.db'), ['db', 'seed']);
    const file = path.join(folder, 'damaged.db');
    const bytes = fs.readFileSync(file);
    fs.writeFileSync(file, bytes.fill(0xa5, Math.floor(bytes.length / 8_192) * 4_096));
    for (const args of [['audit', 'list'], ['audit', 'verify'], ['doctor']]) {
      const { exitCode, stderr } = await cli(at('damaged.db'), args);
      expect({ args, exitCode }, stderr).toEqual({ args, exitCode: 75 });
      expect(stderr).toMatch(/is damaged \(DATABASE_UNAVAILABLE\)\nhint: /);
    }
  });
});

onPostgres('a PostgreSQL database', (backend) => {
  let database: TrialDatabase;
  beforeAll(async () => {
    database = await backend.create({ isEmpty: true });
  });
  afterAll(() => database?.drop());

  it('is migrated by its owner, and not behind their back', async () => {
    const { exitCode, stderr } = await cli(database, ['booking', 'list']);
    expect([exitCode, stderr]).toEqual([
      75,
      expect.stringMatching(/\(DATABASE_UNMIGRATED\)\nhint: Run: opsdesk db migrate\n$/),
    ]);
    expect((await cli(database, ['db', 'status', '--json'])).json()).toMatchObject({ state: 'empty' });
    expect((await cli(database, ['db', 'migrate'])).exitCode).toBe(0);
    expect((await cli(database, ['db', 'migrate', '--json'])).json()).toMatchObject({ applied: [] });
    expect((await cli(database, ['booking', 'list'])).exitCode).toBe(0);
  });

  it('works by a URL without a user', async () => {
    const url = new URL(database.url);
    const env = { USER: decodeURIComponent(url.username), PGPASSWORD: decodeURIComponent(url.password) };
    url.username = '';
    url.password = '';
    const { exitCode, stderr } = await cli({ url: url.href }, ['booking', 'list'], { env });
    expect([exitCode, stderr]).toEqual([0, 'No such bookings.\n']);
  });

  it('that cannot be had is said in words of ours, without the password', async () => {
    const url = (change: (url: URL) => void) => {
      const changed = new URL(database.url);
      change(changed);
      return changed.href;
    };
    const unavailable: [string, RegExp][] = [
      [
        url((it) => Object.assign(it, { username: 'nobody_here', password: 's3cret' })),
        /refused the user or the password/,
      ],
      [url((it) => Object.assign(it, { port: '1', password: 's3cret' })), /cannot be reached/],
      [url((it) => Object.assign(it, { hostname: 'nowhere.invalid', password: 's3cret' })), /cannot be reached/],
      [url((it) => Object.assign(it, { pathname: '/no_such_database' })), /does not exist/],
    ];
    for (const [address, words] of unavailable) {
      for (const args of [
        ['booking', 'list'],
        ['db', 'status'],
      ]) {
        const { exitCode, stdout, stderr } = await cli({ url: address }, args);
        expect({ exitCode, stdout }, stderr).toEqual({ exitCode: 75, stdout: '' });
        expect(stderr).toMatch(words);
        expect(stderr).toMatch(/\(DATABASE_UNAVAILABLE\)\nhint: /);
        expect(stderr).not.toMatch(/s3cret|ECONN|ENOTFOUND|EAI_AGAIN|28P01|28000|3D000|pg_hba|role "/);
      }
    }
    const { json } = await cli({ url: unavailable[1]?.[0] ?? '' }, ['booking', 'list', '--json']);
    expect(json()).toMatchObject({ error: { code: 'DATABASE_UNAVAILABLE', retryable: true } });
  });
});
