import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Plan } from '../../src/disruption/plan.js';
import { Random } from '../../src/seeding/random.js';
import { PlanWorld } from '../disruption/plan-world.js';
import { type Backend, onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { cli, startCli } from '../support/cli.js';
import { openTestDesk, violationsOf } from '../support/desk.js';
import { stateOf } from './state-of.js';

const KILLS = process.env.OPSDESK_TORTURE ? 20 : 2;
const SEED = Number(process.env.OPSDESK_SEED ?? 20_130_208);
const CONCURRENCY = '3';
const NOW = '2026-12-01T06:00:00.000Z';
/** Bookings on each of the flights that go. */
const BOOKINGS = 15;

interface Applied {
  readonly jobId: string;
  readonly done: number;
  readonly skipped: number;
  readonly failed: number;
  readonly states: { readonly pending: number };
}

onEveryBackend('a plan whose apply is killed', (backend) => {
  let before: TrialDatabase;
  let folder: string;
  let plan: Plan;
  let alone: Awaited<ReturnType<typeof stateOf>>;
  let lifeMs: number;
  const random = new Random(SEED);
  const file = () => path.join(folder, 'plan.json');

  beforeAll(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'opsdesk-killed-'));
    const world = await stormOf(backend);
    before = world.trial;
    plan = await world.plan();
    fs.writeFileSync(file(), JSON.stringify(plan));
    await world.desk.database.close();
    // Once so that the code is compiled, and once for the time that a run takes here and now.
    for (let run = 0; run < 2; run += 1) {
      const trial = await backend.copy(before);
      const startedAt = performance.now();
      const { exitCode, json } = await apply(trial);
      lifeMs = performance.now() - startedAt;
      expect({ exitCode, result: json() }).toMatchObject({ exitCode: 0, result: { done: plan.items.length } });
      alone = await stateIn(trial);
      await trial.drop();
    }
  });
  afterAll(async () => {
    fs.rmSync(folder, { recursive: true, force: true });
    await before.drop();
  });

  const applyArgs = () => ['disruption', 'apply', file(), '--concurrency', CONCURRENCY, '--json'];
  const apply = (trial: TrialDatabase) => cli(trial, applyArgs(), { now: NOW });
  const resume = (trial: TrialDatabase, jobId: string) =>
    cli(trial, ['disruption', 'resume', jobId, '--json'], { now: NOW });

  async function stateIn(trial: TrialDatabase) {
    const desk = await openTestDesk(trial, { now: Date.parse(NOW) });
    expect(await violationsOf(desk)).toEqual([]);
    const state = await stateOf(desk);
    await desk.database.close();
    return state;
  }

  /** @returns what is left of the job, or undefined where it had not begun; null where it was over first */
  async function killAt(trial: TrialDatabase, ms: number) {
    const running = startCli(trial, applyArgs(), { now: NOW });
    await sleep(ms);
    running.kill('SIGKILL');
    if ((await running).signal !== 'SIGKILL') return null;
    const { items } = (await cli(trial, ['disruption', 'status', '--json'], { now: NOW })).json() as {
      items: readonly Applied[];
    };
    return items[0];
  }

  it('has moved some and given others their money back', () => {
    expect(plan.totals.moved).toBeGreaterThan(20);
    expect(plan.totals.refunded).toBeGreaterThan(5);
  });

  it(`${KILLS} times at random ends as if it had been left alone`, { timeout: KILLS * 60_000 }, async () => {
    const leftBy: (number | 'not begun')[] = [];
    while (leftBy.length < KILLS) {
      const trial = await backend.copy(before);
      const left = await killAt(trial, random.between(Math.floor(lifeMs * 0.3), Math.ceil(lifeMs)));
      // The machine has other work, more or less of it: a life is as long as it is now.
      lifeMs *= left === null ? 0.9 : 1.03;
      if (left !== null) {
        leftBy.push(left ? left.states.pending : 'not begun');
        const isResumed = left !== undefined && random.below(2) === 0;
        const rest = await (isResumed ? resume(trial, left.jobId) : apply(trial));
        expect({ exitCode: rest.exitCode, result: rest.json() }).toMatchObject({
          exitCode: 0,
          result: { status: 'finished', done: left ? left.states.pending : plan.items.length, skipped: 0, failed: 0 },
        });
        expect(await stateIn(trial)).toEqual(alone);
      }
      await trial.drop();
    }
    console.log(`${backend.dialect}: of ${plan.items.length} items were left ${leftBy.join(', ')}; seed ${SEED}`);
    expect(leftBy.some((left) => left !== 'not begun' && left > 0 && left < plan.items.length)).toBe(true);
  });

  it('and killed over and over on one job, too', { timeout: 120_000 }, async () => {
    const trial = await backend.copy(before);
    for (let kill = 0; kill < 4; kill += 1) await killAt(trial, lifeMs * 0.7);
    expect((await apply(trial)).exitCode).toBe(0);
    expect(await stateIn(trial)).toEqual(alone);
    await trial.drop();
  });

  it('carries each item out once where two apply it, and one of them is killed', { timeout: 120_000 }, async () => {
    const trial = await backend.copy(before);
    const [, other] = await Promise.all([killAt(trial, lifeMs * 0.8), apply(trial)]);
    expect(other.exitCode).toBe(0);
    expect((await apply(trial)).exitCode).toBe(0);
    expect(await stateIn(trial)).toEqual(alone);
    await trial.drop();
  });
});

/** Three flights are gone, one of them the first of a connection, and there is room for most people, but not for all. */
async function stormOf(backend: Backend): Promise<PlanWorld> {
  const world = await PlanWorld.open(backend);
  await world.fly(
    ...['1 JFK-ORD 10:00 12:30 Y60', '2 JFK-BOS 11:00 12:10 Y60', '3 JFK-ORD 12:00 14:30 Y60'],
    ...['4 ORD-SFO 16:00 20:00 Y60', '5 JFK-ORD 15:00 17:30 Y36', '6 JFK-BOS 15:00 16:10 Y20'],
    ...['7 JFK-DEN 13:00 16:00 Y12', '8 DEN-SFO 18:00 20:00 Y12', '9 ORD-SFO 19:00 23:00 Y20'],
  );
  for (let at = 0; at < BOOKINGS; at += 1) {
    const people = 1 + (at % 3);
    await world.sell([1, 4], { people });
    await world.sell([2], { people, infants: at % 2 });
    await world.sell([3], { people, children: at % 2 });
  }
  for (const gone of [1, 2, 3]) await world.cancel(gone);
  return world;
}
