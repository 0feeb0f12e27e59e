import { afterAll, beforeAll, expect, it } from 'vitest';
import { authorisePayment } from '../../src/booking/authorise-payment.js';
import { createBooking } from '../../src/booking/create-booking.js';
import { endAuthorisation } from '../../src/booking/end-authorisation.js';
import { issueRefund } from '../../src/booking/issue-refund.js';
import { splitBooking } from '../../src/booking/split-booking.js';
import { takePayment } from '../../src/booking/take-payment.js';
import type { Desk } from '../../src/desk.js';
import { compareStatement, type StatementInput } from '../../src/payment/statement/compare-statement.js';
import { importRates } from '../../src/seeding/import-rates.js';
import { statementRows } from '../../src/seeding/statement-rows.js';
import { HOSTILE_NAME, MARK, unsafeIn } from '../commands/hostile.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { cli } from '../support/cli.js';
import { addFlight, flightRef, openTestDesk } from '../support/desk.js';

/** The desk's clock stands at noon of this day. */
const CREATED = '2026-11-01T12:30:00Z';
const DAY = { since: Date.parse('2026-11-01T00:00:00Z'), until: Date.parse('2026-11-02T00:00:00Z') };

interface Line {
  readonly reference: string;
  readonly kind: string;
  readonly amount: string;
  readonly key?: string;
  readonly currency?: string;
  readonly created?: string;
}

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

function csv(lines: readonly Line[]): string {
  const rows = lines.map(({ reference, kind, amount, key = '', currency = 'usd', created = CREATED }) =>
    [created, reference, kind, currency, amount, key, '0.30', 'of theirs'].join(','),
  );
  return ['Created,Reference,Kind,Currency,Amount,Key,Fee,Description', ...rows, ''].join('\n');
}

