import fs from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readManifest } from '../../src/cli/package-file.js';
import { ROOT } from '../cli/run-program.js';
import { onPostgres } from '../support/backends.js';
import { STRIPE_WEBHOOK_SECRET, webHookOf } from '../support/gateways/stripe-stub.js';
import { HOSTILE, HOSTILE_NAME, MARK, unsafeIn, withoutColours } from './hostile.js';
import { EMAIL, HostileDesk, PASSENGER } from './hostile-desk.js';
import { hasTerminal, onTerminal } from './on-terminal.js';

type ArgsOf = (desk: HostileDesk) => readonly string[];

const PAY = ['--pay', 'sandbox:tok_ok'];
const booking = ['--flight', 'XX1/2026-12-05', '--passenger', PASSENGER, '--email', EMAIL, '--remark', HOSTILE];

/** Each command that prints what somebody typed, in a way that changes nothing. */
const TELLING: Readonly<Record<string, ArgsOf>> = {
  'audit export': () => ['--out', '-'],
  'audit list': () => [],
  'booking cancel': (desk) => [desk.paid, '--dry-run'],
  'booking confirm': (desk) => [desk.held, ...PAY, '--dry-run'],
  'booking create': () => [...booking, '--dry-run'],
  'booking history': (desk) => [desk.paid],
  'booking hold': () => [...booking, '--dry-run'],
  'booking itinerary': (desk) => [desk.paid],
  'booking list': () => [],
  'booking modify': (desk) => [desk.paid, '--remark', `${HOSTILE}!`, '--dry-run'],
  'booking reinstate': (desk) => [desk.lapsed, '--dry-run'],
  'booking show': (desk) => [desk.paid],
  'booking split': (desk) => [desk.party, '--passenger', 'P2', '--dry-run'],
  'customer create': () => ['--name', HOSTILE, '--email', `new${EMAIL}`, '--dry-run'],
  'customer list': () => [],
  'customer show': (desk) => [desk.customerId],
  'customer update': (desk) => [desk.customerId, '--phone', HOSTILE_NAME, '--dry-run'],
  'db migrate': () => [],
  'db reset': () => ['--dry-run'],
  'db status': () => [],
  'disruption apply': (desk) => [desk.plan, '--dry-run'],
  'disruption entitlement': (desk) => [desk.hit],
  'disruption resume': (desk) => [desk.jobId, '--canary', '1'],
  'disruption status': () => [],
  'flight adjust': () => ['XX1/2026-12-05', '--price', 'Y=150:20', '--dry-run'],
  'flight show': () => ['XX1/2026-12-05'],
  'flight status': () => ['XX5/2026-12-06', '--set', 'delayed', '--minutes', '30', '--dry-run'],
  'flight watch': () => ['--once'],
  'fx list': () => [],
  'hotel adjust': () => ['EVIL-1', '--from', '2026-12-05', '--to', '2026-12-06', '--price', '95', '--dry-run'],
  'hotel list': () => [],
  'hotel search': () => ['BOS', '--check-in', '2026-12-05', '--check-out', '2026-12-07'],
  'hotel show': () => ['EVIL-1', '--from', '2026-12-05'],
  'notification preview': (desk) => ['confirmation', desk.paid],
  'notification show': (desk) => [desk.notificationId],
  'package search': () => ['JFK', 'BOS', '--depart', '2026-12-05', '--return', '2026-12-08'],
  'payment take': (desk) => [desk.held, ...PAY, '--dry-run'],
  'payment write-off': (desk) => [desk.owing, '--amount', '0.01', '--reason', HOSTILE, '--dry-run'],
  'profile add': () => ['one', '--replace', '--database-url', `sqlite:${HOSTILE_NAME.replace('\r', '')}`],
  'profile list': () => [],
  'profile show': () => [HOSTILE],
  'profile use': () => [HOSTILE],
  'queue claim': (desk) => [`holds/${desk.held}`, '--dry-run'],
  'queue list': () => ['--within', '1h'],
  'refund show': (desk) => [desk.refundId],
  'refund list': () => [],
  'refund issue': (desk) => [desk.paid, '--amount', '1.00', '--reason', HOSTILE, '--dry-run'],
  'report sales': () => ['--by', 'agent'],
};

