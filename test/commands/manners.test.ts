import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LAUNCHER, makeHome } from '../cli/run-program.js';
import { sqlite, type TrialDatabase } from '../support/backends.js';
import { type CliOptions, cli, environmentOf, startCli } from '../support/cli.js';
import { NOW } from '../support/desk.js';

interface Page {
  readonly items: readonly { readonly flight: string }[];
  readonly nextCursor: string | null;
}

let database: TrialDatabase;
let flight: string;

const run = (args: readonly string[], options: CliOptions = {}) => cli(database, args, options);

beforeAll(async () => {
  database = await sqlite.create();
  await run(['db', 'seed', '--start', '2026-12-01']);
  const { items } = (await run(['flight', 'list', '--limit', '1', '--json'])).json() as Page;
  flight = items[0]?.flight ?? '';
});
afterAll(() => database?.drop());

describe('without a terminal', () => {
  it.each([
    [['booking', 'create', '--passenger', 'A/B'], '--flight'],
    [['booking', 'create', '--flight', 'XX1/2026-12-01'], '--passenger'],
    [['booking', 'create'], '--flight and --passenger'],
    [['booking', 'confirm', 'K7QX2M'], '--pay'],
    [['payment', 'take', 'K7QX2M'], '--pay'],
    [['flight', 'search', 'LHR', 'JFK'], '--depart'],
    [['customer', 'create', '--name', 'A'], '--email'],
    [['customer', 'create'], '--name and --email'],
    [['audit', 'export'], '--out'],
    [['booking', 'cancel', 'K7QX2M'], '--confirm'],
    [['booking', 'cancel', 'K7QX2M', '--yes'], '--confirm'],
    [['db', 'reset', '--yes'], '--confirm'],
    [['profile', 'add', 'x'], '--database-url'],
    [['profile', 'remove', 'x'], '--yes'],
  ])('a missing value is not asked for: %j', async (args, flags) => {
    const { exitCode, stdout, stderr } = await run(args);
    expect({ exitCode, stdout }, stderr).toEqual({ exitCode: 7, stdout: '' });
    expect(stderr).toContain(flags);
    expect(stderr).toMatch(/\((INPUT|CONFIRMATION)_REQUIRED\)\nhint: /);
  });

  it('a change is made without a question where nobody can answer', async () => {
    const { items } = (await run(['booking', 'list', '--status', 'confirmed', '--json'])).json() as {
      items: { recordLocator: string; version: number }[];
    };
    const { recordLocator, version } = items[0] ?? { recordLocator: '', version: 0 };
    const { exitCode } = await run(['booking', 'modify', recordLocator, '--remark', 'x']);
    expect(exitCode).toBe(0);
    expect((await run(['booking', 'show', recordLocator, '--json'])).json()).toMatchObject({ version: version + 1 });
  });
});

