import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readOrderJson } from '../../src/cli/booking-order.js';
import type { Desk } from '../../src/desk.js';
import { type BookingFileFormat, type BookingFileRow, bookingRows } from '../../src/seeding/booking-rows.js';
import { type BookingImportInput, type ImportedRow, importBookings } from '../../src/seeding/import-bookings.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { addFlight, openTestDesk, violationsOf } from '../support/desk.js';

async function* bytes(...chunks: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
}

async function read(format: BookingFileFormat, ...chunks: (string | Uint8Array)[]) {
  const rows: BookingFileRow[] = [];
  for await (const row of bookingRows(bytes(...chunks), format)) rows.push(row);
  return rows;
}

describe('the rows of a file of bookings', () => {
  it('come from CSV in the shape of --from, lists between semicolons, empty cells left out', async () => {
    const rows = await read(
      'csv',
      '\ufeffPassenger,FLIGHTS,seats,email,remark,customer\r\n',
      '"SMITH/JOHN MR; SMITH/TIM(CHD)",BA1/2026-12-01:Y;BA2/2026-12-02,"12A;12B;",,"two\r\nlines",cus_1\r\n',
      "DOE/ANN,BA1/2026-12-01,,a@b.c,'=1+1,\r\n",
    );
    expect(rows).toEqual([
      {
        line: 2,
        order: {
          passengers: ['SMITH/JOHN MR', 'SMITH/TIM(CHD)'],
          flights: [{ flight: 'BA1/2026-12-01:Y' }, { flight: 'BA2/2026-12-02' }],
          seats: ['12A', '12B'],
          remark: 'two\r\nlines',
          customerId: 'cus_1',
        },
      },
      {
        line: 4,
        order: { passengers: ['DOE/ANN'], flights: [{ flight: 'BA1/2026-12-01' }], email: 'a@b.c', remark: '=1+1' },
      },
    ]);
    for (const { order } of rows) expect(() => readOrderJson(order, true)).not.toThrow();
  });

  it('keep their lines: a row of the wrong width is told, and what stands behind it is read', async () => {
    expect(await read('csv', 'passengers,flights\nA/B,X\nA/B\n\nA/B,X,Y\nA/B,X\n')).toMatchObject([
      { line: 2, order: {} },
      { line: 3, problem: 'has 1 fields, the header 2' },
      { line: 5, problem: 'has 3 fields, the header 2' },
      { line: 6, order: {} },
    ]);
  });

  it('end at a quotation mark that nobody closes, and at bytes that are no UTF-8', async () => {
    const problem = expect.stringMatching(/never closed; nothing behind it was read/) as string;
    expect(await read('csv', 'passengers\nA/B\n"A/B\nC/D\n')).toMatchObject([{ line: 2 }, { line: 3, problem }]);
    expect(await read('ndjson', '{}\n', Uint8Array.of(0x7b, 0xff, 0x7d, 0x0a), '{}\n')).toMatchObject([
      { line: 1, order: {} },
      { line: 2, problem: expect.stringMatching(/not valid UTF-8.*nothing behind it was read/) as string },
    ]);
  });

  it('come from NDJSON, wherever its bytes are cut, with the lines that are none', async () => {
    expect(await read('ndjson', '\ufeff{"a":"ä', 'ö"}\r\n\n{"b"', ':1}\nnope\n[]')).toMatchObject([
      { line: 1, order: { a: 'äö' } },
      { line: 3, order: { b: 1 } },
      { line: 4, problem: expect.stringMatching(/^the line is not JSON/) as string },
      { line: 5, order: [] },
    ]);
  });

  it.each([
    ['nothing at all', ''],
    ['no passengers', 'flights,email\n'],
    ['a column that nobody knows', 'passengers,flight,mail\n'],
    ['a column twice', 'passengers,flight,flights\n'],
    ['semicolons', 'passengers;flights\n'],
  ])('are refused as a whole under a header with %s', async (_what, text) => {
    await expect(read('csv', text)).rejects.toMatchObject({ code: 'IMPORT_REJECTED' });
  });
});

