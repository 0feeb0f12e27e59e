import { afterAll, beforeAll, expect, it } from 'vitest';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { cli } from '../support/cli.js';
import { addFlight, openTestDesk } from '../support/desk.js';

onEveryBackend('a payment in another currency from the command line', (backend) => {
  let database: TrialDatabase;
  beforeAll(async () => {
    database = await backend.create();
    const desk = await openTestDesk(database);
    await addFlight(desk, { number: '1' });
    await desk.database.close();
  });
  afterAll(() => database?.drop());

  const bring = (rate: string, ...flags: readonly string[]) =>
    cli(database, ['fx', 'import', '-', ...flags], { input: `date,base,quote,rate\n2026-11-01,EUR,USD,${rate}` });

  it('is charged at the rate of a file, and told in both', async () => {
    const wrong = await bring('"1,08"', '--dry-run');
    expect(wrong).toMatchObject({ exitCode: 2, stdout: '' });
    expect(wrong.stderr).toMatch(/^line 2, rate: "1,08" is no decimal.*\nerror: .*IMPORT_REJECTED/);
    expect((await bring('1.1', '--json')).json()).toEqual({ imported: 1, replaced: 0, unchanged: 0 });
    expect(await bring('1.2')).toMatchObject({
      exitCode: 6,
      stderr: expect.stringMatching(/^line 2, rate: EUR\/USD\/2026-11-01 is 1\.2 in the file, and 1\.1 here\n/),
    });
    expect(await bring('1.2', '--replace')).toMatchObject({ exitCode: 7 });
    const order = ['--flight', 'XX1/2026-12-01', '--passenger', 'SMITH/JOHN'];
    const booked = await cli(database, ['booking', 'create', ...order, '--pay', 'sandbox:tok_ok', '--currency', 'eur']);
    expect(booked).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/Balance +0\.00 USD\n *Charged +100\.00 EUR/),
    });
    const { stdout } = await cli(database, ['payment', 'list', '--fields', 'amount,charged,exchange', '-o', 'csv']);
    expect(stdout.split('\n')[1]).toBe('110.00,USD,100.00,EUR,"1 EUR = 1.1 USD, 2026-11-01"');
  });
});
