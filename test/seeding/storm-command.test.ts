import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { plainPaint } from '../../src/present/colour.js';
import { stormView } from '../../src/present/views/seed-view.js';
import type { StormResult } from '../../src/seeding/storm-scenario.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { cli } from '../support/cli.js';
import { smallStormCsv } from '../support/storm-schedule.js';

const now = '2013-02-07T04:00:00-05:00';

onEveryBackend('db seed --scenario storm', (backend) => {
  let database: TrialDatabase;
  let folder: string;
  const seed = (...args: string[]) => cli(database, ['db', 'seed', '--scenario', 'storm', ...args], { now });

  beforeAll(async () => {
    database = await backend.create();
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'opsdesk-storm-seed-'));
  });
  afterAll(async () => {
    await database?.drop();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it('says what is missing, and which flags are not its own', async () => {
    expect(await seed()).toMatchObject({
      exitCode: 6,
      stderr: expect.stringContaining('flight import') as string,
    });
    expect(await seed('--size', 'large')).toMatchObject({ exitCode: 2 });
    expect(await seed('--start', '2013-02-07')).toMatchObject({ exitCode: 2 });
    for (const load of ['0.05', '1.1', 'full', '-1']) expect(await seed('--load', load)).toMatchObject({ exitCode: 2 });
    expect(await cli(database, ['db', 'seed', '--load', '0.5'], { now })).toMatchObject({ exitCode: 2 });
  });

  it('gives its figures as JSON, and to people with the load and the share that it achieved', async () => {
    const file = path.join(folder, 'schedule.csv');
    fs.writeFileSync(file, smallStormCsv());
    await cli(database, ['flight', 'import', file], { now });
    const { exitCode, json } = await seed('--load', '0.5', '--seed', '3', '--json');
    expect(exitCode).toBe(0);
    const result = json() as StormResult;
    expect(result).toMatchObject({ scenario: 'storm', seed: 3, load: 0.5, start: '2013-02-07' });
    expect(result.loads.departures.load).toBeCloseTo(0.5, 1);
    expect(result.tables.passenger).toBe(result.passengers);
    expect(result.digest).toMatch(/^[0-9a-f]{64}$/);

    const text = stormView.text?.(result, plainPaint);
    expect(text).toMatch(/^Load +50 %$/m);
    expect(text).toMatch(/^Flights +60 of the schedule, \d+ back, \d+ onward$/m);
    expect(text).toMatch(/^Sold +\d+ of \d+ seats \([\d.]+ %\) of the schedule; \d+ of \d+ seats/m);
    expect(text).toMatch(/^Connecting +\d+ passengers, [\d.]+ %$/m);
    expect(text).toMatch(/^booking +\d+$/m);
    expect(await seed()).toMatchObject({ exitCode: 5 });
  });
});
