import { setTimeout as sleep } from 'node:timers/promises';
import BetterSqlite from 'better-sqlite3';
import pg from 'pg';
import type { TrialDatabase } from '../support/backends.js';

/** How long SQLite's gate stays closed after the last process has started: nobody can see who waits there. */
const SQLITE_SETTLE_MS = 1_500;

/**
 * Holds back every process at its first touch of the seats, so that all of them contend in one moment.
 * Without it two cores start them one after another, and hardly two would ever meet.
 */
export class Gate {
  /** How many were seen to wait when it was opened; undefined where that can't be seen. */
  waiting: number | undefined;

  private constructor(private readonly release: (racers: number) => Promise<number | undefined>) {}

  static async close(trial: TrialDatabase): Promise<Gate> {
    return trial.dialect === 'postgres' ? new Gate(await closePostgres(trial.url)) : new Gate(closeSqlite(trial.url));
  }

  /** Waits for the racers, and lets all of them through at once. */
  async open(racers: number): Promise<void> {
    this.waiting = await this.release(racers);
  }
}

async function closePostgres(url: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('begin');
  await client.query('lock table seat in access exclusive mode');
  return async (racers: number) => {
    let waiting = 0;
    for (const giveUpAt = Date.now() + 20_000; waiting < racers && Date.now() < giveUpAt; await sleep(20)) {
      const { rows } = await client.query(
        "select count(*)::int as waiting from pg_locks where relation = 'seat'::regclass and not granted",
      );
      ({ waiting } = rows[0] as { waiting: number });
    }
    await client.query('commit');
    await client.end();
    return waiting;
  };
}

function closeSqlite(url: string) {
  const database = new BetterSqlite(url.replace(/^sqlite:/, ''));
  database.exec('begin immediate');
  return async () => {
    await sleep(SQLITE_SETTLE_MS);
    database.exec('commit');
    database.close();
    return undefined;
  };
}