/** The others print nothing that was typed; their output is looked at all the same. */
const SILENT: Readonly<Record<string, ArgsOf>> = {
  'audit checkpoint': () => [],
  'audit verify': (desk) => ['--from', desk.trail],
  'booking import': (desk) => [desk.bookingFile, '--dry-run'],
  'customer subscribe': (desk) => ['XX1/2026-12-05', '--customer', desk.customerId, '--dry-run'],
  'disruption diff': (desk) => [desk.plan, desk.plan],
  'disruption plan': () => ['--out', '-'],
  'disruption rollback': (desk) => [desk.jobId, '--out', '-'],
  'disruption show': (desk) => [desk.plan],
  doctor: () => [],
  'flight create': () => [
    ...['XX', '9', 'JFK', 'BOS', '--depart', '2026-12-06T08:00', '--arrive', '2026-12-06T09:10'],
    ...['--seats', '9', '--dry-run'],
  ],
  'flight import': (desk) => [desk.flightFile, '--dry-run'],
  'flight list': () => [],
  'flight search': () => ['JFK', 'BOS', '--depart', '2026-12-05'],
  'flight seats': () => ['XX1/2026-12-05'],
  'fx import': (desk) => [desk.rateFile, '--dry-run'],
  'hotel import': (desk) => [desk.hotelFile, '--dry-run'],
  'notification list': () => [],
  'notification replay': () => ['--status', 'pending', '--dry-run'],
  'payment authorise': (desk) => [desk.held, ...PAY, '--dry-run'],
  'payment capture': (desk) => [desk.authorised, '--reason', HOSTILE, '--dry-run'],
  'payment list': () => [],
  'payment reconcile': () => ['--dry-run'],
  'payment request': (desk) => [desk.held, '--link', '--dry-run'],
  'payment show': (desk) => [desk.paymentId],
  'payment void': (desk) => [desk.authorised, '--reason', HOSTILE, '--dry-run'],
  'payment webhook': ({ bookingFile }) => {
    const { body, signature } = webHookOf('customer.created', { id: HOSTILE });
    fs.writeFileSync(`${bookingFile}.webhook`, body);
    return ['--from', `${bookingFile}.webhook`, '--signature', signature];
  },
  'queue done': (desk) => [`holds/${desk.held}`, '--dry-run'],
  'refund quote': (desk) => [desk.paid, '--dry-run'],
  'report ledger': () => [],
  'report load-factor': () => ['--by', 'flight'],
  'voucher issue': () => ['--amount', '1.00', '--currency', 'USD', '--reason', HOSTILE, '--dry-run'],
  'voucher list': () => [],
  'voucher show': (desk) => [desk.voucherId],
  'worker run': () => ['--once'],
  'worker status': () => [],
};

/** Print nothing of anybody's: a script of ours, a made-up world, and what `profile show` covers. The console: test/tui. */
const LEFT_OUT = ['completion', 'console', 'db seed', 'demo', 'profile remove'];

