import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Database, SqlValue } from '../../src/database/dialect.js';
import { connect } from '../../src/database/open.js';
import { insertInto, numberParameters, questionMarks, statement } from '../../src/database/statement.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';

type Setting = { name: string; value: string };
const insert = insertInto<Setting>('setting', ['name', 'value']);
const all = statement<Record<string, never>, Setting>(
  'test_all_settings',
  'select name, value from setting order by name',
);
const byName = statement<{ name: string }, Setting>(
  'test_setting_by_name',
  'select name, value from setting where name = :name',
);
const update = statement<Setting>('test_update_setting', 'update setting set value = :value where name = :name');
const broken = statement<Record<string, never>>('test_broken', 'select * from no_such_table');
const insertAirline = insertInto<{ code: string; name: string }>('airline', ['code', 'name']);

onEveryBackend('a database session', (backend) => {
  let trial: TrialDatabase;
  let database: Database;

  beforeEach(async () => {
    trial = await backend.create();
    database = await connect({ url: trial.url });
  });

  afterEach(async () => {
    await database.close();
    await trial.drop();
  });

  it('runs the statements of one tick in their order and gives each its own answer', async () => {
    await database.transaction(async (tx) => {
      const [written, found, listed] = await Promise.all([
        tx.run(insert, { name: 'a', value: '1' }),
        tx.first(byName, { name: 'a' }),
        tx.all(all, {}),
      ]);
      expect([written, found, listed]).toEqual([1, { name: 'a', value: '1' }, [{ name: 'a', value: '1' }]]);
    });
  });

  it('refuses a statement that is not given all of its parameters', async () => {
    const half = { name: 'a' } as Setting;
    await expect(database.transaction((tx) => tx.run(insert, half))).rejects.toThrow(/:?value/);
    expect(await database.session.all(all, {})).toEqual([]);
  });

  it('commits what was put off with the rest, in its order', async () => {
    await database.transaction(async (tx) => {
      tx.later(insert, { name: 'a', value: '1' });
      tx.later(insert, { name: 'b', value: '2' });
      tx.later(insertAirline, { code: 'XX', name: 'Example' });
      tx.later(update, { name: 'a', value: '3' });
      tx.later(update, { name: 'a', value: '4' });
      expect(await tx.all(all, {})).toEqual([]);
    });
    expect(await database.session.all(all, {})).toEqual([
      { name: 'a', value: '4' },
      { name: 'b', value: '2' },
    ]);
  });

  it('keeps nothing of a transaction that fails, also by what was put off', async () => {
    const failing = database.transaction(async (tx) => {
      await tx.run(insert, { name: 'a', value: '1' });
      tx.later(insert, { name: 'b', value: '2' });
      tx.later(insert, { name: 'b', value: '3' });
    });
    await expect(failing).rejects.toSatisfy((error) => database.faultOf(error)?.kind === 'unique');
    expect(await database.session.all(all, {})).toEqual([]);
  });

  it('goes on working after a statement that failed, prepared ones included', async () => {
    for (let round = 0; round < 3; round += 1) {
      await expect(
        database.transaction((tx) => Promise.all([tx.all(byName, { name: 'a' }), tx.all(broken, {}), tx.all(all, {})])),
      ).rejects.toThrow();
      expect(await database.transaction((tx) => tx.all(byName, { name: 'a' }))).toEqual([]);
    }
  });

  it('does not show a reader what has not been committed', async () => {
    await database.transaction(async (tx) => {
      await tx.run(insert, { name: 'a', value: '1' });
      expect(await database.session.all(all, {})).toEqual([]);
    });
    expect(await database.session.all(all, {})).toHaveLength(1);
  });

  it('names the index that refused a row', async () => {
    await database.session.run(insert, { name: 'a', value: '1' });
    const again = database.session.run(insert, { name: 'a', value: '2' });
    await expect(again).rejects.toSatisfy((error) => {
      const fault = database.faultOf(error);
      return fault?.kind === 'unique' && fault.key === 'setting.name';
    });
  });

  it('refuses a statement that lacks a parameter', async () => {
    const args = {} as { name: string };
    await expect(database.session.all(byName, args)).rejects.toThrow(/name/);
  });

  it('loads many rows with text that its own format must escape', async () => {
    const values = ['tab\there', 'back\\slash', 'line\nfeed', 'carriage\rreturn', '\\N', 'ünïcödé ✈', "quote's"];
    const rows: SqlValue[][] = values.map((value, index) => [`n${index}`, value]);
    const loaded = await database.transaction((tx) => tx.load('setting', ['name', 'value'], rows));
    expect(loaded).toBe(values.length);
    expect((await database.session.all(all, {})).map((row) => row.value)).toEqual(values);
  });

  it('sorts text by its bytes, whatever the language of the server', async () => {
    for (const name of ['b', 'A', 'a', 'B', 'é']) await database.session.run(insert, { name, value: '' });
    expect((await database.session.all(all, {})).map((row) => row.name)).toEqual(['A', 'B', 'a', 'b', 'é']);
  });

  it('gives numbers as numbers, sums of them included', async () => {
    const sum = statement<Record<string, never>, { total: number }>(
      `test_sum_${trial.dialect}`,
      'select sum(seq) as total from (select 9007199254740000 as seq union all select 991) n',
    );
    expect(await database.session.first(sum, {})).toEqual({ total: 9_007_199_254_740_991 });
  });
});

it('numbers parameters past quoted text and casts', () => {
  expect(numberParameters("select ':no', :a::text, :b, :a from t where x = '12:30' and y = :c_1")).toEqual({
    text: "select ':no', $1::text, $2, $1 from t where x = '12:30' and y = $3",
    names: ['a', 'b', 'c_1'],
  });
});

it('marks parameters past quoted text and casts, each as often as it stands there', () => {
  expect(questionMarks("select ':no', :a, :b, :a from t where x = '12:30' and y = :c_1")).toEqual({
    text: "select ':no', ?, ?, ? from t where x = '12:30' and y = ?",
    names: ['a', 'b', 'a', 'c_1'],
  });
});