describe('what was mistyped', () => {
  it.each([
    [['notification', 'replay', '--error', ''], 'error'],
    [['notification', 'replay', '--template='], 'template'],
    [['notification', 'replay', '--status', 'failed', '--event', ' '], 'event'],
    [['booking', 'list', '--name', ''], 'name'],
    [['booking', 'list', '--customer', ''], 'customer'],
    [['customer', 'list', '--email', ''], 'email'],
    [['audit', 'list', '--actor', ''], 'actor'],
    [['hotel', 'list', '--city', ''], 'city'],
    [['hotel', 'search', 'LON', '--check-in', '2026-12-01', '--check-out', '2026-12-02', '--amenity', ''], 'amenity'],
    [['booking', 'cancel', 'K7QX2M', '--reason', ''], 'reason'],
    [['flight', 'list', '--profile', ''], 'profile'],
  ])('a flag that is empty is no flag: %j', async (args, flag) => {
    const { exitCode, json } = await run([...args, '--json']);
    expect({ exitCode, ...(json() as object) }).toMatchObject({
      exitCode: 2,
      error: { code: 'INVALID_INPUT', message: `--${flag} is empty`, details: { flag } },
    });
  });

  it.each([
    [['--channel', 'fax'], 'USAGE', 'email, sms, webhook'],
    [['--channel', ''], 'USAGE', 'email, sms, webhook'],
    [['--template', 'nope'], 'INVALID_INPUT', 'confirmation, change,'],
    [['--template', 'confirmatin'], 'INVALID_INPUT', 'Did you mean confirmation? There is'],
    [['--since', '2026-12-02', '--until', '2026-12-01'], 'INVALID_INPUT', 'is not behind --since 2026-12-02T00:00:00Z'],
    [['--since', '2026-12-02', '--until', '2026-12-02'], 'INVALID_INPUT', 'exchange them'],
  ])('nothing is replayed by a choice that nothing can be: %j', async (args, code, said) => {
    const { exitCode, stdout } = await run(['notification', 'replay', ...args, '--json']);
    expect({ exitCode, stdout }).toMatchObject({ exitCode: 2, stdout: expect.stringContaining(said) });
    expect(stdout).toContain(`"${code}"`);
  });

  it('a statement covers no time that ends before it begins: it would agree with anything', async () => {
    const period = ['--since', '2026-12-02', '--until', '2026-12-01'];
    const args = ['payment', 'reconcile', '--statement', '-', '--gateway', 'sandbox', ...period];
    const { exitCode, stderr } = await run(args, { input: 'reference,kind,currency,amount\n' });
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('is not behind --since'),
    });
  });

  it.each([
    [['report', 'sales', '--by', 'day']],
    [['report', 'load-factor', '--by', 'day']],
    [['flight', 'list']],
    [['flight', 'import', '-']],
  ])('%j looks at no days from a later one to an earlier: nothing would lie there', async (args) => {
    const { exitCode, stdout, stderr } = await run([...args, '--from', '2026-12-02', '--to', '2026-12-01']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain('--to 2026-12-01 is before --from 2026-12-02');
  });

  it.each([
    [['bookng', 'list'], 'booking list'],
    [['booking', 'lst'], 'booking list'],
    [['flights', 'list'], 'flight list'],
    [['flight', 'serach', 'LHR', 'JFK'], 'flight search'],
    [['booking', 'list', '--limt', '3'], '--limit'],
    [['flight', 'search', 'LHR', 'JFK', '--passenger', '2'], '--passengers'],
    [['booking', 'create', '--fligt', 'x'], '--flight'],
    [['booking', 'list', '--fields', 'recordLocater'], 'recordLocator'],
  ])('%j is told from what was meant', async (args, meant) => {
    const { exitCode, stdout, stderr } = await run(args);
    expect({ exitCode, stdout }, stderr).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/Did you mean/);
    expect(stderr).toContain(meant);
  });

  it.each([
    ['--limit', '10001'],
    ['--limit', '0'],
    ['--limit', 'all'],
    ['--timeout', '0'],
    ['--cursor', 'page2'],
  ])('%s %s is refused', async (flag, value) => {
    const { exitCode, stdout, stderr } = await run(['flight', 'list', flag, value]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(value);
  });

  it('takes a limit of 10,000', async () => {
    expect((await run(['flight', 'list', '--limit', '10000', '-o', 'ids'])).exitCode).toBe(0);
  });
});

