import { afterAll, beforeAll, expect, it } from 'vitest';
import { EXIT_MEANINGS } from '../../src/cli/exit-codes.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { type CliOptions, type CliResult, cli } from '../support/cli.js';

interface Booking {
  readonly recordLocator: string;
  readonly segments: readonly { readonly seats: readonly { readonly seat: string }[] }[];
}

const FAILING = { env: { OPSDESK_MAIL: 'failing' } };
const NOWHERE = { env: { OPSDESK_DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing' } };
/** A defect of ours is not to be had; 130 is reached where Ctrl-C is tested. */
const ELSEWHERE = [1, 130];

onEveryBackend('an exit status', (backend) => {
  let database: TrialDatabase;
  let flight = '';
  const reached = new Set<number>();
  const order = (...more: string[]) => ['booking', 'create', '--flight', `${flight}:Y`, '--passenger', 'A/B', ...more];

  /** Runs a command that must end so, with an error of that code under --json, and in words without. */
  async function expectEnd(
    status: number,
    code: string | undefined,
    args: readonly string[],
    options: CliOptions = {},
  ) {
    const result = await run([...args, '--json'], options);
    expect(result.exitCode, `${args.join(' ')}\n${result.stdout}${result.stderr}`).toBe(status);
    reached.add(status);
    if (code !== undefined) expect(result.json()).toMatchObject({ error: { code } });
    return result.json();
  }

  const run = (args: readonly string[], options: CliOptions = {}): Promise<CliResult> => cli(database, args, options);
  const book = async (...more: string[]) => (await expectEnd(0, undefined, order(...more))) as Booking;

  beforeAll(async () => {
    database = await backend.create();
    await run(['db', 'seed', '--start', '2026-12-01']);
    const { items } = (await run(['flight', 'list', '--limit', '1', '--json'])).json() as {
      items: { flight: string }[];
    };
    flight = items[0]?.flight ?? '';
  });
  afterAll(() => database?.drop());

  it('0, 2, 3, 7: done, mistyped, not there, nobody to ask', async () => {
    await book();
    await expectEnd(2, 'USAGE', ['booking', 'create', '--nonsense']);
    await expectEnd(2, 'INVALID_INPUT', order('--pay', 'sandbox:4111 1111 1111 1111'));
    await expectEnd(3, 'FLIGHT_NOT_FOUND', ['flight', 'show', 'XX999/2026-12-01']);
    await expectEnd(3, 'CUSTOMER_NOT_FOUND', ['customer', 'show', 'cus_0']);
    await expectEnd(3, 'FILE_NOT_FOUND', ['flight', 'import', '/nowhere.csv']);
    for (const command of ['flight import /', 'booking create --from /', 'payment webhook --signature x --from /']) {
      const refused = await expectEnd(2, 'INVALID_INPUT', command.split(' '));
      expect(refused).toMatchObject({ error: { message: '/ is a folder' } });
    }
    await expectEnd(7, 'INPUT_REQUIRED', ['booking', 'create']);
    await expectEnd(7, 'INPUT_REQUIRED', ['console']);
  });

  it('5: somebody else was first', async () => {
    const mine = await book('--pay', 'sandbox:tok_ok');
    const seat = mine.segments[0]?.seats[0]?.seat ?? '';
    await expectEnd(5, 'SEAT_TAKEN', order('--seat', seat));
    const remark = ['booking', 'modify', mine.recordLocator, '--remark', 'x', '--yes'];
    await expectEnd(5, 'VERSION_CONFLICT', [...remark, '--if-version', '99']);
    await expectEnd(5, 'ALREADY_EXISTS', ['db', 'seed']);
  });

  it('6: a rule forbids it', async () => {
    const paid = (await book('--pay', 'sandbox:tok_ok')).recordLocator;
    await expectEnd(6, 'REFUND_EXCEEDS_CAPTURED', ['refund', 'issue', paid, '--amount', '99999']);
    await expectEnd(6, 'NOTHING_DUE', ['payment', 'take', paid, '--pay', 'sandbox:tok_ok']);
    await expectEnd(0, undefined, order('--idempotency-key', 'k1'));
    await expectEnd(6, 'IDEMPOTENCY_MISMATCH', order('--idempotency-key', 'k1', '--remark', 'another'));
    await expectEnd(0, undefined, ['booking', 'cancel', paid, '--confirm', paid]);
    await expectEnd(6, 'WRONG_STATE', ['booking', 'cancel', paid, '--confirm', paid]);
    const departed = { now: '2030-01-01T00:00:00Z' };
    await expectEnd(6, 'FLIGHT_NOT_SELLABLE', order(), departed);
  });

  it('8 and 69: the gateway says no, or nothing', async () => {
    await expectEnd(8, 'PAYMENT_DECLINED', order('--pay', 'sandbox:tok_decline'));
    await expectEnd(69, 'PAYMENT_UNKNOWN', order('--pay', 'sandbox:tok_timeout'));
    const open = await expectEnd(69, undefined, ['payment', 'reconcile', '--dry-run']);
    expect(open).toMatchObject({ stillOpen: 1 });
    const lossy = (await book('--pay', 'sandbox:tok_refund_timeout')).recordLocator;
    const cancelled = await expectEnd(69, undefined, ['booking', 'cancel', lossy, '--confirm', lossy]);
    expect(cancelled).toMatchObject({ status: 'cancelled', refund: { status: 'unknown' } });
    const again = (await book('--pay', 'sandbox:tok_refund_timeout')).recordLocator;
    const told = await run(['refund', 'issue', again, '--amount', '1.00']);
    expect(told).toMatchObject({ exitCode: 69, stderr: expect.stringContaining('opsdesk payment reconcile') });
    await expectEnd(0, undefined, ['payment', 'reconcile']);
    expect((await run(['booking', 'show', lossy, '--json'])).json()).not.toMatchObject({
      refunded: { amountMinor: 0 },
    });
  });

  it('68: some of many failed', async () => {
    await book('--email', 'ann@example.com', '--pay', 'sandbox:tok_ok');
    await expectEnd(0, undefined, ['worker', 'run', '--once'], FAILING);
    const partly = await expectEnd(68, undefined, ['notification', 'replay', '--status', 'pending'], FAILING);
    expect(partly).toMatchObject({ items: expect.arrayContaining([expect.objectContaining({ status: 'pending' })]) });
  });

  it('75: the back end is not there', async () => {
    await expectEnd(75, 'DATABASE_UNAVAILABLE', ['booking', 'list'], NOWHERE);
    await expectEnd(75, 'TIMED_OUT', ['worker', 'run', '--timeout', '0.05']);
  });

  it('4: a production database is not for this', async () => {
    await expectEnd(0, undefined, ['db', 'migrate', '--production'], { now: undefined });
    await expectEnd(4, 'PRODUCTION_DATABASE', ['db', 'seed'], { now: undefined });
  });

  it('5: an invariant is broken', async () => {
    // No command can do this: it takes somebody with another program.
    const { connect } = await import('../../src/database/open.js');
    const direct = await connect({ url: database.url });
    await direct.dedicated((raw) => raw.execute('update booking set total_minor = total_minor + 1', []));
    await direct.close();
    const report = await expectEnd(5, undefined, ['doctor'], { now: undefined });
    expect(report).toMatchObject({ ok: false });
    const broken = (report as { checks: { name: string; violations: number; warning: boolean }[] }).checks;
    expect(broken.filter(({ violations, warning }) => violations > 0 && !warning).map(({ name }) => name)).toContain(
      'bookings-add-up',
    );
  });

  it('is reached by a command for every line of the table', () => {
    const table = EXIT_MEANINGS.map(([status]) => status);
    expect([...reached, ...ELSEWHERE].sort((a, b) => a - b)).toEqual([...table].sort((a, b) => a - b));
  });
});