onEveryBackend("a gateway's statement", (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;
  /** A charge that was shared out, two others, one without an answer, one that was declined, and a refund. */
  let charges: string[];
  let refund: string;
  let unknownKey: string;
  let lines: Line[];

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial);
    await addFlight(desk, { number: '1', economyRows: 3 });
    const book = (source: string, passengers = ['SMITH/JOHN MR']) =>
      createBooking(desk, { flights: [{ ref: flightRef('1') }], passengers, pay: { gateway: 'sandbox', source } }, {});
    const { recordLocator } = await book('tok_ok', ['SMITH/JOHN MR', 'SMITH/ANN MRS']);
    await splitBooking(desk, { recordLocator, passengers: ['P2'] }, {});
    const refunded = await book('tok_ok');
    await issueRefund(desk, { recordLocator: refunded.recordLocator, amount: '15.00' }, {});
    await book('tok_ok');
    await expect(book('tok_timeout')).rejects.toMatchObject({ code: 'PAYMENT_UNKNOWN' });
    await expect(book('tok_decline')).rejects.toMatchObject({ code: 'PAYMENT_DECLINED' });
    const payments = await desk.session.composed((db) => db.selectFrom('payment').selectAll().orderBy('id'));
    charges = payments.flatMap((row) => (row.split_from === null ? (row.gateway_reference ?? []) : []));
    unknownKey = payments.find(({ status }) => status === 'unknown')?.gateway_key ?? '';
    const [part] = await desk.session.composed((db) => db.selectFrom('refund_part').selectAll());
    refund = part?.gateway_reference ?? '';
    lines = [
      ...charges.map((reference, at) => ({ reference, kind: 'charge', amount: at === 0 ? '220' : '110.00' })),
      { reference: refund, kind: 'refund', amount: '-15.00' },
    ];
  });
  afterAll(async () => {
    await desk.database.close();
    await trial.drop();
  });

  const compare = (text: string, more: Partial<StatementInput> = DAY) =>
    compareStatement(desk.session, { gateway: 'sandbox', lines: statementRows(bytes(text)), ...more });

  it('that agrees is matched line by line, a charge that was shared out as one', async () => {
    expect(await compare(csv(lines))).toMatchObject({
      ok: true,
      lines: 4,
      matched: 4,
      fees: [{ amountMinor: 120, currency: 'USD' }],
      findings: [],
      untold: 0,
    });
  });

  it('tells what differs, what is missing on either side, and what is there twice', async () => {
    const [shared, second, third] = lines as [Line, Line, Line];
    const text = csv([
      { ...shared, amount: '220.01' },
      { ...second, currency: 'eur' },
      { reference: 'theirs-1', kind: 'charge', amount: '1.00' },
      { reference: 'lost-1', kind: 'charge', amount: '110.00', key: unknownKey },
      { reference: refund, kind: 'charge', amount: '15.00' },
      { ...third, kind: 'refund' },
      { ...third },
      { ...third },
    ]);
    const { findings, ...counts } = await compare(text);
    expect(findings.map(({ finding, line, reference, status }) => [finding, line, reference, status])).toEqual([
      ['amount_differs', 2, shared.reference, 'captured'],
      ['amount_differs', 3, second.reference, 'part_refunded'],
      ['missing_here', 4, 'theirs-1', null],
      ['status_differs', 5, 'lost-1', 'unknown'],
      ['missing_here', 6, refund, null],
      ['missing_here', 7, third.reference, null],
      ['repeated', 9, third.reference, 'captured'],
      ['missing_there', null, refund, 'succeeded'],
    ]);
    expect(counts).toMatchObject({ ok: false, lines: 8, matched: 1, amountDiffers: 2, missingHere: 3, repeated: 1 });
    expect(findings[0]).toMatchObject({ theirs: { amountMinor: 22_001 }, ours: { amountMinor: 22_000 } });
  });

  it('misses what was done twice under one key', async () => {
    const [, second] = lines as [Line, Line];
    const [row] = await desk.session.composed((db) =>
      db.selectFrom('payment').selectAll().where('gateway_reference', '=', second.reference),
    );
    const twice = { ...second, reference: 'again', key: row?.gateway_key ?? '' };
    expect((await compare(csv([...lines, twice]))).findings).toMatchObject([
      { finding: 'missing_here', reference: 'again', operationId: row?.id },
    ]);
  });

  it('misses what is not in it between its first line and its last, or as it is told', async () => {
    const without = lines.slice(1);
    const over = (first: string, last: string) =>
      compare(csv(without.map((line, at) => ({ ...line, created: at === 0 ? first : last }))), {});
    expect(await over('2026-11-01 11:00:00', CREATED)).toMatchObject({
      missingThere: 1,
      since: '2026-11-01T11:00:00Z',
    });
    expect(await over('2026-11-01T14:00:00+01:00', CREATED)).toMatchObject({ ok: true, missingThere: 0 });
    expect(await compare(csv(without))).toMatchObject({ missingThere: 1 });
    expect(await compare(csv(without), { ...DAY, until: DAY.since + 1 })).toMatchObject({ missingThere: 0 });
    expect(await compare(csv([]))).toMatchObject({ lines: 0, missingThere: 4 });
    await expect(compare(csv(lines.map((line) => ({ ...line, created: '' }))), {})).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      hint: expect.stringContaining('--since'),
    });
  });

  it('has what was set aside from its capture on, and as much as was captured', async () => {
    const own = await backend.create();
    const at = await openTestDesk(own);
    await addFlight(at, { number: '1' });
    const order = { flights: [{ ref: flightRef('1') }], passengers: ['SMITH/JOHN MR'] };
    const { recordLocator } = await createBooking(at, order, {});
    const source = { gateway: 'sandbox', source: 'tok_ok' };
    const { paymentId } = await authorisePayment(at, { recordLocator, source }, {});
    const before = () =>
      compareStatement(at.session, { gateway: 'sandbox', lines: statementRows(bytes(csv([]))), ...DAY });
    expect(await before()).toMatchObject({ missingThere: 0 });
    await endAuthorisation(at, { reference: paymentId, ending: 'capture', amount: '30.00' }, {});
    await at.database.transaction((tx) =>
      tx.composed((db) => db.updateTable('payment').set({ created_at: DAY.since - 1 })),
    );
    expect((await before()).findings).toMatchObject([
      { finding: 'missing_there', ours: { amountMinor: 3_000 }, operationId: paymentId },
    ]);
    await at.database.close();
    await own.drop();
  });

  it('is in the currency that was charged, and has no refund that became a voucher', async () => {
    const own = await backend.create();
    const at = await openTestDesk(own);
    await addFlight(at, { number: '1' });
    const rates = {
      source: bytes('date,base,quote,rate\n2026-11-01,USD,EUR,0.5\n'),
      name: 'rates.csv',
      isReplacing: false,
    };
    await importRates(at.runner, rates, { reason: 'test' });
    const order = { flights: [{ ref: flightRef('1') }], passengers: ['SMITH/JOHN MR'] };
    const { recordLocator } = await createBooking(at, order, {});
    await takePayment(at, { recordLocator, source: { gateway: 'sandbox', source: 'tok_ok' }, currency: 'EUR' }, {});
    await issueRefund(at, { recordLocator, amount: '20.00' }, {});
    await issueRefund(at, { recordLocator, amount: '30.00', to: 'voucher' }, {});
    const [payment] = await at.session.composed((db) => db.selectFrom('payment').selectAll());
    const parts = await at.session.composed((db) => db.selectFrom('refund_part').selectAll().orderBy('id'));
    const theirs = [
      { reference: payment?.gateway_reference ?? '', kind: 'charge', amount: '55.00', currency: 'eur' },
      { reference: parts[0]?.gateway_reference ?? '', kind: 'refund', amount: '10.00', currency: 'eur' },
    ];
    const against = (text: string) =>
      compareStatement(at.session, { gateway: 'sandbox', lines: statementRows(bytes(text)), ...DAY });
    expect(await against(csv(theirs))).toMatchObject({ ok: true, matched: 2, findings: [] });
    expect((await against(csv([]))).findings).toMatchObject([
      { finding: 'missing_there', ours: { amountMinor: 5_500, currency: 'EUR' } },
      { finding: 'missing_there', ours: { amountMinor: 1_000, currency: 'EUR' } },
    ]);
    await at.database.close();
    await own.drop();
  });

  it('is refused with every line that is wrong', async () => {
    const [good] = lines as [Line];
    const wrong: Partial<Line>[] = [
      { reference: '' },
      { kind: 'payout' },
      { currency: 'XXL' },
      { amount: '1.234' },
      { amount: '-1.00' },
      { created: 'yesterday' },
    ];
    const text = `${csv([good, ...wrong.map((each) => ({ ...good, ...each }))])}too,short\n`;
    const problem = await compare(text).catch((error: unknown) => error);
    expect(problem).toMatchObject({
      code: 'IMPORT_REJECTED',
      message: expect.stringContaining('nothing was compared'),
    });
    const { rows } = (problem as { details: { rows: { line: number; column: string }[] } }).details;
    expect(rows.map(({ line, column }) => `${line} ${column}`)).toEqual([
      '3 reference',
      '4 kind',
      '5 currency',
      '6 amount',
      '7 amount',
      '8 created',
      '9 ',
    ]);
    await expect(compare('reference,kind\n')).rejects.toMatchObject({ code: 'IMPORT_REJECTED' });
    await expect(compare(csv(lines), { gateway: 'nobody' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('is compared by the command, which exits 5 unless it agrees', async () => {
    const args = ['payment', 'reconcile', '--statement', '-', '--gateway', 'sandbox', '--since', '2026-11-01'];
    const agrees = await cli(trial, [...args, '--json'], { input: csv(lines) });
    expect({ exitCode: agrees.exitCode, result: agrees.json() }).toMatchObject({ exitCode: 0, result: { ok: true } });
    const foreign = { reference: HOSTILE_NAME, kind: 'charge', amount: '1' };
    const differs = await cli(trial, args, { input: csv([...lines, foreign]) });
    expect(differs).toMatchObject({ exitCode: 5, stdout: expect.stringContaining('1 missing here') });
    expect([differs.stdout.includes(MARK), unsafeIn(differs.stdout)]).toEqual([true, undefined]);
  });

  it.each([
    [
      'amount',
      csv([{ reference: 'x', kind: 'charge', amount: HOSTILE_NAME }]),
      /^line 2, amount: ".*" is no amount in USD\n/,
    ],
    ['header', 'reference,kind,currency\n', /^line 1, amount: the header lacks this column\n/],
    ['file', '', /^line 1: the file is empty\n/],
  ])('is refused by the command with the lines that are wrong: its %s', async (_what, input, lines) => {
    const args = ['payment', 'reconcile', '--statement', '-', '--gateway', 'sandbox'];
    const { exitCode, stdout, stderr } = await cli(trial, args, { input });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(lines);
    expect(stderr).toContain('\nerror: a line of the file is wrong, and nothing was compared (IMPORT_REJECTED)\n');
    expect(unsafeIn(stderr)).toBeUndefined();
    const json = await cli(trial, [...args, '--json'], { input });
    expect(json.stderr).toBe('');
    expect(json.json()).toMatchObject({ error: { code: 'IMPORT_REJECTED', details: { rows: [{}] } } });
  });
});
