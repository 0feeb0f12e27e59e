import { afterAll, beforeAll, expect, it } from 'vitest';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { cli } from '../support/cli.js';

const FILE = [
  'property,name,city,country,airports,currency,room_type,from,to,allotment,price',
  'LON-9,The Test House,London,GB,LHR,GBP,DBL,2026-12-01,2026-12-10,5,120.50',
  'LON-9,The Test House,London,GB,LHR,GBP,SGL,2026-12-01,2026-12-10,3,80.00',
].join('\n');

onEveryBackend('hotels from the command line', (backend) => {
  let database: TrialDatabase;
  beforeAll(async () => {
    database = await backend.create();
  });
  afterAll(() => database?.drop());

  const bring = (input: string, ...flags: readonly string[]) =>
    cli(database, ['hotel', 'import', '-', ...flags], { input });
  const adjust = (...flags: readonly string[]) => cli(database, ['hotel', 'adjust', ...flags]);
  const period = ['--from', '2026-12-03', '--to', '2026-12-04'];

  it('tell every line of a file that is wrong, and then bring it in once', async () => {
    const wrong = await bring(FILE.replace(',5,', ',x,').replace('80.00', '80.005'));
    expect(wrong).toMatchObject({ exitCode: 2, stdout: '' });
    expect(wrong.stderr).toMatch(
      /^line 2, allotment: "x" is .*\nline 3, price: "80.005" is .*\nerror: .*IMPORT_REJECTED/,
    );
    expect((await bring(FILE, '--dry-run', '--json')).json()).toMatchObject({ properties: 1, imported: 20 });
    expect((await bring(FILE, '--json')).json()).toMatchObject({ properties: 1, imported: 20, unchanged: 0 });
    expect((await bring(FILE, '--json')).json()).toMatchObject({ properties: 0, imported: 0, unchanged: 20 });
    const other = FILE.replace('120.50', '130');
    expect(await bring(other)).toMatchObject({
      exitCode: 6,
      stderr: expect.stringMatching(
        /^line 2, price: is 120\.50, and not 130\.00, on 2026-12-01.*\nerror: .*RATE_CHANGE/,
      ),
    });
    expect((await bring(other, '--update', '--json')).json()).toMatchObject({ updated: 10, unchanged: 10 });
  });

  it('are adjusted night by night, the last one included', async () => {
    const adjusted = await adjust('lon-9:dbl', ...period, '--price', '99', '--stop-sell', 'on', '--json');
    expect(adjusted.json()).toMatchObject({
      ...{ property: 'LON-9', version: 3, from: '2026-12-03', to: '2026-12-04', changed: 2 },
      nights: [
        { roomType: 'DBL', night: '2026-12-03', stopSell: true, closedToArrival: false, allotment: 5 },
        { roomType: 'DBL', night: '2026-12-04', stopSell: true, closedToArrival: false, allotment: 5 },
      ],
    });
    const rows = await adjust('LON-9', ...period, '--min-stay', '2', '--stop-sell', 'off', '-o', 'csv');
    expect(rows.stdout.split('\n')[1]).toBe('DBL,2026-12-03,5,0,0,99.00,GBP,2,no,no,no');
    expect(rows.stdout.trim().split('\n')).toHaveLength(5);
    expect(await adjust('LON-9', ...period, '--min-stay', '3', '--if-version', '1')).toMatchObject({ exitCode: 5 });
    expect(await adjust('LON-9', '--from', '2026-12-10', '--to', '2026-12-11', '--min-stay', '3')).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining('DBL on 2026-12-11'),
    });
    expect(await adjust('LON-9:', ...period, '--min-stay', '3')).toMatchObject({ exitCode: 2 });
    expect(await adjust('LON-9', ...period)).toMatchObject({ exitCode: 2 });
  });
});
