import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sqlite, type TrialDatabase } from '../support/backends.js';
import { type CliOptions, type CliResult, cli } from '../support/cli.js';
import { HOSTILE, HOSTILE_NAME, MARK, unsafeIn } from './hostile.js';

/** An argument that is refused, with the exit status, and whether the message quotes it. */
type Refusal = readonly [args: readonly string[], status: number, more?: CliOptions];

const COLUMNS = 'carrier,number,origin,destination,departure_local,arrival_local,equipment,seats';
const REF = 'XX1/2026-12-05';
const LISTS = [
  'audit list',
  'booking list',
  'customer list',
  'flight list',
  'notification list',
  'payment list',
  'queue list',
];
const IDS = ['customer show', 'notification show', 'notification replay', 'payment show', 'refund show'];
const LOCATORS = ['booking show', 'booking history', 'booking itinerary', 'refund quote', 'refund issue'];

const words = (text: string) => text.split(' ');
const order = (json: unknown): CliOptions => ({ input: typeof json === 'string' ? json : JSON.stringify(json) });
const create = ['booking', 'create', '--from', '-'];

const REFUSALS: readonly Refusal[] = [
  ...LOCATORS.map((command): Refusal => [[...words(command), HOSTILE], 2]),
  ...IDS.map((command): Refusal => [[...words(command), HOSTILE], 3]),
  ...LISTS.map((command): Refusal => [[...words(command), '--cursor', HOSTILE], 2]),
  [[HOSTILE], 2],
  [['booking', HOSTILE], 2],
  [['help', HOSTILE], 2],
  [['completion', HOSTILE], 2],
  [['booking', 'list', `--${HOSTILE}`], 2],
  [['booking', 'list', HOSTILE], 2],
  [['booking', 'list', '-o', HOSTILE], 2],
  [['booking', 'list', '--fields', HOSTILE], 2],
  [['booking', 'list', '--limit', HOSTILE], 2],
  [['booking', 'list', '--timeout', HOSTILE], 2],
  [['booking', 'list', '--status', HOSTILE], 2],
  [['booking', 'list', '--since', HOSTILE], 2],
  [['booking', 'list', '--flight', HOSTILE], 2],
  [['booking', 'list', '--profile', HOSTILE], 3],
  [['booking', 'list'], 2, { now: HOSTILE }],
  [['booking', 'list'], 2, { env: { OPSDESK_MAIL: HOSTILE } }],
  [['booking', 'list'], 2, { env: { OPSDESK_OUTPUT: HOSTILE } }],
  [['booking', 'list'], 2, { env: { OPSDESK_DATABASE_URL: `mysql${HOSTILE_NAME}://x` } }],
  [['booking', 'list'], 2, { env: { OPSDESK_DATABASE_URL: `postgres://x:s3cret@${HOSTILE_NAME}/x` } }],
  [['booking', 'list'], 75, { env: { OPSDESK_DATABASE_URL: `sqlite:/dev/null/${HOSTILE_NAME}` } }],
  [['booking', 'show', 'K7QX2M', '--as-of', HOSTILE], 2],
  [['booking', 'import', HOSTILE], 3],
  [['booking', 'import', '--resume', HOSTILE], 2],
  [['booking', 'import', '-'], 2, { input: `passengers,${HOSTILE_NAME.replace('\r', '')}\n` }],
  [['queue', 'list', HOSTILE], 3],
  [['queue', 'claim', HOSTILE], 3],
  [['queue', 'claim', `holds/${HOSTILE}`], 3],
  [['queue', 'claim', 'holds', '--lease', HOSTILE], 2],
  [['queue', 'done', HOSTILE], 3],
  [['report', 'sales', '--by', HOSTILE], 2],
  [['report', 'sales', '--by', 'day', '--from', HOSTILE], 2],
  [['report', 'load-factor', '--by', 'day', '--cursor', HOSTILE], 2],
  [['flight', 'show', HOSTILE], 2],
  [['flight', 'search', HOSTILE, 'JFK', '--depart', '2026-12-05'], 2],
  [['flight', 'search', 'LHR', 'JFK', '--depart', HOSTILE], 2],
  [['flight', 'search', 'LHR', 'JFK', '--depart', '2026-12-05', '--cabin', HOSTILE], 2],
  [['flight', 'search', 'LHR', 'JFK', '--depart', '2026-12-05', '--depart-after', HOSTILE], 2],
  [['flight', 'import', HOSTILE], 3],
  [['flight', 'import', '-'], 2, { input: `${HOSTILE},x\n` }],
  [['flight', 'import', '-'], 2, { input: badFlights() }],
  [['booking', 'create', '--flight', HOSTILE, '--passenger', 'A/B'], 2],
  [['booking', 'create', '--flight', `${REF}:${HOSTILE}`, '--passenger', 'A/B'], 2],
  [['booking', 'create', '--offer', HOSTILE, '--passenger', 'A/B'], 2],
  [['booking', 'create', '--flight', REF, '--passenger', HOSTILE], 2],
  [['booking', 'create', '--flight', REF, '--passenger', 'A/B', '--seat', HOSTILE], 2],
  [['booking', 'create', '--flight', REF, '--passenger', 'A/B', '--email', HOSTILE], 2],
  [['booking', 'create', '--flight', REF, '--passenger', 'A/B', '--customer', HOSTILE], 3],
  [['booking', 'create', '--flight', REF, '--passenger', 'A/B', '--pay', HOSTILE], 2],
  [['booking', 'create', '--flight', REF, '--passenger', 'A/B', '--pay', `sandbox:${HOSTILE}`], 2],
  [['booking', 'create', '--from', HOSTILE], 3],
  [create, 2, order(`{"flights": ${HOSTILE}`)],
  [create, 2, order({ [HOSTILE]: 1 })],
  [create, 2, order({ flights: [{ flight: REF, [HOSTILE]: 1 }] })],
  [create, 2, order({ flights: [{ flight: REF }], passengers: [`${HOSTILE}\0/B`] })],
  [create, 2, order({ flights: [{ flight: REF }], passengers: ['A/B'], seats: [HOSTILE] })],
  [['booking', 'cancel', 'K7QX2M', '--confirm', HOSTILE], 2],
  [['refund', 'issue', 'K7QX2M', '--amount', HOSTILE], 2],
  [['voucher', 'issue', '--amount', '1', '--currency', HOSTILE], 2],
  [['customer', 'create', '--name', 'A', '--email', HOSTILE], 2],
  [['customer', 'update', HOSTILE, '--name', 'A'], 3],
  [['db', 'reset', '--confirm', HOSTILE], 2],
  [['audit', 'export', '--out', `/nowhere/${HOSTILE}`], 2],
  [['audit', 'verify', '--from', HOSTILE], 3],
  [['audit', 'verify', '--checkpoint', '-'], 2, { input: JSON.stringify({ [HOSTILE]: HOSTILE }) }],
  [['profile', 'show', HOSTILE], 3],
  [['profile', 'use', HOSTILE], 3],
  [['profile', 'add', HOSTILE, '--database-url', 'x'], 2],
  [['profile', 'add', 'x', '--database-url', `${HOSTILE_NAME}://x`], 2],
  [['profile', 'add', 'x', '--database-url-file', HOSTILE], 3],
  [['profile', 'add', 'x', '--database-url-env', HOSTILE], 2],
  [['profile', 'remove', HOSTILE, '--yes'], 3],
];

