import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sqlite, type TrialDatabase } from '../support/backends.js';
import { type CliOptions, cli } from '../support/cli.js';

const FORMULAS = ['=1+1', '+44 20 7123', '-1', '@SUM(A1)', "'=1+1", '="a"&"b, c"'];

describe('a cell of CSV', () => {
  let database: TrialDatabase;
  const run = async (args: readonly string[], options: CliOptions = {}) => {
    const result = await cli(database, args, options);
    expect(result.exitCode, `${args.join(' ')}\n${result.stdout}${result.stderr}`).toBe(0);
    return result;
  };
  const rows = async (args: readonly string[]): Promise<Record<string, string>[]> =>
    parse((await run([...args, '-o', 'csv'])).stdout, { columns: true });

  beforeAll(async () => {
    database = await sqlite.create();
    const columns = 'carrier,number,origin,destination,departure_local,arrival_local,equipment,seats';
    const flights = [
      `XX,1,JFK,LAX,2026-12-05T08:00,2026-12-05T11:10,"'=A320",30`,
      'XX,2,JFK,BOS,2026-12-05T08:00,2026-12-05T09:10,,30',
    ];
    await run(['flight', 'import', '-'], { input: [columns, ...flights].join('\n') });
  });
  afterAll(() => database?.drop());

  it('that somebody typed is no formula, and its text is not lost', async () => {
    for (const [at, text] of FORMULAS.entries()) {
      await run(['customer', 'create', '--name', text, '--email', `${at}@x.test`, '--phone', text]);
    }
    const listed = (await rows(['customer', 'list'])).reverse();
    expect(listed.map(({ name, phone }) => [name, phone])).toEqual(FORMULAS.map((text) => [`'${text}`, `'${text}`]));
    expect(listed.map(({ email }) => email)).toEqual(FORMULAS.map((_, at) => `${at}@x.test`));
    // Neither JSON nor a table is ever opened by a spreadsheet.
    const json = (await run(['customer', 'list', '--json'])).json() as { items: { name: string }[] };
    expect(json.items.map(({ name }) => name).reverse()).toEqual(FORMULAS);
    expect((await run(['customer', 'list', '--name', '=1+1'])).stdout).toContain(' =1+1 ');
  });

  it('that somebody typed into a booking, a reason or a schedule is none either', async () => {
    const order = ['--flight', 'XX1/2026-12-05', '--passenger', '=SUM/A1', '--email', '=x@y.test', '--remark', '@cmd'];
    const why = ['--reason', '-2+3', '--idempotency-key', '=key'];
    const [booking] = await rows(['booking', 'create', ...order, ...why, '--pay', 'sandbox:tok_ok']);
    expect(booking).toMatchObject({ passengers: "'=SUM/A1", email: "'=x@y.test", remark: "'@cmd" });
    expect(await rows(['booking', 'list'])).toMatchObject([{ leadPassenger: "'=SUM/A1" }]);
    const history = await rows(['booking', 'history', booking?.recordLocator ?? '']);
    expect(history.map(({ reason }) => reason)).toContain("'-2+3");
    // In the file it stood behind an apostrophe, which the import took off, and which is now put back.
    const flight = ['flight', 'show', 'XX1/2026-12-05'];
    expect(await rows(flight)).toMatchObject([{ equipment: "'=A320" }]);
    expect((await run([...flight, '--json'])).json()).toMatchObject({ equipment: '=A320' });
    const exported = parse((await run(['audit', 'export', '--out', '-', '--format', 'csv'])).stdout, { columns: true });
    expect(exported as unknown[]).toContainEqual(expect.objectContaining({ reason: "'-2+3", idempotencyKey: "'=key" }));
    for (const args of [
      ['audit', 'list'],
      ['customer', 'list'],
      ['booking', 'list'],
    ]) {
      for (const row of await rows(args)) {
        for (const [name, cell] of Object.entries(row))
          expect(cell, `${args.join(' ')} ${name}`).not.toMatch(/^[=+@\t\r]/);
      }
    }
  });

  it('that is money or a number is as it is, below zero too', async () => {
    const { recordLocator } = (
      await run(['booking', 'create', '--flight', 'XX1/2026-12-05', '--passenger', 'A/B', '--json'])
    ).json() as { recordLocator: string };
    const change = ['booking', 'modify', recordLocator, '--flight', 'XX2/2026-12-05', '--yes'];
    const [changed] = await rows(change);
    expect(changed?.fareDifference).toMatch(/^-\d+\.\d\d$/);
    expect(changed).toMatchObject({ fareDifferenceCurrency: 'USD', penalty: '0.00', version: '2' });
  });
});