onEveryBackend('an import of bookings', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;
  let jobs = 0;

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial);
    await addFlight(desk, { number: '1', economyRows: 10 });
    await addFlight(desk, { number: '2', economyRows: 1 });
  });
  afterAll(async () => {
    await desk.database.close();
    await trial.drop();
  });

  const newJob = () => {
    jobs += 1;
    return `job_${String(jobs).padStart(26, '0')}`;
  };

  async function importing(text: string, more: Partial<BookingImportInput> = {}, isDryRun = false) {
    const rows: ImportedRow[] = [];
    const result = await importBookings(
      desk,
      {
        job: newJob(),
        source: bytes(text),
        format: 'csv',
        readShape: (json) => readOrderJson(json, true),
        concurrency: 4,
        signal: new AbortController().signal,
        onRow: (row) => void rows.push(row),
        ...more,
      },
      { isDryRun },
    );
    return { result, rows: rows.toSorted((a, b) => a.line - b.line) };
  }

  const countBookings = async () => (await desk.session.composed((db) => db.selectFrom('booking').select('id'))).length;

  it('tells of each row what became of it, and goes on behind those that fail', async () => {
    const { result, rows } = await importing(
      [
        'flights,passengers,seats,pay',
        'XX1/2026-12-01,ROW/TWO MR,20A,',
        'XX1/2026-12-01,ROW/THREE MR,20A,',
        'XX1/2026-12-01,ROWFOUR,,',
        'XX1/2026-12-01,ROW/FIVE MR,,sandbox:tok_ok',
        'XX1/2026-12-01,ROW/SIX MR,,sandbox:tok_decline',
        'XX1/2026-12-01,ROW/SEVEN MR,,nobody:tok',
        'XX9/2026-12-01,ROW/EIGHT MR,,',
      ].join('\n'),
      { concurrency: 1 },
    );
    expect(rows.map(({ line, status, code }) => [line, status, code])).toEqual([
      [2, 'created', null],
      [3, 'failed', 'SEAT_TAKEN'],
      [4, 'failed', 'INVALID_INPUT'],
      [5, 'created', null],
      [6, 'failed', 'PAYMENT_DECLINED'],
      [7, 'failed', 'INVALID_INPUT'],
      [8, 'failed', 'FLIGHT_NOT_FOUND'],
    ]);
    // The booking whose payment was declined stands, and is named.
    expect(rows.flatMap(({ recordLocator }) => recordLocator ?? [])).toHaveLength(3);
    expect(result).toMatchObject({ rows: 7, created: 2, already: 0, failed: 5, end: 'done' });
    expect(await violationsOf(desk)).toEqual([]);
  });

  it('does what is missing when it is run again, whatever has become of the rest', async () => {
    const job = newJob();
    const file = (count: number) =>
      ['flights,passengers', ...Array.from({ length: count }, () => 'XX2/2026-12-01,ROW/AGAIN MR')].join('\n');
    const before = await countBookings();
    const first = await importing(file(3), { job });
    expect(first.result).toMatchObject({ created: 3, already: 0 });
    const second = await importing(file(8), { job });
    expect(second.result).toMatchObject({ created: 3, already: 3, failed: 2 });
    expect(second.rows.slice(0, 3)).toEqual(first.rows.map((row) => ({ ...row, status: 'already' })));
    expect(second.rows.flatMap(({ code }) => code ?? [])).toEqual(['SOLD_OUT', 'SOLD_OUT']);
    expect((await countBookings()) - before).toBe(6);
  });

  it('stops at the limit of failures, and by a signal', async () => {
    const bad = ['flights,passengers', ...Array.from({ length: 20 }, () => 'XX1/2026-12-01,NOBODY')].join('\n');
    const { result } = await importing(bad, { maxFailures: 3, concurrency: 1 });
    expect(result).toMatchObject({ rows: 3, failed: 3, end: 'stopped' });
    const controller = new AbortController();
    const rows: ImportedRow[] = [];
    const stopped = await importing(bad, {
      concurrency: 1,
      signal: controller.signal,
      onRow: (row) => {
        rows.push(row);
        if (rows.length === 2) controller.abort();
      },
    });
    expect(stopped.result).toMatchObject({ rows: 2, end: 'interrupted' });
  });

  it('leaves nothing behind in a dry run, not even the job', async () => {
    const before = await countBookings();
    const job = newJob();
    const text = 'flights,passengers\nXX1/2026-12-01,ROW/DRY MR\n';
    const dry = await importing(text, { job }, true);
    expect(dry.rows).toEqual([{ line: 2, status: 'created', recordLocator: null, code: null, message: null }]);
    expect(await countBookings()).toBe(before);
    expect((await importing(text, { job })).result).toMatchObject({ created: 1, already: 0 });
  });
});