describe('a list', () => {
  const everything = ['flight', 'list', '--from', '2026-12-01'];

  it('says on stderr that there is more, and the cursor goes on where it ended', async () => {
    const whole = (await run([...everything, '-o', 'ids'])).stdout.trim().split('\n');
    expect(whole.length).toBeGreaterThan(20);
    const seen: string[] = [];
    let cursor: string | undefined;
    for (let pages = 0; pages < 10; pages += 1) {
      const more = cursor === undefined ? [] : ['--cursor', cursor];
      const { stdout, stderr } = await run([...everything, '--limit', '13', '-o', 'ids', ...more]);
      seen.push(...stdout.trim().split('\n'));
      cursor = /--cursor (\S+)\n$/.exec(stderr)?.[1];
      if (cursor === undefined) break;
    }
    expect(seen).toEqual(whole);
  });

  it('says it beside a table, has it in JSON, and says nothing where all is shown or under --quiet', async () => {
    const table = await run([...everything, '--limit', '2']);
    expect(table.stdout.trim().split('\n')).toHaveLength(3);
    const json = await run([...everything, '--limit', '2', '--json']);
    const { items, nextCursor } = json.json() as Page;
    expect([items.length, json.stderr]).toEqual([2, '']);
    expect(table.stderr).toBe(`There is more: go on with --cursor ${nextCursor}\n`);
    expect((await run([...everything, '--limit', '2', '--quiet'])).stderr).toBe('');
    const all = await run([...everything, '--limit', '10000', '--json']);
    expect(all.json()).toMatchObject({ nextCursor: null });
    expect((await run([...everything, '--limit', '10000'])).stderr).toBe('');
  });

  it('has a cursor that works in every list', async () => {
    for (const noun of ['audit', 'booking', 'customer', 'notification', 'payment', 'refund']) {
      const list = async (...more: string[]) =>
        (await run([noun, 'list', '--json', ...more])).json() as { items: unknown[]; nextCursor: string };
      const [two, first] = await Promise.all([list('--limit', '2'), list('--limit', '1')]);
      const { items } = await list('--limit', '1', '--cursor', first.nextCursor);
      expect([...first.items, ...items], noun).toEqual(two.items);
    }
  });

  it('that is empty is a sentence on stderr, and an empty list in JSON', async () => {
    const nobody = ['booking', 'list', '--name', 'NOBODY'];
    expect(await run(nobody)).toMatchObject({ exitCode: 0, stdout: '', stderr: 'No such bookings.\n' });
    expect((await run([...nobody, '--quiet'])).stderr).toBe('');
    expect((await run([...nobody, '--json'])).json()).toEqual({ items: [], nextCursor: null });
    expect((await run([...nobody, '-o', 'ndjson'])).stdout).toBe('');
    expect((await run([...nobody, '-o', 'csv'])).stdout).toMatch(/^recordLocator,.*\n$/);
  });

  it('shows the fields that were asked for, in their order, in every format', async () => {
    const some = [...everything, '--limit', '1', '--fields', 'status,flight', '-o'];
    const table = await run([...some, 'table']);
    expect(table.stdout).toMatch(/^STATUS +FLIGHT\nscheduled +\S+\n$/);
    const json = (await run([...some, 'json'])).json() as Page;
    expect(Object.entries(json.items[0] ?? {})).toEqual([
      ['status', 'scheduled'],
      ['flight', flight],
    ]);
    expect((await run([...some, 'csv'])).stdout).toBe(`status,flight\nscheduled,${flight}\n`);
    expect((await run([...some, 'ndjson'])).stdout).toBe(`{"status":"scheduled","flight":"${flight}"}\n`);
    expect((await run([...everything, '--limit', '1', '--fields', 'flight', '-o', 'ids'])).stdout).toBe(`${flight}\n`);
  });

  it.each(['table', 'json', 'ndjson', 'csv', 'ids'])('ends quietly behind | head -1 as %s', async (format) => {
    const home = makeHome();
    const command = `"${process.execPath}" "${LAUNCHER}" flight seats ${flight} -o ${format}`;
    for (const reader of ['head -1', 'true']) {
      const script = `${command} | ${reader} > /dev/null; echo "\${PIPESTATUS[0]}"`;
      const { stdout, stderr } = spawnSync('bash', ['-c', script], {
        encoding: 'utf8',
        env: { PATH: process.env.PATH, HOME: home, OPSDESK_DATABASE_URL: database.url },
      });
      expect({ reader, stdout, stderr }).toEqual({ reader, stdout: '0\n', stderr: '' });
    }
    fs.rmSync(home, { recursive: true, force: true });
  });
});

describe('errors', () => {
  it('are one JSON document on stdout under --json, however it was asked for', async () => {
    const ways: [string[], CliOptions][] = [
      [['--json'], {}],
      [['-o', 'json'], {}],
      [['--output=json'], {}],
      [[], { env: { OPSDESK_JSON: '1' } }],
      [[], { env: { OPSDESK_OUTPUT: 'json' } }],
    ];
    for (const [args, options] of ways) {
      const { exitCode, stderr, json } = await run(['booking', 'show', 'ZZZZZZ', ...args], options);
      expect({ exitCode, stderr, document: json() }).toEqual({
        exitCode: 3,
        stderr: '',
        document: {
          error: {
            code: 'BOOKING_NOT_FOUND',
            message: expect.stringContaining('ZZZZZZ'),
            hint: expect.any(String),
            retryable: false,
            details: expect.any(Object),
          },
        },
      });
    }
  });

  it('are words on stderr in every other format', async () => {
    for (const format of ['table', 'csv', 'ndjson', 'ids']) {
      const { exitCode, stdout, stderr } = await run(['booking', 'show', 'ZZZZZZ', '-o', format]);
      expect([exitCode, stdout]).toEqual([3, '']);
      expect(stderr).toMatch(/^error: .*ZZZZZZ.* \(BOOKING_NOT_FOUND\)\nhint: .*\n$/);
    }
  });

  it('show their stack under --debug alone', async () => {
    const { stderr } = await run(['booking', 'show', 'ZZZZZZ', '--debug']);
    expect(stderr).toMatch(/\n {4}at .*src\/booking\/.*\.ts:\d+/);
    expect((await run(['booking', 'show', 'ZZZZZZ'])).stderr).not.toContain('    at ');
    const json = await run(['booking', 'show', 'ZZZZZZ', '--debug', '--json']);
    expect(json.json()).toMatchObject({ error: { code: 'BOOKING_NOT_FOUND' } });
    expect(json.stderr).toContain('    at ');
  });
});

