import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBooking } from '../../src/booking/create-booking.js';
import type { Desk } from '../../src/desk.js';
import { OpsdeskError } from '../../src/kernel/errors.js';
import { openLog } from '../../src/worker/log.js';
import { reasonOf, redact, redactText } from '../../src/worker/redact.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { cli } from '../support/cli.js';
import { addFlight, flightRef, openTestDesk } from '../support/desk.js';
import { comes, StartedWorker } from '../support/started-worker.js';

/** Each stands for what must not get out, in the shape in which it comes. None is anybody's. */
const SECRETS = [
  'postgres://desk:canary-pg-word@db.example/opsdesk',
  'redis://:canary-redis-word@cache.example:6379',
  'smtp auth failed: password=canary-smtp-word',
  '{"api_key":"canary-json-word"}',
  'Authorization: Bearer canary.bearer.word',
  'sk_live_canarystripe1234',
  'whsec_canaryhookword',
  'https://hooks.example/in?token=canary-query-word&x=1',
];
const PERSONAL = [
  '550 no such user <canary.address@example.com>',
  'CANARY/NAME MRS is not on it',
  'called +44 20 7946 0991 twice',
  'called (020) 7946-099123 twice',
  'card 4111 1111 1111 1111 given',
];
const LEAKS = /canary|7946|4111/i;

describe('redacting', () => {
  it.each([...SECRETS, ...PERSONAL])('hides what is in: %s', (text) => {
    expect(redactText(text)).not.toMatch(LEAKS);
  });

  it.each([
    'database 127.0.0.1:5432/opsdesk: the server cannot be reached',
    'deliver notifications has not come to an end for 301 s',
    'ntf_01K8ZT4M5V6W7X8Y9Z0A1B2C3D of BA117/2026-12-01 at 2026-12-01T09:30:00Z',
    'Redis at redis://127.0.0.1:6379 does not take events',
    'wkr_01987654321987654321987654 K7QX2M Europe/London',
  ])('leaves alone: %s', (text) => {
    expect(redactText(text)).toBe(text);
  });

  it('leaves of an address which machine it is', () => {
    const text = 'Redis at redis://desk:canary@cache.example:6379 does not take events';
    expect(redactText(text)).toBe('Redis at redis://desk:[hidden]@cache.example:6379 does not take events');
  });

  it('hides fields that are personal or secret by their names, at any depth, and cuts what is long', () => {
    const hidden = ['to', 'email', 'name', 'passenger', 'phone', 'subject', 'body', 'dbPassword', 'token', 'data_key'];
    const planted = Object.fromEntries(hidden.map((field) => [field, 'canary']));
    expect(JSON.stringify(redact({ ...planted, deep: [{ ...planted, error: new Error('canary') }] }))).not.toMatch(
      LEAKS,
    );
    expect(redactText('x'.repeat(5_000))).toHaveLength(500);
  });

  it('tells the words of machines that are away, and of other errors only their codes', () => {
    const away = new OpsdeskError('DATABASE_UNAVAILABLE', 'database db.example: the server cannot be reached');
    expect(reasonOf(away)).toBe('database db.example: the server cannot be reached (DATABASE_UNAVAILABLE)');
    expect(reasonOf(new OpsdeskError('PASSENGER_RULE', 'Ann Canary is too young'))).toBe('PASSENGER_RULE');
  });

  it.each(['json', 'text'] as const)('lets nothing through that is planted in a field of a %s log', async (format) => {
    const lines: string[] = [];
    const log = await openLog({ format, level: 'trace', write: (line) => lines.push(line) });
    const planted = [...SECRETS, ...PERSONAL];
    for (const level of ['trace', 'debug', 'info', 'warn', 'error'] as const) {
      for (const text of planted) {
        log(level, 'planted', { step: text, reason: text, counts: { [level]: text }, deep: [{ list: [text] }] });
      }
    }
    expect(lines).toHaveLength(5 * planted.length);
    expect(lines.join('')).not.toMatch(LEAKS);
    expect(lines.every((line) => line.endsWith('\n') && !line.slice(0, -1).includes('\n'))).toBe(true);
  });
});

onEveryBackend('the log of a worker', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial);
    await addFlight(desk, { number: '1' });
  });
  afterAll(async () => {
    await desk.database.close();
    await trial.drop();
  });

  /** With a password in it, where the server asks for none. */
  const withSecret = (): TrialDatabase => {
    if (trial.dialect === 'sqlite') return trial;
    const url = new URL(trial.url);
    url.password ||= 'canary-pg-word';
    return { ...trial, url: url.href };
  };

  it.each(['json', 'text'])('tells of its work in %s, and of no secret and nobody', async (format) => {
    const input = {
      flights: [{ ref: flightRef('1') }],
      passengers: ['CANARY/NAME MR'],
      email: 'canary.address@example.com',
      phone: '+44 20 7946 0991',
      remark: 'Ann Canary asks for a cot',
      pay: { gateway: 'sandbox', source: 'tok_ok' },
    };
    await createBooking(desk, input, {});
    const worker = new StartedWorker(withSecret(), ['--log-format', format], {
      env: {
        OPSDESK_LOG_LEVEL: 'trace',
        OPSDESK_MAIL: 'failing',
        OPSDESK_REDIS_URL: 'redis://:canary-redis-word@127.0.0.1:1',
      },
    });
    await comes('a delivery and trouble', () => /delivery/.test(worker.stderr) && /trouble/.test(worker.stderr));
    const status = await cli(trial, ['worker', 'status', '--json']);
    expect((await worker.stop()).exitCode).toBe(0);
    expect(worker.stderr).toContain('STREAM_UNAVAILABLE');
    expect(worker.stderr).not.toMatch(LEAKS);
    expect(status.stdout).not.toMatch(LEAKS);
    if (format === 'json') {
      expect(worker.logged('delivery')[0]).toMatchObject({ level: 'warn', channel: 'email', status: 'pending' });
      expect(worker.log().every((line) => typeof line.event === 'string' && typeof line.time === 'string')).toBe(true);
    }
  });

  it('is JSON where stderr is no terminal, text for a single run, and silent below its level', async () => {
    const worker = new StartedWorker(trial);
    await worker.until('worker started');
    await worker.stop();
    const once = await cli(trial, ['worker', 'run', '--once'], { env: { OPSDESK_MAIL: 'failing' } });
    expect(once.exitCode).toBe(0);
    expect(once.stderr).not.toContain('{');
    const silent = new StartedWorker(trial, [], { env: { OPSDESK_LOG_LEVEL: 'error' } });
    await comes('its row', async () => (await cli(trial, ['worker', 'status'])).stdout.includes('wkr_'));
    await silent.stop();
    expect(silent.stderr).toBe('');
    const { exitCode, stderr } = await cli(trial, ['worker', 'run', '--once'], { env: { OPSDESK_LOG_LEVEL: 'loud' } });
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('OPSDESK_LOG_LEVEL') });
  });
});
