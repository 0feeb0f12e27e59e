import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Backend, onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { cli } from '../support/cli.js';
import { ConsoleDriver } from '../support/console-driver.js';
import { bookedFor, goTo, violationsIn } from '../support/console-steps.js';
import { addFlight, openTestDesk } from '../support/desk.js';

onEveryBackend('the audit trail exported from the console', (backend: Backend) => {
  let trial: TrialDatabase;
  let desk: ConsoleDriver;
  let folder: string;

  beforeEach(async () => {
    trial = await backend.create();
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'opsdesk-trail-'));
    const seeding = await openTestDesk(trial);
    await addFlight(seeding, { number: '101' });
    await seeding.database.close();
    await bookedFor(trial, ['SMITH/JOHN MR']);
    desk = new ConsoleDriver(trial, { columns: 120 });
    await desk.sees('SMITH/JOHN');
    await goTo(desk, 'audit export', 'one that does not exist yet');
  });
  afterEach(async () => {
    await desk.close();
    await trial.drop();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it('writes a file that anybody can verify, and nothing before it was agreed to', async () => {
    const file = path.join(folder, 'trail.ndjson');
    await desk.type(file);
    await desk.sees('NDJSON can be verified anywhere');
    await desk.press('ctrl-s');
    await desk.sees('Seal the audit trail and write it to');
    expect(fs.existsSync(file)).toBe(false);
    await desk.press('enter');
    const lines = await desk.sees(/\d+ entries are in/);
    const entries = Number(/(\d+) entries are in/.exec(lines.join('\n'))?.[1]);
    const verified = await cli(undefined, ['audit', 'verify', '--from', file, '--json']);
    expect(verified).toMatchObject({ exitCode: 0 });
    expect(verified.json()).toMatchObject({ ok: true, entries });
    expect(entries).toBeGreaterThan(0);
    // One letter of one entry, and it is no longer the trail.
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('tester', 'fester'));
    expect((await cli(undefined, ['audit', 'verify', '--from', file])).exitCode).not.toBe(0);
    expect(await violationsIn(trial)).toEqual([]);
  });

  it('says why a file cannot be written, and keeps its name for correction', async () => {
    await desk.type(path.join(folder, 'missing', 'trail.csv'));
    await desk.press('tab', 'right');
    await desk.sees('CSV is for reading: it cannot be verified.');
    await desk.press('ctrl-s');
    await desk.sees('Seal the audit trail');
    await desk.press('enter');
    await desk.sees('its folder does not exist');
    await desk.press('up');
    await desk.sees('trail.csv');
    await desk.press('ctrl-u');
    await desk.type(path.join(folder, 'trail.csv'));
    await desk.sees('CSV is for reading');
    await desk.press('ctrl-s');
    await desk.sees('Seal the audit trail');
    await desk.press('enter');
    await desk.sees('entries are in');
    expect(fs.readFileSync(path.join(folder, 'trail.csv'), 'utf8')).toMatch(/^\w+,/);
  });
});