describe('colours', () => {
  it('are for terminals, unless FORCE_COLOR asks for them and nobody refuses', async () => {
    const isColoured = async (env: Record<string, string>, ...args: string[]) =>
      (await run(['booking', 'list', ...args], { env })).stdout.includes('\u001b[');
    expect(await isColoured({ NO_COLOR: '' })).toBe(false);
    expect(await isColoured({ NO_COLOR: '', FORCE_COLOR: '1' })).toBe(true);
    expect(await isColoured({ NO_COLOR: '1', FORCE_COLOR: '1' })).toBe(false);
    expect(await isColoured({ NO_COLOR: '', FORCE_COLOR: '1' }, '--no-color')).toBe(false);
    expect(await isColoured({ NO_COLOR: '', FORCE_COLOR: '1', OPSDESK_NO_COLOR: '1' })).toBe(false);
    expect(await isColoured({ NO_COLOR: '', FORCE_COLOR: '1' }, '-o', 'csv')).toBe(false);
  });
});

describe('time', () => {
  const slow = { env: { OPSDESK_SANDBOX_SLOW_MS: '20000' } };

  async function hold(): Promise<string> {
    const order = ['booking', 'hold', '--flight', flight, '--passenger', 'SLOW/PAYER'];
    return ((await run([...order, '--json'])).json() as { recordLocator: string }).recordLocator;
  }

  it('runs out under --timeout, with exit 75, and what happened can be settled', async () => {
    const locator = await hold();
    const confirm = ['booking', 'confirm', locator, '--pay', 'sandbox:tok_slow', '--json'];
    const startedAt = Date.now();
    const { exitCode, json } = await run([...confirm, '--timeout', '1'], slow);
    expect({ exitCode, document: json() }).toMatchObject({
      exitCode: 75,
      document: { error: { code: 'TIMED_OUT', retryable: true } },
    });
    expect(Date.now() - startedAt).toBeLessThan(10_000);
    expect((await run(['worker', 'run', '--timeout', '0.05', '--json'])).json()).toMatchObject({
      error: { code: 'TIMED_OUT' },
    });
    expect((await run(['worker', 'run'], { env: { OPSDESK_TIMEOUT: '0.05' } })).exitCode).toBe(75);
  });

  it('ends at Ctrl-C with exit 130 and a word, and a worker when its batch is done', async () => {
    const locator = await hold();
    const confirm = startCli(database, ['booking', 'confirm', locator, '--pay', 'sandbox:tok_slow', '--json'], slow);
    await untilCharged(locator);
    confirm.kill('SIGINT');
    const { exitCode, stdout } = await confirm;
    expect({ exitCode, document: JSON.parse(String(stdout)) as unknown }).toMatchObject({
      exitCode: 130,
      document: { error: { code: 'INTERRUPTED' } },
    });

    const worker = startCli(database, ['worker', 'run']);
    await new Promise((resolve) => worker.stderr?.once('data', resolve));
    worker.kill('SIGTERM');
    expect((await worker).exitCode).toBe(0);
  });

  /** The payment stands in the database before the gateway is asked. */
  async function untilCharged(locator: string): Promise<void> {
    for (let attempt = 0; attempt < 50; attempt += 1) {
      const { json } = await run(['payment', 'list', '--booking', locator, '--json']);
      if ((json() as Page).items.length > 0) return;
    }
    throw new Error('the payment never began');
  }
});

