import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrateToLatest } from '../../src/database/migrate.js';
import { connect } from '../../src/database/open.js';
import type { Desk } from '../../src/desk.js';
import { redisUrl, type TrialDatabase } from '../support/backends.js';
import { cli } from '../support/cli.js';
import { addFlight, openTestDesk } from '../support/desk.js';
import { entriesOf, OwnRedis, overtaken } from '../support/own-redis.js';
import { comes, StartedWorker } from '../support/started-worker.js';
import { OwnPostgres } from './own-postgres.js';

/** How often each fault happens, how many commands run at once, and how long a server stays away. */
const ROUNDS = process.env.OPSDESK_TORTURE ? 6 : 1;
const AT_ONCE = process.env.OPSDESK_TORTURE ? 4 : 2;
const AWAY_MS = process.env.OPSDESK_TORTURE ? [0, 300, 1_000, 3_000] : [500];
/** A command may say that the back end is away, that an outcome is open, or that somebody else was faster. */
const ALLOWED = [0, 5, 69, 75];
const STACK = /^\s+at .+:\d+:\d+\)?$/m;

type Fault = { readonly name: string; readonly run: () => Promise<void> };

describe.skipIf(redisUrl === undefined)('servers that are killed, flushed and restarted under load', () => {
  let postgres: OwnPostgres;
  let redis: OwnRedis;
  let trial: TrialDatabase;
  let desk: Desk;
  let mail: string;
  const workers: StartedWorker[] = [];

  beforeAll(async () => {
    [postgres, redis] = await Promise.all([OwnPostgres.start(), OwnRedis.start()]);
    trial = { dialect: 'postgres', url: postgres.url, drop: async () => {} };
    const database = await connect({ url: postgres.url });
    await migrateToLatest(database);
    await database.close();
    desk = await openTestDesk(trial);
    for (let number = 1; number <= 5; number += 1) await addFlight(desk, { number: String(number), economyRows: 200 });
    mail = fs.mkdtempSync(path.join(os.tmpdir(), 'opsdesk-mail-'));
    for (let nth = 0; nth < 2; nth += 1)
      workers.push(new StartedWorker(trial, ['--metrics-port', '0'], { env: env() }));
    for (const worker of workers) await worker.until('worker started');
  });
  afterAll(async () => {
    for (const worker of workers) worker.process.kill('SIGKILL');
    await desk.database.close();
    await postgres.stop();
    await redis.kill();
    fs.rmSync(mail, { recursive: true });
  });

  const env = () => ({ OPSDESK_REDIS_URL: redis.url, OPSDESK_MAIL_FOLDER: mail });
  const away = () => sleep(AWAY_MS[Math.floor(Math.random() * AWAY_MS.length)] ?? 0);
  const order = (number: number, name: string) => [
    ...['booking', 'create', '--flight', `XX${number}/2026-12-01`, '--passenger', `${name}/A MR`],
    ...['--email', `${name.toLowerCase()}@example.com`, '--pay', 'sandbox:tok_ok', '--json'],
  ];

  const faults: Fault[] = [
    {
      name: 'Redis killed',
      run: async () => {
        await redis.kill();
        await away();
        await redis.restart();
      },
    },
    { name: 'Redis flushed', run: () => redis.ask(async (client) => void (await client.flushall())) },
    { name: 'Redis restarted', run: () => redis.restart() },
    {
      name: 'PostgreSQL connections terminated',
      run: () =>
        onServer(
          `select pg_terminate_backend(pid) from pg_stat_activity
            where pid <> pg_backend_pid() and backend_type = 'client backend'`,
        ),
    },
    {
      name: 'PostgreSQL restarted',
      run: async () => {
        await postgres.shutDown();
        await away();
        await postgres.restart();
      },
    },
    {
      name: 'PostgreSQL killed',
      run: async () => {
        await postgres.crash();
        await away();
        await postgres.restart();
      },
    },
  ];

  it('give no stack trace, heal within moments, and leave nothing broken', { timeout: 600_000 }, async () => {
    const counts: Record<string, number> = {};
    const end = new AbortController();
    const load = Array.from({ length: AT_ONCE }, (_, index) => keepBusy(index, end.signal, counts));
    const healed: Record<string, number[]> = {};
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const fault of faults) {
        await sleep(300);
        await fault.run();
        const ms = await healing(`HEAL${fault.name.replaceAll(/[^A-Za-z]/g, '').toUpperCase()}`);
        healed[fault.name] = [...(healed[fault.name] ?? []), ms];
      }
    }
    end.abort();
    await Promise.all(load);
    const rows = Object.entries(healed).map(([name, ms]) => `${name}: ${Math.max(...ms)} ms at most`);
    console.log(`healed after ${rows.join('; ')}. Commands by exit status: ${JSON.stringify(counts)}`);

    await cli(trial, ['payment', 'reconcile', '--json'], { env: env() });
    await comes('an empty backlog', async () => (await waiting()) === 0, 120_000);
    const doctor = await cli(trial, ['doctor', '--json'], { env: env() });
    expect(doctor.json()).toMatchObject({ ok: true });
    expect(overtaken(await entriesOf(redis))).toEqual([]);
    for (const worker of workers) {
      expect((await worker.stop()).exitCode).toBe(0);
      // Each line is JSON, so that none is a stack; a lost database is told once, whoever met it.
      const lost = worker.logged('trouble').filter(({ code }) => code === 'DATABASE_UNAVAILABLE');
      expect(lost.length).toBeLessThanOrEqual(3 * ROUNDS);
    }
  });

  /** Commands one after the other, as agents type them. */
  async function keepBusy(index: number, signal: AbortSignal, counts: Record<string, number>): Promise<void> {
    for (let nth = 0; !signal.aborted; nth += 1) {
      const flight = `XX${(nth % 5) + 1}/2026-12-01`;
      const args = [
        order((nth % 5) + 1, `LOAD${'ABCD'[index]}`),
        ['flight', 'search', 'LHR', 'JFK', '--depart', '2026-12-01', '--json'],
        ['booking', 'hold', '--flight', flight, '--passenger', 'LOAD/HOLD MR', '--json'],
        ['booking', 'list', '--limit', '5', '--json'],
        ['worker', 'status', '--json'],
      ][nth % 5] as string[];
      const { exitCode = -1, stdout, stderr } = await cli(trial, args, { env: env() });
      counts[exitCode] = (counts[exitCode] ?? 0) + 1;
      expect(ALLOWED, `${args.join(' ')}\n${stdout}${stderr}`).toContain(exitCode);
      expect(stdout + stderr).not.toMatch(STACK);
    }
  }

  /** From now until a sale succeeds, its message is out, its event is in the stream, and both workers are well. */
  async function healing(name: string): Promise<number> {
    const startedAt = performance.now();
    let locator = '';
    await comes('a sale', async () => {
      const { exitCode, json } = await cli(trial, order(1, name), { env: env() });
      if (exitCode !== 0) return false;
      locator = (json() as { recordLocator: string }).recordLocator;
      return true;
    });
    await Promise.all([
      comes(`the message of ${locator}`, async () => (await sentOf(locator)) > 0),
      comes(`the event of ${locator}`, async () => JSON.stringify(await entriesOf(redis)).includes(locator)),
      ...workers.map((worker) =>
        comes('a worker that is well', async () => {
          const port = worker.logged('health served')[0]?.port;
          return (await fetch(`http://127.0.0.1:${port}/healthz`)).status === 200;
        }),
      ),
    ]);
    return Math.round(performance.now() - startedAt);
  }

  async function sentOf(locator: string): Promise<number> {
    const sent = ['notification', 'list', '--booking', locator, '--status', 'sent', '--json'];
    const { exitCode, json } = await cli(trial, sent, { env: env() });
    return exitCode === 0 ? (json() as { items: unknown[] }).items.length : 0;
  }

  async function waiting(): Promise<number> {
    const { items } = (await cli(trial, ['worker', 'status', '--json'])).json() as { items: { waiting: number }[] };
    return items.reduce((sum, each) => sum + each.waiting, 0);
  }

  async function onServer(sql: string): Promise<void> {
    const server = await connect({ url: postgres.url, maxConnections: 1 });
    await server.dedicated((raw) => raw.execute(sql, []));
    await server.close();
  }
});