describe('what somebody typed', () => {
  let desk: HostileDesk;
  beforeAll(async () => {
    desk = await HostileDesk.open();
  });
  afterAll(() => desk?.remove());

  it('is looked for in the output of every command', () => {
    const known = Object.keys(readManifest(ROOT)).map((id) => id.replaceAll(':', ' '));
    expect([...Object.keys(TELLING), ...Object.keys(SILENT), ...LEFT_OUT].sort()).toEqual(known.sort());
  });

  // One place prints each of the other formats for all commands: every fourth command is looked at in each,
  // and the table of every one on a terminal below.
  const others = ['table', 'ndjson', 'csv', 'ids'];
  const looks = Object.entries({ ...TELLING, ...SILENT }).map(
    ([command, argsOf], at) => [command, others[at % others.length] ?? 'csv', argsOf] as const,
  );

  it.each(looks)('never leaves "%s" raw, nor as %s', async (command, other, argsOf) => {
    const args = [...command.split(' '), ...argsOf(desk)];
    const formats = ['json', other];
    const runs = await Promise.all(
      formats.map((format) => desk.run([...args, '-o', format], { env: envOf(desk, command) })),
    );
    for (const [at, { exitCode, stdout, stderr }] of runs.entries()) {
      const where = `${command} -o ${formats[at]}`;
      expect({ [where]: unsafeIn(stdout), stderr: unsafeIn(stderr) }).toEqual({
        [where]: undefined,
        stderr: undefined,
      });
      const mayLackIds = formats[at] === 'ids' && stderr.includes('no references');
      if (!mayLackIds) expect(exitCode, `${where}\n${stdout}${stderr}`).toBe(0);
    }
    const [json] = runs;
    expect(json?.stdout.includes(MARK), `${command} prints it`).toBe(command in TELLING);
  });

  it.skipIf(!hasTerminal)('comes to a terminal no more than to a pipe, with colours of ours around it', async () => {
    const here = { OPSDESK_DATABASE_URL: desk.database.url, OPSDESK_NOW: '2026-11-01T12:00:00Z' };
    const shown: string[] = [];
    const coloured: string[] = [];
    await eachInTurn(Object.entries({ ...TELLING, ...SILENT }), 3, async ([command, argsOf]) => {
      const args = [...command.split(' '), ...argsOf(desk), '--no-input'];
      const { exitCode, output } = await onTerminal(args, { env: { ...here, ...envOf(desk, command) } });
      // A bar that was drawn is wiped off again.
      const bare = withoutColours(output).replaceAll('\r\u001b[K', '');
      expect({ [command]: unsafeIn(bare), exitCode }, output).toEqual({ [command]: undefined, exitCode: 0 });
      if (output.includes(MARK)) shown.push(command);
      if (withoutColours(output) !== output) coloured.push(command);
    });
    expect(shown.length, shown.join()).toBeGreaterThan(18);
    expect(coloured.length, coloured.join()).toBeGreaterThan(18);
  });

  it.skipIf(!hasTerminal)('is not in what a terminal is asked', async () => {
    const here = { OPSDESK_DATABASE_URL: desk.database.url, OPSDESK_NOW: '2026-11-01T12:00:00Z' };
    const asked = [
      ['booking', 'modify', desk.paid, '--name', PASSENGER],
      ['booking', 'cancel', desk.paid],
      ['db', 'reset'],
      ['profile', 'remove', HOSTILE],
    ];
    for (const args of asked) {
      const env = { ...here, ...envOf(desk, args.join(' ')) };
      const { exitCode, output } = await onTerminal(args, { env, answer: '\u0003' });
      expect(exitCode, output).toBe(130);
      // The prompt moves the cursor itself: what is hostile shows by what no prompt writes.
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is searched for
      expect(output).not.toMatch(/\u001b\]|\u001b\[2J\u001b|[\u007f\u0080-\u009f\u202a-\u202e\u2028\u2066-\u2069]/u);
      expect(output, args.join(' ')).toContain('?');
    }
  });

  it('is in no line that an import tells of', async () => {
    const rows = [{ ...JSON.parse(desk.order()), [HOSTILE]: 1 }, HOSTILE, JSON.parse(desk.order({ pay: HOSTILE }))];
    const input = rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row))).join('\n');
    for (const format of ['table', 'json', 'ndjson', 'csv']) {
      const { exitCode, stdout, stderr } = await desk.run(['booking', 'import', '-', '-o', format], { input });
      expect({ exitCode, stdout: unsafeIn(stdout), stderr: unsafeIn(stderr) }).toEqual({ exitCode: 68 });
      expect(`${stdout}${stderr}`).toContain(MARK);
    }
  });

  it('is in no itinerary', async () => {
    for (const format of ['text', 'html', 'ics']) {
      const { stdout } = await desk.run(['booking', 'itinerary', desk.paid, '--format', format]);
      expect({ [format]: unsafeIn(stdout.replaceAll('\r\n', '\n')) }).toEqual({ [format]: undefined });
      expect(stdout.replaceAll('\r\n ', '')).toContain(MARK);
    }
  });

  it('reads back from JSON as it was typed', async () => {
    const shown = await desk.json<{ remark: string; contact: object }>(['booking', 'show', desk.held]);
    expect(shown).toMatchObject({ remark: HOSTILE, contact: { email: EMAIL, phone: HOSTILE_NAME } });
    expect(await desk.json(['customer', 'show', desk.customerId])).toMatchObject({ name: HOSTILE, email: EMAIL });
    const { items } = await desk.json<{ items: unknown[] }>(['audit', 'list', '--command', 'booking create']);
    const typed = { actor: HOSTILE, reason: HOSTILE, idempotencyKey: HOSTILE };
    expect(items).toContainEqual(expect.objectContaining(typed));
  });

  it('is not taken when it has a NUL', async () => {
    for (const part of [{ remark: 'a\0b' }, { email: 'a\0@b' }, { phone: '1\0' }, { passengers: ['A\0/B'] }]) {
      const input = desk.order(part);
      const { exitCode, json } = await desk.run(['booking', 'create', '--from', '-', '--json'], { input });
      expect({ exitCode, document: json() }).toMatchObject({
        exitCode: 2,
        document: { error: { code: 'INVALID_INPUT' } },
      });
    }
  });
});

onPostgres('what somebody typed', (backend) => {
  it('is kept as it is', async () => {
    const database = await backend.create();
    const desk = await HostileDesk.open(database);
    try {
      const shown = await desk.run(['booking', 'show', desk.held, '--json']);
      expect(shown.json()).toMatchObject({ remark: HOSTILE, contact: { email: EMAIL, phone: HOSTILE_NAME } });
      const { stdout, stderr } = await desk.run(['booking', 'history', desk.paid]);
      expect([unsafeIn(shown.stdout), unsafeIn(stdout), stderr]).toEqual([undefined, undefined, '']);
      const { exitCode } = await desk.run(['booking', 'create', '--from', '-'], {
        input: desk.order({ remark: '\0' }),
      });
      expect(exitCode).toBe(2);
    } finally {
      desk.remove();
      await database.drop();
    }
  });
});

function envOf({ env, profileEnv }: HostileDesk, command: string): Readonly<Record<string, string>> {
  if (command === 'payment request' || command === 'payment webhook') {
    return {
      ...env,
      OPSDESK_STRIPE_KEY: 'sk_test_x',
      OPSDESK_STRIPE_WEBHOOK_SECRET: STRIPE_WEBHOOK_SECRET,
      OPSDESK_PAYMENT_RETURN_URL: 'https://www.example.com',
    };
  }
  return command.startsWith('profile') ? profileEnv : env;
}

async function eachInTurn<T>(items: readonly T[], atOnce: number, work: (item: T) => Promise<void>): Promise<void> {
  const rest = [...items];
  const worker = async () => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
