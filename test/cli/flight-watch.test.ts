import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Desk } from '../../src/desk.js';
import { recordFlightEvent } from '../../src/disruption/record-flight-event.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { cli, startCli } from '../support/cli.js';
import { addFlight, flightRef, openTestDesk } from '../support/desk.js';

onEveryBackend('opsdesk flight watch', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;
  let minutes = 0;

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial);
    await addFlight(desk, { number: '1' });
  });
  afterAll(async () => {
    await desk.database.close();
    await trial.drop();
  });

  const delay = () => {
    minutes += 20;
    return recordFlightEvent(desk, { ref: flightRef('1'), kind: 'delayed', delayMinutes: minutes }, {});
  };

  it('streams a line for each event, and ends with 130 on Ctrl-C', async () => {
    const running = startCli(trial, ['flight', 'watch', 'XX1/2026-12-01', '--interval', '50', '-o', 'ndjson']);
    let text = '';
    running.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
    });
    while (!text.includes('\n')) {
      await delay();
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    running.kill('SIGINT');
    const { exitCode, stderr } = await running;
    expect({ exitCode, stderr }).toEqual({ exitCode: 130, stderr: '' });
    const [first = ''] = text.split('\n');
    expect(JSON.parse(first)).toMatchObject({ flight: 'XX1/2026-12-01', event: 'delayed', recordedBy: 'tester' });
  });

  it('ends by itself at a limit, or with what there is', async () => {
    const since = ['--since', '2026-10-01'];
    const { stdout, exitCode } = await cli(trial, ['flight', 'watch', ...since, '--limit', '1', '-o', 'csv']);
    expect(exitCode).toBe(0);
    expect(stdout.trim().split('\n')).toHaveLength(2);
    const once = await cli(trial, ['flight', 'watch', ...since, '--once', '--json']);
    const { items } = once.json() as { items: { delayMinutes: number }[] };
    expect(items.map(({ delayMinutes }) => delayMinutes)).toEqual(items.map((_, at) => (at + 1) * 20));
    const ids = await cli(trial, ['flight', 'watch', ...since, '--once', '-o', 'ids', '--limit', '1']);
    expect(ids.stdout).toBe('XX1/2026-12-01\n');
    expect((await cli(trial, ['flight', 'watch', 'XX9/2026-12-01'])).exitCode).toBe(3);
  });
});
