import { setTimeout as sleep } from 'node:timers/promises';
import BetterSqlite from 'better-sqlite3';
import pg from 'pg';
import type { TrialDatabase } from '../support/backends.js';

/** Where a payment or a refund is stopped: each is inside the transaction that it names, not committed yet. */
export const POINTS = ['first transaction', 'gateway call', 'second transaction', 'stored answer'] as const;
export type Point = (typeof POINTS)[number];

/** What a command writes at each point, and nothing else before it. */
const WRITES: readonly (readonly [Point, table: string, event: string])[] = [
  ['first transaction', 'payment', 'insert'],
  ['first transaction', 'refund', 'insert'],
  ['gateway call', 'sandbox_operation', 'insert'],
  ['second transaction', 'payment', 'update'],
  ['second transaction', 'refund_part', 'update'],
  ['stored answer', 'idempotency', 'update of answer'],
];

/** Stops a process of the product at a point, by triggers in the trial database; the product knows nothing of it. */
export interface StoppingPoints {
  /** Whoever comes to the point from now on stays there. */
  arm(point: Point): Promise<void>;
  /** Once somebody stands at the point. @returns false when nobody came */
  untilReached(isOver: () => boolean): Promise<boolean>;
  /** @param goesOn on PostgreSQL the server may finish the statement of a client that is gone, or be told */
  release(goesOn: boolean): Promise<void>;
  close(): Promise<void>;
}

export function stoppingPoints(trial: TrialDatabase): Promise<StoppingPoints> {
  return trial.dialect === 'postgres' ? onPostgres(trial.url) : onSqlite(trial.url);
}

/** A lock that the test holds and the trigger asks for. */
async function onPostgres(url: string): Promise<StoppingPoints> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`create function stop_here() returns trigger language plpgsql as
    'begin perform pg_advisory_xact_lock_shared(tg_argv[0]::int); return new; end'`);
  for (const [index, [point, table, event]] of WRITES.entries()) {
    await client.query(
      `create trigger stop_${index} before ${event} on ${table} for each row execute function stop_here(${POINTS.indexOf(point)})`,
    );
  }
  const standing =
    "from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())";
  let armed = 0;
  return {
    async arm(point) {
      armed = POINTS.indexOf(point);
      await client.query('select pg_advisory_lock($1)', [armed]);
    },
    async untilReached(isOver) {
      for (; !isOver(); await sleep(10)) {
        const { rows } = await client.query(`select 1 ${standing}`);
        if (rows.length > 0) return true;
      }
      return false;
    },
    async release(goesOn) {
      if (!goesOn) await client.query(`select pg_terminate_backend(pid) ${standing}`);
      await client.query('select pg_advisory_unlock($1)', [armed]);
      // Until nobody is left in a transaction: what the dead have begun is over then.
      for (let isBusy = true; isBusy; await sleep(10)) {
        const { rows } = await client.query(
          'select 1 from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null',
        );
        isBusy = rows.length > 0;
      }
    },
    close: () => client.end(),
  };
}

/** SQLite's triggers can't wait; one that counts for a minute holds the write lock as well as one that does. */
async function onSqlite(url: string): Promise<StoppingPoints> {
  const database = new BetterSqlite(url.replace(/^sqlite:/, ''), { timeout: 0 });
  database.exec('create table stop_at (point integer); create table dial (n integer)');
  database.exec(`insert into dial values ${Array(100).fill('(1)').join(', ')}`);
  for (const [index, [point, table, event]] of WRITES.entries()) {
    database.exec(`create trigger stop_${index} before ${event} on ${table} when exists (select 1 from stop_at where point = ${POINTS.indexOf(point)})
      begin select sum(a.n * b.n * c.n * d.n * e.n) from dial a, dial b, dial c, dial d, dial e; end`);
  }
  const isLocked = () => {
    try {
      database.exec('begin immediate');
      database.exec('rollback');
      return false;
    } catch {
      return true;
    }
  };
  return {
    arm: async (point) => void database.prepare('insert into stop_at values (?)').run(POINTS.indexOf(point)),
    async untilReached(isOver) {
      // Longer than any transaction of the product: whoever holds the lock so long is counting.
      for (let since = Date.now(); !isOver(); await sleep(10)) {
        if (!isLocked()) since = Date.now();
        else if (Date.now() - since > 250) return true;
      }
      return false;
    },
    async release() {
      while (isLocked()) await sleep(10);
      database.exec('delete from stop_at');
    },
    close: async () => void database.close(),
  };
}
