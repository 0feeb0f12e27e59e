import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createBooking } from '../../src/booking/create-booking.js';
import type { Desk } from '../../src/desk.js';
import { openHealthServer } from '../../src/worker/health-server.js';
import { Pulse } from '../../src/worker/pulse.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { cli } from '../support/cli.js';
import { addFlight, flightRef, openTestDesk } from '../support/desk.js';
import { comes, StartedWorker } from '../support/started-worker.js';

onEveryBackend('health and metrics of a worker', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;
  let worker: StartedWorker;
  let base: string;

  beforeEach(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial);
    await addFlight(desk, { number: '1' });
    worker = new StartedWorker(trial, ['--metrics-port', '0']);
    base = `http://127.0.0.1:${(await worker.until('health served')).port}`;
  });
  afterEach(async () => {
    worker.process.kill('SIGKILL');
    await worker.process;
    await desk.database.close();
    await trial.drop();
  });

  const metrics = async () => (await fetch(`${base}/metrics`)).text();
  const figureOf = (page: string, series: string): number | undefined => {
    const line = page.split('\n').find((each) => each.startsWith(`${series} `));
    return line === undefined ? undefined : Number(line.slice(series.length));
  };

  it('are served while it runs', async () => {
    const healthz = await fetch(`${base}/healthz`);
    expect([healthz.status, await healthz.text()]).toEqual([200, 'ok\n']);
    expect((await fetch(`${base}/elsewhere`)).status).toBe(404);
    expect((await fetch(`${base}/metrics`, { method: 'POST' })).status).toBe(405);
    expect((await worker.stop()).exitCode).toBe(0);
    await expect(fetch(`${base}/healthz`)).rejects.toThrow();
  });

  it('count deliveries and what waits, and tell nothing of anybody', async () => {
    const input = {
      flights: [{ ref: flightRef('1') }],
      passengers: ['CANARY/SURNAME MR'],
      email: 'canary.address@example.com',
      phone: '+44 20 7946 0991',
      pay: { gateway: 'sandbox', source: 'tok_ok' },
    };
    await createBooking(desk, input, {});
    const sent = 'opsdesk_deliveries_total{channel="email",outcome="sent"}';
    await comes('a delivery in the metrics', async () => (figureOf(await metrics(), sent) ?? 0) > 0);
    await comes('an empty backlog', async () =>
      (await metrics()).includes('opsdesk_backlog{kind="messages_to_send"} 0'),
    );
    const page = await metrics();
    expect(figureOf(page, 'opsdesk_backlog_oldest_seconds{kind="events_to_relay"}')).toBe(0);
    expect(figureOf(page, 'opsdesk_audit_unsealed_entries')).toBeGreaterThanOrEqual(0);
    // The worker may come to ask about the payment while the desk is at it.
    expect(figureOf(page, 'opsdesk_reconciled_total{result="settled"}')).toBeLessThanOrEqual(1);
    expect(figureOf(page, 'opsdesk_step_seconds_count{step="relay_events"}')).toBeGreaterThan(0);
    expect(page).toMatch(/^# TYPE opsdesk_process_resident_memory_bytes gauge$/m);
    expect(page).not.toMatch(/canary|surname|7946|example/i);
  });

  it('are refused at a port that is taken', async () => {
    const { exitCode, stderr } = await cli(trial, ['worker', 'run', '--metrics-port', new URL(base).port]);
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('EADDRINUSE') });
  });
});

describe('the health of a worker', () => {
  it('is bad with a reason, and metrics are there all the same', async () => {
    const server = await openHealthServer({
      port: 0,
      host: '127.0.0.1',
      ailment: async () => 'the database does not answer',
      metrics: async () => ({ contentType: 'text/plain', text: 'opsdesk_up 0\n' }),
    });
    const healthz = await fetch(`http://127.0.0.1:${server.port}/healthz`);
    expect([healthz.status, await healthz.text()]).toEqual([503, 'the database does not answer\n']);
    expect((await fetch(`http://127.0.0.1:${server.port}/metrics`)).status).toBe(200);
    await server.close();
  });

  it('is bad when a batch does not come to an end', async () => {
    let now = 0;
    const pulse = new Pulse(() => now);
    const step = { name: 'deliver notifications', run: async () => ({}) };
    pulse.begin(step);
    now = 299_000;
    expect(pulse.stuck()).toBeUndefined();
    now = 301_000;
    expect(pulse.stuck()).toBe('deliver notifications has not come to an end for 301 s');
    pulse.end(step);
    expect(pulse.stuck()).toBeUndefined();
  });
});
