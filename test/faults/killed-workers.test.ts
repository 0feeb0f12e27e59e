import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { connect } from '../../src/database/open.js';
import { groupBy } from '../../src/kernel/group-by.js';
import { queueMessage } from '../../src/notification/queue-message.js';
import type { ReplayResult } from '../../src/notification/replay.js';
import { Random } from '../../src/seeding/random.js';
import { crowd } from '../concurrency/outcomes.js';
import { customer } from '../notification/desk.js';
import { type Backend, onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { cli, startCli } from '../support/cli.js';
import { openTestDesk, violationsOf } from '../support/desk.js';

const IS_LONG = Boolean(process.env.OPSDESK_TORTURE);
const NOTIFICATIONS = IS_LONG ? 10_000 : 300;
const KILLS = IS_LONG ? 20 : 3;
const WORKERS = 3;
const OPERATORS = 4;
const FAILING_PERCENT = 10;
const SEED = Number(process.env.OPSDESK_SEED ?? 20_261_121);

/** What became of an attempt, as the server saw it; one that was dropped it had read to the end. */
interface Delivery {
  readonly address: string;
  readonly messageId: string | null;
  readonly fate: 'taken' | 'deferred' | 'refused' | 'dropped';
}

class MailServer {
  received = 0;
  private constructor(
    private readonly child: ChildProcess,
    readonly env: Readonly<Record<string, string>>,
  ) {
    child.on('message', (message: { received?: number }) => {
      this.received = message.received ?? this.received;
    });
  }

  static async start(): Promise<MailServer> {
    const child = fork(path.resolve(import.meta.dirname, 'mail-server.mjs'), [String(SEED), String(FAILING_PERCENT)]);
    const port = await new Promise<number>((resolve) =>
      child.once('message', (message: { port: number }) => resolve(message.port)),
    );
    return new MailServer(child, {
      OPSDESK_MAIL: 'smtp',
      OPSDESK_SMTP_URL: `smtp://127.0.0.1:${port}`,
      OPSDESK_MAIL_FROM: 'desk@example.org',
    });
  }

  takeEverything(): void {
    this.child.send({ failing: 0 });
  }

  log(): Promise<Delivery[]> {
    return new Promise((resolve) => {
      const listen = (message: { log?: Delivery[] }) => {
        if (!message.log) return;
        this.child.off('message', listen);
        resolve(message.log);
      };
      this.child.on('message', listen);
      this.child.send('log');
    });
  }

  async stop(): Promise<void> {
    const gone = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.disconnect();
    await gone;
  }
}

onEveryBackend('workers that are killed while the mail server fails', (backend) => {
  let trial: TrialDatabase;
  let server: MailServer;
  beforeEach(async () => {
    trial = await queueMany(backend);
    server = await MailServer.start();
  });
  afterEach(async () => {
    await server.stop();
    await trial.drop();
  });

  const sql = async <Row>(text: string): Promise<Row[]> => {
    const database = await connect({ url: trial.url });
    try {
      return await database.dedicated(async (raw) => (await raw.execute(text, [])).rows as Row[]);
    } finally {
      await database.close();
    }
  };
  const startWorker = () => startCli(trial, ['worker', 'run', '--json'], { env: server.env });

  /** Kills one worker after the other at random, in step with how much has gone out, and puts another in its place. */
  async function killWhileTheySend(): Promise<ReturnType<typeof startWorker>[]> {
    const random = new Random(SEED);
    const workers = Array.from({ length: WORKERS }, startWorker);
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const mark = Math.floor((NOTIFICATIONS * 0.8 * kill) / KILLS);
      while (server.received < mark) await sleep(1);
      await sleep(random.between(0, 20));
      const victim = random.below(WORKERS);
      workers[victim]?.kill('SIGKILL');
      expect((await workers[victim])?.signal).toBe('SIGKILL');
      workers[victim] = startWorker();
    }
    return workers;
  }

  /** Until nothing waits. The short version has no time for leases and pauses: for it they are over at once. */
  async function settle(workers: readonly ReturnType<typeof startWorker>[]): Promise<void> {
    const open = () => sql<{ id: string }>("select id from notification where status in ('pending','sending')");
    if (IS_LONG) while ((await open()).length > 0) await sleep(1_000);
    for (const worker of workers) worker.kill('SIGTERM');
    for (const worker of workers) {
      const { exitCode, signal } = await worker;
      // One that has just been started does not listen yet.
      expect([0, 'SIGTERM']).toContain(exitCode ?? signal);
    }
    while ((await open()).length > 0) {
      await sql("update notification set lease_until = 0 where status = 'sending'");
      await sql("update notification set next_attempt_at = 0 where status = 'pending'");
      expect((await cli(trial, ['worker', 'run', '--once'], { env: server.env })).exitCode).toBe(0);
    }
  }

  it('lose nothing, and send twice only what was in their hands or got lost behind DATA', {
    timeout: 900_000,
  }, async () => {
    await settle(await killWhileTheySend());
    const log = await server.log();
    const rows = await sql<{ id: string; status: string; message_id: string; attempts: number; lost: number }>(
      `select n.id, n.status, n.message_id, n.attempts,
         (select count(*) from notification_attempt a where a.notification_id = n.id and a.outcome = 'lost') as lost
       from notification n`,
    );
    expect(rows).toHaveLength(NOTIFICATIONS);
    const readBy = groupBy(log, ({ messageId }) => messageId);
    const readOf = (row: { message_id: string }) => readBy.get(row.message_id) ?? [];
    const takenOf = (row: { message_id: string }) => readOf(row).filter(({ fate }) => fate === 'taken');

    const unsent = rows.filter((row) => row.status !== 'sent');
    expect(new Set(unsent.map(({ status }) => status))).toEqual(new Set(['failed']));
    expect(rows.filter((row) => row.status === 'sent' && takenOf(row).length === 0)).toEqual([]);

    const twice = rows.filter((row) => readOf(row).length > 1);
    const dropsOf = (row: { message_id: string }) => readOf(row).filter(({ fate }) => fate === 'dropped').length;
    expect(twice.filter((row) => readOf(row).length > 1 + dropsOf(row) + Number(row.lost))).toEqual([]);
    expectOneMessageIdEach(log);

    const failed = unsent.length;
    const before = log.length;
    server.takeEverything();
    const { counts, done } = await crowd(OPERATORS, () => replayAll());
    expect(counts).toEqual({ done: OPERATORS });
    expect(done.reduce((sum, { sent }) => sum + sent, 0)).toBe(failed);
    const replayed = (await server.log()).slice(before);
    expect(replayed.map(({ messageId }) => messageId).sort()).toEqual(unsent.map((row) => row.message_id).sort());
    expect(await sql("select id from notification where status <> 'sent'")).toEqual([]);
    const desk = await openTestDesk(trial);
    expect(await violationsOf(desk)).toEqual([]);
    await desk.database.close();

    const lost = rows.reduce((sum, row) => sum + Number(row.lost), 0);
    const fates = [...new Set(log.map(({ fate }) => fate))].map(
      (fate) => `${log.filter((one) => one.fate === fate).length} ${fate}`,
    );
    console.log(
      `${backend.dialect}: ${NOTIFICATIONS} notifications, ${KILLS} kills: ${fates.join(', ')}; ${lost} attempts lost with their worker, ` +
        `${twice.length} messages arrived twice; ${failed} failed, replayed by ${OPERATORS} at once as ${done.map(({ sent }) => sent).join(' + ')}; seed ${SEED}`,
    );
  });

  async function replayAll(): Promise<ReplayResult> {
    const args = ['notification', 'replay', '--status', 'failed', '--json'];
    const { json } = await cli(trial, args, { env: server.env });
    const result = json() as ReplayResult;
    expect(result).toMatchObject({ items: expect.any(Array) });
    return result;
  }
});