describe('files', () => {
  it('are for their owner alone', async () => {
    const file = database.url.slice('sqlite:'.length);
    const folder = path.dirname(file);
    const fresh = { url: `sqlite:${path.join(folder, 'fresh', 'desk.db')}` };
    expect((await cli(fresh, ['flight', 'list'])).exitCode).toBe(0);
    expect(fs.statSync(path.join(folder, 'fresh', 'desk.db')).mode & 0o777).toBe(0o600);
    expect(fs.statSync(path.join(folder, 'fresh')).mode & 0o777).toBe(0o700);
    const trail = path.join(folder, 'trail.csv');
    await run(['audit', 'export', '--out', trail, '--format', 'csv']);
    expect(fs.statSync(trail).mode & 0o777).toBe(0o600);
  });

  it('that are links stay links, and what is no file is written into and never put aside', async () => {
    const folder = fs.mkdtempSync(path.join(path.dirname(database.url.slice('sqlite:'.length)), 'out-'));
    const [file, link, pipe] = ['file', 'link', 'pipe'].map((name) => path.join(folder, name)) as [
      string,
      string,
      string,
    ];
    fs.writeFileSync(file, 'of last year');
    fs.symlinkSync(file, link);
    expect((await run(['audit', 'export', '--out', link])).exitCode).toBe(0);
    expect(fs.lstatSync(link).isSymbolicLink()).toBe(true);
    expect(fs.readFileSync(file, 'utf8')).toContain('world.seeded');
    expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
    const reader = fs.promises.readFile(pipe, 'utf8');
    expect((await run(['audit', 'export', '--out', pipe])).exitCode).toBe(0);
    expect(await reader).toBe(fs.readFileSync(file, 'utf8'));
    expect(fs.lstatSync(pipe).isFIFO()).toBe(true);
    // A link to what there is not yet is filled where it leads.
    fs.symlinkSync('later', path.join(folder, 'ahead'));
    expect((await run(['audit', 'export', '--out', path.join(folder, 'ahead')])).exitCode).toBe(0);
    expect(fs.readdirSync(folder).sort()).toEqual(['ahead', 'file', 'later', 'link', 'pipe']);
    expect(fs.lstatSync(path.join(folder, 'ahead')).isSymbolicLink()).toBe(true);
  });

  it('that are pipes wait for a reader no longer than they may, and end with it', async () => {
    const pipe = path.join(fs.mkdtempSync(path.join(path.dirname(database.url.slice('sqlite:'.length)), 'pipe-')), 'p');
    expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
    expect((await run(['audit', 'export', '--out', pipe, '--timeout', '1'])).exitCode).toBe(75);
    const reader = spawn('head', ['-c', '1', pipe], { stdio: 'ignore' });
    const { exitCode, stderr } = await run(['audit', 'export', '--out', pipe]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    reader.kill();
  });

  it('that cannot be written are named, with the reason', async () => {
    const { exitCode, stderr } = await run(['audit', 'export', '--out', '/no/such/folder/trail']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('/no/such/folder/trail cannot be written: its folder does not exist');
  });
});

const isFull = fs.statSync('/dev/full', { throwIfNoEntry: false })?.isCharacterDevice() ?? false;

describe.skipIf(!isFull)('on a full disk', () => {
  const writeTo = (stream: 'stdout' | 'stderr', args: readonly string[]) => {
    const full = fs.openSync('/dev/full', 'w');
    const stdio = stream === 'stdout' ? (['ignore', full, 'pipe'] as const) : (['ignore', 'pipe', full] as const);
    const ended = spawnSync(process.execPath, [LAUNCHER, ...args], {
      stdio: [...stdio],
      env: environmentOf(database.url, { now: new Date(NOW).toISOString() }),
      encoding: 'utf8',
    });
    fs.closeSync(full);
    return ended;
  };

  it.each([
    [['flight', 'list']],
    [['flight', 'list', '--json']],
    [['audit', 'export', '--out', '-']],
    [['flight', '--help']],
    [['--version']],
  ])('%j says on stderr that its output is lost, and is no defect', (args) => {
    const { status, stderr } = writeTo('stdout', args);
    expect({ status, stderr }).toEqual({
      status: 69,
      stderr: expect.stringContaining('the output cannot be written: the disk is full (OUTPUT_FAILED)'),
    });
  });

  it('an error is told where it can be, and its exit status stands in any case', () => {
    const absent = ['flight', 'show', 'BA999/2026-12-01'];
    expect(writeTo('stdout', [...absent, '--json'])).toMatchObject({
      status: 3,
      stderr: expect.stringContaining('no flight'),
    });
    expect(writeTo('stderr', absent).status).toBe(3);
  });

  it('a booking was made whatever becomes of its receipt', async () => {
    const args = ['booking', 'create', '--flight', flight, '--passenger', 'FULL/ANNA MRS', '--json'];
    expect(writeTo('stdout', args).status).toBe(69);
    expect((await run(['booking', 'list', '--json'])).stdout).toContain('FULL/ANNA');
  });
});