/** A hostile text in every cell, bare and quoted, and an error at the end of the last line. */
function badFlights(): string {
  const cell = `"${HOSTILE.replaceAll('"', '')}"`;
  return `${COLUMNS}\n${Array(8).fill(cell).join(',')}\n${HOSTILE}\n${cell}x,1\n`;
}

describe('what an error quotes', () => {
  let database: TrialDatabase;
  beforeAll(async () => {
    database = await sqlite.create();
    const flight = 'XX,1,JFK,BOS,2026-12-05T08:00,2026-12-05T09:10,,30';
    await cli(database, ['flight', 'import', '-'], { input: `${COLUMNS}\n${flight}\n` });
  });
  afterAll(() => database?.drop());

  const escaped = ({ exitCode, stdout, stderr }: CliResult, status: number) =>
    expect({ exitCode, stdout: unsafeIn(stdout), stderr: unsafeIn(stderr) }, `${stdout}${stderr}`).toEqual({
      exitCode: status,
      stdout: undefined,
      stderr: undefined,
    });

  it.each(REFUSALS.map(named))('is escaped: $name', async ({ refusal: [args, status, more = {}] }) => {
    const result = await cli(database, args, more);
    escaped(result, status);
    expect(result.stdout).toBe('');
    expect(result.stderr).not.toMatch(/s3cret|\n {4}at /);
  });

  // One place makes JSON of all errors.
  const some = REFUSALS.filter((_refusal, at) => at % 4 === 0);
  it.each(some.map(named))('is escaped in JSON: $name', async ({ refusal: [args, status, more = {}] }) => {
    const result = await cli(database, [...args, '--json'], more);
    escaped(result, status);
    expect(result.stderr).toBe('');
    expect(result.json()).toMatchObject({ error: { code: expect.stringMatching(/^[A-Z_]+$/) } });
  });

  it('is escaped in a stack, too', async () => {
    const args = ['booking', 'create', '--flight', REF, '--passenger', HOSTILE, '--debug'];
    const { exitCode, stdout, stderr } = await cli(database, args);
    expect([exitCode, unsafeIn(stdout), unsafeIn(stderr)]).toEqual([2, undefined, undefined]);
    expect(stderr).toMatch(/\n {4}at .*\.ts:\d+/);
    expect(stderr).toContain(MARK);
  });

  it('is escaped when it comes from a broken file of profiles', async () => {
    const folder = path.join(path.dirname(database.url.slice('sqlite:'.length)), 'config');
    fs.mkdirSync(path.join(folder, 'opsdesk'), { recursive: true });
    fs.writeFileSync(path.join(folder, 'opsdesk', 'profiles.json'), `{"${HOSTILE}`);
    const { exitCode, stderr } = await cli(database, ['booking', 'list'], { env: { XDG_CONFIG_HOME: folder } });
    expect([exitCode, unsafeIn(stderr)]).toEqual([2, undefined]);
  });
});

function named(refusal: Refusal): { readonly name: string; readonly refusal: Refusal } {
  const words = refusal[0].map((word) => word.replaceAll(HOSTILE, '…').replaceAll(HOSTILE_NAME, '…'));
  return { name: words.join(' '), refusal };
}
