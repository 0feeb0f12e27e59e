import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Plan } from '../../src/disruption/plan.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { cli, LAUNCHER } from '../support/cli.js';

const ROOT = path.resolve(import.meta.dirname, '../..');
const CANCELLED = 6;

/** What the first back end has planned. */
let said: Plan['items'] | undefined;

/** What the README shows for a storm, as it stands there. */
function readmeScript(): string {
  const readme = fs.readFileSync(path.join(ROOT, 'README.md'), 'utf8');
  const [, script = ''] = /When a storm hits.*?```sh\n(.*?)```/s.exec(readme) ?? [];
  return script;
}

onEveryBackend('the script of the README', (backend) => {
  let trial: TrialDatabase;
  let folder: string;
  const now = '2026-12-01T06:00:00.000Z';

  beforeAll(async () => {
    trial = await backend.create();
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'opsdesk-script-'));
    const bin = path.join(folder, 'opsdesk');
    fs.writeFileSync(bin, `#!/bin/sh\nexec "${process.execPath}" "${LAUNCHER}" "$@"\n`, { mode: 0o755 });
    await cli(trial, ['db', 'seed', '--scenario', 'hub', '--seed', '7', '--size', 'small', '--quiet'], { now });
  });
  afterAll(async () => {
    fs.rmSync(folder, { recursive: true, force: true });
    await trial.drop();
  });

  it('has ten lines, and each does what it says', { timeout: 120_000 }, async () => {
    const script = readmeScript();
    expect(script.trim().split('\n')).toHaveLength(10);
    await cancelSome();
    const { stdout, stderr, exitCode } = await execa('sh', ['-c', script], {
      cwd: folder,
      env: {
        ...{ PATH: `${folder}:${process.env.PATH}`, HOME: folder, OPSDESK_DATABASE_URL: trial.url },
        ...{ OPSDESK_NOW: now, OPSDESK_OPERATOR: 'tester', NO_COLOR: '1' },
      },
      extendEnv: false,
      reject: false,
    });
    expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('Cost');
    const plan = read('plan.json');
    expect(plan.items.length).toBeGreaterThan(5);
    said ??= plan.items;
    // The same seed is the same world, and has the same plan on both back ends.
    expect(plan.items).toEqual(said);
    expect(read('rest.json').items).toEqual([]);
    expect(read('undo.json').items.length).toBeGreaterThan(0);
    const { items } = (await cli(trial, ['disruption', 'status', '--json'], { now })).json() as {
      items: readonly { planId: string; states: unknown }[];
    };
    expect(items.find(({ planId }) => planId === plan.planId)?.states).toEqual({
      ...{ pending: 0, done: plan.items.length, skipped: 0, failed: 0 },
    });
  });

  const read = (name: string) => JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8')) as Plan;

  async function cancelSome(): Promise<void> {
    const { items } = (await cli(trial, ['booking', 'list', '--status', 'confirmed', '--json'], { now })).json() as {
      items: readonly { route?: string; recordLocator: string }[];
    };
    const flights = new Set<string>();
    for (const { recordLocator } of items) {
      const { segments } = (await cli(trial, ['booking', 'show', recordLocator, '--json'], { now })).json() as {
        segments: readonly { flight: string; origin: string; departsAt: string }[];
      };
      const [first] = segments;
      if (first)
        flights.add(
          `${first.flight.slice(0, 2)},${first.flight.slice(2).split('/')[0]},${first.origin},${first.flight.split('/')[1]?.slice(0, 10)},cancelled,`,
        );
      if (flights.size === CANCELLED) break;
    }
    fs.writeFileSync(
      path.join(folder, 'events.csv'),
      `${['carrier,number,origin,date,status,delay_minutes', ...flights].join('\n')}\n`,
    );
  }
});
