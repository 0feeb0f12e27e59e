import { afterEach, beforeEach, expect, it } from 'vitest';
import { listAudit } from '../../src/audit/list.js';
import { listRates } from '../../src/catalog/list-rates.js';
import type { Desk } from '../../src/desk.js';
import { importRates } from '../../src/seeding/import-rates.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { openTestDesk } from '../support/desk.js';

const HEADER = 'date,base,quote,rate';
const ROWS = ['2026-10-31,EUR,USD,1.08452', '2026-11-01,eur,usd,1.0850', '2026-11-01,USD,JPY,154.327'];

onEveryBackend('importing rates', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;

  beforeEach(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial, { maxConnections: 6 });
  });
  afterEach(async () => {
    await desk.database.close();
    await trial.drop();
  });

  const bring = (rows: readonly string[], options: object = {}, isReplacing = false, header = HEADER) => {
    const source = (async function* () {
      yield Buffer.from([header, ...rows].join('\n'));
    })();
    return importRates(desk.runner, { source, name: 'bank.csv', isReplacing }, options);
  };
  const kept = async (filter: object = {}) =>
    (await listRates(desk.session, { limit: 50, ...filter })).items.map(({ rateId, rate }) => `${rateId} ${rate}`);
  const rejected = async (attempt: Promise<unknown>) => {
    const error = await attempt.then(
      () => undefined,
      (reason: unknown) => reason as { code: string; hint: string; details: { rows: RejectedRow[] } },
    );
    return (
      error && [error.code, ...error.details.rows.map(({ line, column, reason }) => `${line} ${column}: ${reason}`)]
    );
  };

  it('keeps them exactly, and once however often they come', async () => {
    expect(await bring(ROWS)).toEqual({ imported: 3, replaced: 0, unchanged: 0 });
    const all = ['EUR/USD/2026-11-01 1.085', 'USD/JPY/2026-11-01 154.327', 'EUR/USD/2026-10-31 1.08452'];
    expect(await kept()).toEqual(all);
    expect(await bring(ROWS)).toEqual({ imported: 0, replaced: 0, unchanged: 3 });
    expect(await kept()).toEqual(all);
    expect(await kept({ base: 'EUR', on: '2026-10-31' })).toEqual(['EUR/USD/2026-10-31 1.08452']);
    expect(await kept({ quote: 'JPY' })).toEqual(['USD/JPY/2026-11-01 154.327']);
    const first = await listRates(desk.session, { limit: 1 });
    const second = await listRates(desk.session, { limit: 1, cursor: first.nextCursor ?? '' });
    const third = await listRates(desk.session, { limit: 1, cursor: second.nextCursor ?? '' });
    expect([first, second, third].flatMap(({ items }) => items.map(({ rate }) => rate))).toEqual([
      ...['1.085', '154.327', '1.08452'],
    ]);
    expect(third.nextCursor).toBeNull();
    await expect(listRates(desk.session, { limit: 1, cursor: 'x' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(listRates(desk.session, { limit: 1, base: 'XYZ' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('imports nothing of a file with a wrong row, and names each with its column', async () => {
    const wrong = [
      '2026-02-30,EUR,USD,1.1',
      '2026-11-01,EUR,EUR,1',
      '2026-11-01,EURO,XXZ,1',
      '2026-11-01,EUR,USD,0',
      '2026-11-01,EUR,USD,"1,08"',
      '2026-11-01,EUR,GBP,0.87',
      '2026-11-01,EUR,GBP,0.88',
      '2026-11-01,EUR',
    ];
    expect(await rejected(bring([ROWS[0] ?? '', ...wrong]))).toEqual([
      'IMPORT_REJECTED',
      '3 date: "2026-02-30" is no day of the calendar, such as 2026-12-01',
      '4 quote: "EUR" is the base itself',
      '5 base: "EURO" is no currency of ISO 4217',
      '5 quote: "XXZ" is no currency of ISO 4217',
      '6 rate: "0" is no decimal above 0 with at most twelve digits',
      '7 rate: "1,08" is no decimal above 0 with at most twelve digits',
      '9 rate: is 0.88, and 0.87 on line 8',
      '10 : has 2 fields, the header 4',
    ]);
    expect(await rejected(bring(ROWS, {}, false, 'date,base,rate,fee'))).toEqual([
      'IMPORT_REJECTED',
      '1 quote: the header lacks this column',
    ]);
    expect(await kept()).toEqual([]);
  });

  it('refuses another rate for a day with both figures, until it is told to replace it, and why', async () => {
    await bring(ROWS);
    const other = ['2026-11-02,EUR,USD,1.09', '2026-11-01,EUR,USD,1.0851'];
    expect(await rejected(bring(other))).toEqual([
      'RATE_CHANGE',
      '3 rate: EUR/USD/2026-11-01 is 1.0851 in the file, and 1.085 here',
    ]);
    expect(await kept({ base: 'EUR' })).toEqual(['EUR/USD/2026-11-01 1.085', 'EUR/USD/2026-10-31 1.08452']);
    await expect(bring(other, {}, true)).rejects.toMatchObject({ code: 'INPUT_REQUIRED' });
    const dry = await bring(other, { reason: 'the bank', isDryRun: true }, true);
    expect([dry, await kept({ on: '2026-11-02' })]).toEqual([{ imported: 1, replaced: 1, unchanged: 0 }, []]);
    expect(await bring(other, { reason: 'the bank' }, true)).toEqual({ imported: 1, replaced: 1, unchanged: 0 });
    expect(await kept({ base: 'EUR', on: '2026-11-01' })).toEqual(['EUR/USD/2026-11-01 1.0851']);
    const { items } = await listAudit(desk.session, { action: 'fx.replaced', limit: 5 });
    expect(items).toMatchObject([
      { entityId: 'EUR/USD/2026-11-01', before: { rate: '1.085' }, after: { rate: '1.0851' }, reason: 'the bank' },
    ]);
  });

  it('takes one of those who import at once, and tells the others that it is there', async () => {
    const results = await Promise.all(Array.from({ length: 5 }, (_, at) => bring(at % 2 ? ROWS : ROWS.toReversed())));
    const sums = results.map(({ imported, unchanged }) => [imported, unchanged].join());
    expect(sums.toSorted()).toEqual(['0,3', '0,3', '0,3', '0,3', '3,0']);
  });
});

interface RejectedRow {
  readonly line: number;
  readonly column: string;
  readonly reason: string;
}
