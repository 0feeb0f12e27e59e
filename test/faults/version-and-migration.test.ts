import BetterSqlite from 'better-sqlite3';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backends, onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { cli } from '../support/cli.js';

onEveryBackend('migrating', (backend) => {
  let trial: TrialDatabase;

  beforeEach(async () => {
    trial = await backend.create({ isEmpty: true });
  });

  afterEach(() => trial.drop());

  it('is done by one of four processes that migrate at the same moment, and all succeed', async () => {
    const ended = await Promise.all(
      Array.from({ length: 4 }, () => cli(trial, ['db', 'migrate', '--json'], { now: undefined })),
    );
    expect(ended.map(({ exitCode, stderr }) => ({ exitCode, stderr }))).toEqual(
      Array(4).fill({ exitCode: 0, stderr: '' }),
    );
    expect(await cli(trial, ['doctor', '--json'])).toMatchObject({ exitCode: 0 });
    expect(await cli(trial, ['booking', 'list', '--json'])).toMatchObject({ exitCode: 0 });
  });

  it('is refused, as everything else is, where a newer opsdesk has been', async () => {
    await cli(trial, ['db', 'migrate'], { now: undefined });
    await execute(
      trial,
      "insert into schema_migration (name, timestamp) values ('9999-future', '2030-01-01T00:00:00.000Z')",
    );
    for (const args of [
      ['db', 'migrate'],
      ['booking', 'list'],
      ['booking', 'create', '--flight', 'XX1/2026-12-01', '--passenger', 'NEW/A MR'],
      ['doctor'],
      ['worker', 'run', '--once'],
    ]) {
      const { exitCode, json } = await cli(trial, [...args, '--json'], { now: undefined });
      expect({ args, exitCode, document: json() }).toMatchObject({
        args,
        exitCode: 6,
        document: { error: { code: 'DATABASE_NEWER', retryable: false } },
      });
    }
  });
});

describe('an empty SQLite file', () => {
  it('is migrated by whoever comes first of eight, and serves all of them', async () => {
    const trial = await backends[0]?.create({ isEmpty: true });
    if (!trial) throw new Error('SQLite is always there');
    const ended = await Promise.all(Array.from({ length: 8 }, () => cli(trial, ['booking', 'list', '--json'])));
    expect(ended.map(({ exitCode, stderr }) => ({ exitCode, stderr }))).toEqual(
      Array(8).fill({ exitCode: 0, stderr: '' }),
    );
    await trial.drop();
  });
});

async function execute(trial: TrialDatabase, sql: string): Promise<void> {
  if (trial.dialect === 'sqlite') {
    const database = new BetterSqlite(trial.url.replace(/^sqlite:/, ''));
    database.exec(sql);
    database.close();
    return;
  }
  const client = new pg.Client({ connectionString: trial.url });
  await client.connect();
  await client.query(sql);
  await client.end();
}