/** Each notification has an address of its own here. */
function expectOneMessageIdEach(log: readonly Delivery[]): void {
  const idOf = new Map<string, string>();
  for (const { address, messageId } of log) {
    if (messageId === null) continue;
    expect(idOf.get(address) ?? messageId).toBe(messageId);
    idOf.set(address, messageId);
  }
  expect(new Set(idOf.values()).size).toBe(idOf.size);
}

/** A database with one customer to whom much is to be said, each time at another address. */
async function queueMany(backend: Backend): Promise<TrialDatabase> {
  const trial = await backend.create();
  const desk = await openTestDesk(trial);
  await desk.database.dedicated((raw) =>
    raw.execute(
      `insert into customer (id, version, name, email, language, data_key, created_at, updated_at)
       values ('cus_1', 1, 'Ann Smith', 'ann@example.com', 'en', '${customer.dataKey}', 0, 0)`,
      [],
    ),
  );
  for (let done = 0; done < NOTIFICATIONS; done += 500) {
    await desk.runner.write({ command: 'refund issue', input: { done } }, async (work) => {
      for (let at = done; at < Math.min(done + 500, NOTIFICATIONS); at += 1) {
        queueMessage(work, {
          bookingId: null,
          subject: customer,
          template: 'refund',
          language: 'en',
          to: `customer-${at}@example.com`,
          fields: { recordLocator: 'K7QX2M', amount: { amountMinor: at, currency: 'EUR' } },
        });
      }
    });
  }
  await desk.database.close();
  return trial;
}
