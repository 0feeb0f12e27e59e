import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createBooking } from '../../src/booking/create-booking.js';
import { connect } from '../../src/database/open.js';
import type { Desk } from '../../src/desk.js';
import type { WorkerStatus } from '../../src/worker/worker-status.js';
import { onEveryBackend, onPostgres, type TrialDatabase } from '../support/backends.js';
import { cli } from '../support/cli.js';
import { addFlight, flightRef, openTestDesk, violationsOf } from '../support/desk.js';
import { comes, StartedWorker } from '../support/started-worker.js';

onEveryBackend('workers', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;
  let mail: string;
  const workers: StartedWorker[] = [];

  beforeEach(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial);
    await addFlight(desk, { number: '1', economyRows: 30 });
    mail = fs.mkdtempSync(path.join(os.tmpdir(), 'opsdesk-mail-'));
  });
  afterEach(async () => {
    for (const worker of workers.splice(0)) worker.process.kill('SIGKILL');
    await desk.database.close();
    await trial.drop();
    fs.rmSync(mail, { recursive: true });
  });

  const start = (args: readonly string[] = [], env: Record<string, string> = {}) => {
    const worker = new StartedWorker(trial, args, { env: { OPSDESK_MAIL_FOLDER: mail, ...env } });
    workers.push(worker);
    return worker;
  };
  const book = (name: string) =>
    createBooking(
      desk,
      {
        flights: [{ ref: flightRef('1') }],
        passengers: [`${name}/A MR`],
        email: `${name.toLowerCase()}@example.com`,
        pay: { gateway: 'sandbox', source: 'tok_ok' },
      },
      {},
    );
  const status = async () => (await cli(trial, ['worker', 'status', '--json'])).json() as WorkerStatus;
  const waiting = async () => (await status()).items.reduce((sum, { waiting }) => sum + waiting, 0);
  const delivered = () => fs.readdirSync(mail).filter((name) => name.endsWith('.eml')).length;

  it('share what there is to do, and send nothing twice', async () => {
    for (let index = 0; index < 40; index += 1) await book(`WORK${String.fromCharCode(65 + (index % 26))}`);
    const [first, second] = [start(['--concurrency', '3']), start(['--concurrency', '3'])];
    await comes('an empty backlog', async () => (await waiting()) === 0);
    await Promise.all([first.stop(), second.stop()]);
    const attempts = await desk.session.composed((db) =>
      db.selectFrom('notification').select(['status', 'attempts']).distinct(),
    );
    expect(attempts).toEqual([{ status: 'sent', attempts: 1 }]);
    expect(delivered()).toBeGreaterThanOrEqual(40);
    expect(await violationsOf(desk)).toEqual([]);
  });

  it('say that they run, where and what they did, and are gone when they ended', async () => {
    const worker = start();
    const { worker: workerId } = await worker.until('worker started');
    await book('STATUS');
    await comes('the booking in what the worker did', async () => {
      const [mine] = (await status()).workers;
      return (mine?.done.sent ?? 0) > 0;
    });
    expect((await status()).workers).toEqual([
      expect.objectContaining({
        workerId,
        state: 'running',
        host: os.hostname(),
        pid: worker.process.pid,
        lastError: null,
        done: expect.objectContaining({ sent: expect.any(Number), sealed: expect.any(Number) }),
      }),
    ]);
    expect((await worker.stop()).exitCode).toBe(0);
    expect((await status()).workers).toEqual([]);
  });

  it('count as lost when they were killed, and are forgotten after a day', async () => {
    const killed = start();
    await killed.until('worker started');
    await comes('its row', async () => (await status()).workers.length === 1);
    killed.process.kill('SIGKILL');
    await killed.process;
    const setSeen = (agoMs: number) =>
      desk.database.dedicated((raw) => raw.execute(`update worker set seen_at = ${Date.now() - agoMs}`, []));
    await setSeen(31_000);
    expect((await status()).workers).toMatchObject([{ state: 'lost' }]);
    await setSeen(25 * 3_600_000);
    const next = start();
    await next.until('worker started');
    await comes('nothing but the next', async () => {
      const { workers } = await status();
      return workers.length === 1 && workers[0]?.state === 'running';
    });
    await next.stop();
  });
});

onPostgres('a worker that cannot finish what it has in hand', (backend) => {
  it('ends at once at a second signal', async () => {
    const trial = await backend.create();
    const locker = await connect({ url: trial.url, maxConnections: 1 });
    const worker = new StartedWorker(trial);
    await worker.until('worker started');
    // Whatever it begins next waits for as long as this lasts.
    await locker.dedicated(async (raw) => {
      await raw.execute('begin', []);
      await raw.execute('lock table outbox, notification', []);
      await new Promise((resolve) => setTimeout(resolve, 1_200));
      worker.process.kill('SIGTERM');
      await worker.until('worker stopping');
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(worker.process.exitCode).toBeNull();
      worker.process.kill('SIGTERM');
      expect((await worker.process).exitCode).toBe(130);
      await raw.execute('rollback', []);
    });
    await locker.close();
    await trial.drop();
  });
});
