import { afterAll, beforeAll, expect, it } from 'vitest';
import { cancelBooking } from '../../src/booking/cancel-booking.js';
import { createBooking } from '../../src/booking/create-booking.js';
import { showBooking } from '../../src/booking/show-booking.js';
import { type Desk, openRunner } from '../../src/desk.js';
import { issueRefunds, type RefundedRow, type RefundFileInput } from '../../src/seeding/issue-refunds.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { addFlight, flightRef, openTestDesk, violationsOf } from '../support/desk.js';

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

onEveryBackend('the refunds of a file', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial, { maxConnections: 10 });
    await addFlight(desk, { number: '1', economyRows: 30 });
  });
  afterAll(async () => {
    expect(await violationsOf(desk)).toEqual([]);
    await desk.database.close();
    await trial.drop();
  });

  const book = async (source = 'tok_ok') =>
    (
      await createBooking(
        desk,
        { flights: [{ ref: flightRef('1') }], passengers: ['A/B'], pay: { gateway: 'sandbox', source } },
        {},
      )
    ).recordLocator;
  const deskOf = (actor: string): Desk => {
    const { database, clock, ids } = desk;
    return { ...desk, actor, runner: openRunner(database, { actor, clock, ids }) };
  };
  const refundedOf = async (locator: string) => (await showBooking(desk, locator)).refunded.amountMinor;
  const run = async (text: string, more: Partial<RefundFileInput> = {}, options = {}, at = desk) => {
    const rows: RefundedRow[] = [];
    const result = await issueRefunds(
      at,
      {
        job: `job_${text.length}`,
        source: bytes(text),
        format: text.startsWith('{') ? 'ndjson' : 'csv',
        concurrency: 4,
        signal: new AbortController().signal,
        onRow: (row) => void rows.push(row),
        ...more,
      },
      options,
    );
    return { ...result, items: rows.toSorted((a, b) => a.line - b.line) };
  };

  it('go back once each, what is owed or goodwill, however often the file is run', async () => {
    const [goodwill, owed, nothing] = [await book(), await book(), await book()];
    await cancelBooking(desk, { recordLocator: owed, isWithoutRefund: true }, {});
    const file = `Reason,LOCATOR,amount\nstorm,${goodwill},25.00\n,${owed.toLowerCase()},\n,${nothing},\n`;
    const tried = await run(file, {}, { isDryRun: true });
    expect(tried).toMatchObject({ rows: 3, refunded: 2, failed: 1, end: 'done' });
    expect(await refundedOf(goodwill)).toBe(0);
    const first = await run(file, {}, { reason: 'all of them' });
    expect(first).toMatchObject({ rows: 3, refunded: 2, already: 0, failed: 1 });
    expect(first.items).toMatchObject([
      { line: 2, status: 'refunded', amount: { amountMinor: 2_500 }, code: null },
      { line: 3, status: 'refunded', recordLocator: owed, amount: { amountMinor: 8_000 } },
      { line: 4, status: 'failed', refundId: null, code: 'NOTHING_OWED' },
    ]);
    const again = await run(file, {}, { reason: 'all of them' });
    expect(again).toMatchObject({ refunded: 0, already: 2, failed: 1 });
    expect(again.items.slice(0, 2).map(({ refundId }) => refundId)).toEqual(
      first.items.slice(0, 2).map(({ refundId }) => refundId),
    );
    expect(await Promise.all([goodwill, owed, nothing].map(refundedOf))).toEqual([2_500, 8_000, 0]);
    const reasons = await desk.session.composed((db) =>
      db
        .selectFrom('refund as r')
        .innerJoin('booking as b', 'b.id', 'r.booking_id')
        .select(['b.record_locator', 'r.reason']),
    );
    expect(new Map(reasons.map(({ record_locator, reason }) => [record_locator, reason]))).toEqual(
      new Map([
        [goodwill, 'storm'],
        [owed, 'all of them'],
      ]),
    );
  });

  it('go on where a run was stopped, and are asked for again where the answer was lost', async () => {
    const locators = [await book(), await book('tok_refund_timeout'), await book(), await book()];
    const file = locators.map((locator) => JSON.stringify({ locator, amount: '10.00' })).join('\n');
    const stopped = await run(file, { concurrency: 1, maxFailures: 1 });
    expect(stopped).toMatchObject({ refunded: 1, failed: 1, end: 'stopped' });
    expect(stopped.items[1]).toMatchObject({ code: 'REFUND_UNKNOWN', refundId: expect.stringMatching(/^ref_/) });
    expect(await run(file)).toMatchObject({ refunded: 3, already: 1, failed: 0, end: 'done' });
    expect(await run(file)).toMatchObject({ refunded: 0, already: 4, failed: 0 });
    expect(await Promise.all(locators.map(refundedOf))).toEqual([1_000, 1_000, 1_000, 1_000]);
    await expect(run(file, {}, {}, deskOf('eve'))).rejects.toMatchObject({ code: 'WRONG_STATE' });
  });

  it('are refused in a file that differs, under the key that another was begun with', async () => {
    const locators = [await book(), await book()];
    const fileOf = (second: string) => `locator,amount\n${locators[0]},0.50\n${locators[1]},${second}\n`;
    const [first, changed] = [
      { text: fileOf('9999'), job: 'job_first' },
      { text: fileOf('0.70'), job: 'job_changed' },
    ];
    const storm = { idempotencyKey: 'storm1' };
    const under = (file: typeof first, options: object = storm, at = desk) =>
      run(file.text, { job: file.job }, options, at);
    const mismatch = { code: 'IDEMPOTENCY_MISMATCH', hint: expect.stringContaining('a file of its own') as string };
    expect(await under(first)).toMatchObject({ refunded: 1, failed: 1 });
    await expect(under(changed)).rejects.toMatchObject(mismatch);
    await expect(under(changed, { ...storm, isDryRun: true })).rejects.toMatchObject(mismatch);
    expect(await Promise.all(locators.map(refundedOf))).toEqual([50, 0]);
    expect(await under(first)).toMatchObject({ refunded: 0, already: 1, failed: 1 });
    // The key is its actor's: to another it is new. Theirs is the job as well, so that nobody does it for them.
    const eve = deskOf('eve');
    await expect(under(first, storm, eve)).rejects.toMatchObject({ code: 'WRONG_STATE' });
    expect(await under(changed, storm, eve)).toMatchObject({ refunded: 2 });
    await expect(under(first, storm, eve)).rejects.toMatchObject(mismatch);
  });

  it('belong to a key from its beginning on, before there is a row', async () => {
    const text = `locator,amount\n${await book()},1.00\n`;
    const options = { idempotencyKey: 'storm2' };
    const killed = await run(text, { job: 'job_killed', signal: AbortSignal.abort() }, options);
    expect(killed).toMatchObject({ rows: 0, end: 'interrupted' });
    await expect(run(text, { job: 'job_other' }, options)).rejects.toMatchObject({ code: 'IDEMPOTENCY_MISMATCH' });
    expect(await run(text, { job: 'job_killed' }, options)).toMatchObject({ refunded: 1, already: 0, end: 'done' });
  });

  it('are made anew where the gateway declined them in an earlier run, and once', async () => {
    const locators = [await book(), await book()];
    const file = ['locator,amount', ...locators.map((locator) => `${locator},15.00`)].join('\n');
    const chargesIn = (from: string, to: string) =>
      desk.database.dedicated((raw) =>
        raw.execute(
          `update sandbox_operation set currency = '${to}' where kind = 'charge' and currency = '${from}' and gateway_key in
             (select p.gateway_key from payment p join booking b on b.id = p.booking_id where b.record_locator = '${locators[1]}')`,
          [],
        ),
      );
    await chargesIn('USD', 'XXX');
    for (let time = 0; time < 3; time += 1) {
      const { items } = await run(file);
      expect(items).toMatchObject([{ code: null }, { status: 'failed', code: 'PAYMENT_DECLINED' }]);
    }
    await chargesIn('XXX', 'USD');
    expect(await run(file)).toMatchObject({ refunded: 1, already: 1, failed: 0 });
    expect(await run(file)).toMatchObject({ refunded: 0, already: 2, failed: 0 });
    expect(await Promise.all(locators.map(refundedOf))).toEqual([1_500, 1_500]);
  });

  it('are none at all while a line of the file is wrong, and each wrong line is told with its column', async () => {
    const locator = await book();
    const lines = [
      'locator,amount,reason',
      `${locator},10.00,`,
      'ABC,10.00,',
      'ZZZZZZ,10.00,',
      `${locator},10.001,`,
      `${locator},0,`,
      `${locator},1,4111 1111 1111 1111`,
      `${locator},1`,
    ];
    const error = (await run(lines.join('\n')).catch((thrown: unknown) => thrown)) as { code: string; details: object };
    expect(error.code).toBe('IMPORT_REJECTED');
    expect(error.details).toMatchObject({
      rows: [
        { line: 3, column: 'locator' },
        { line: 4, column: 'locator', reason: 'there is no booking ZZZZZZ' },
        { line: 5, column: 'amount' },
        { line: 6, column: 'amount' },
        { line: 7, column: 'reason' },
        { line: 8, column: '' },
      ],
    });
    expect(JSON.stringify(error)).not.toContain('4111');
    expect(await refundedOf(locator)).toBe(0);
    const json = [`{"locator": "${locator}", "amount": 10}`, '[]', `{"booking": "${locator}"}`, '{', '{"amount": "1"}'];
    await expect(run(json.join('\n'))).rejects.toMatchObject({
      details: {
        rows: [
          { line: 1, column: 'amount' },
          { line: 2 },
          { line: 3, column: 'booking' },
          { line: 4 },
          { line: 5, column: 'locator' },
        ],
      },
    });
    await expect(run('locator;amount\n')).rejects.toMatchObject({
      code: 'IMPORT_REJECTED',
      message: 'a line of the file is wrong, and no money has gone back',
    });
  });

  it('are made once by two who run the same file at once', async () => {
    const locators = await Promise.all(Array.from({ length: 12 }, () => book()));
    const file = ['locator,amount', ...locators.map((locator) => `${locator},7.00`)].join('\n');
    const both = await Promise.all([run(file), run(file)]);
    expect(both.map(({ failed }) => failed)).toEqual([0, 0]);
    expect(await Promise.all(locators.map(refundedOf))).toEqual(locators.map(() => 700));
  });
});
