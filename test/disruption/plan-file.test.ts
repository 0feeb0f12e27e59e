import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadChain } from '../../src/audit/chain.js';
import { DEFAULT_POLICY } from '../../src/disruption/policy.js';
import { readPlan } from '../../src/disruption/read-plan.js';
import { hashPlan, planText } from '../../src/disruption/seal-plan.js';
import { onEveryBackend } from '../support/backends.js';
import { PlanWorld } from './plan-world.js';

onEveryBackend('the file of a plan', (backend) => {
  let world: PlanWorld;
  let text: string;

  const made = async () => [...planText(await world.plan())].join('');

  beforeAll(async () => {
    world = await PlanWorld.open(backend);
    await world.fly(
      '1 JFK-ORD 10:00 12:30 Y9',
      '2 JFK-ORD 14:00 16:30 Y2',
      '3 JFK-ORD 18:00 20:30 Y3',
      '4 LGA-ORD 19:00 21:30 Y1',
    );
    for (const tier of ['none', 'gold', 'none', 'silver', 'none'] as const) await world.sell([1], { tier });
    await world.sell([1], { people: 2, infants: 1 });
    await world.cancel(1);
    text = await made();
  });
  afterAll(async () => {
    expect(await world.close()).toEqual([]);
  });

  it('is read back as it was made', async () => {
    const plan = await readPlan(text);
    expect([...planText(plan)].join('')).toBe(text);
    expect(plan.items).toHaveLength(6);
  });

  it('has the hash of its canonical bytes, however its keys are laid out', async () => {
    const { hash, ...rest } = JSON.parse(text);
    const { canonical } = await loadChain();
    expect(hash).toBe(createHash('sha256').update(canonical(rest)).digest('hex'));
    const reversed = Object.fromEntries(Object.entries({ ...rest, hash }).reverse());
    await expect(readPlan(JSON.stringify(reversed, null, 4))).resolves.toMatchObject({ hash });
    expect(await hashPlan(rest)).toBe(hash);
  });

  it.each([
    [
      'a changed number',
      (plan: string) => plan.replace(/"costMinor":(\d)/, '"costMinor":9$1'),
      'it was changed after it was made',
    ],
    [
      'another seat',
      (plan: string) => plan.replace('XX2/2026-12-01', 'XX3/2026-12-01'),
      'it was changed after it was made',
    ],
    ['no text at all', () => '', 'it is no JSON'],
    ['half a text', (plan: string) => plan.slice(0, 500), 'it is no JSON'],
    ['another thing', () => '{"format":"other/1"}', 'its format is "other/1"'],
    ['a list', () => '[]', 'its format is none'],
    ['a missing part', (plan: string) => plan.replace('"planId"', '"planID"'), 'planId is missing'],
    [
      'a part of its own',
      (plan: string) => plan.replace('{"recordLocator"', '{"name":"X","recordLocator"'),
      'items[0].name is no part of a plan',
    ],
    [
      'a wrong word',
      (plan: string) => plan.replace('"action":"move"', '"action":"walk"'),
      'action is no one of move, refund, keep, restore',
    ],
    ['a wrong value', (plan: string) => plan.replace(/"version":\d+/, '"version":"1"'), 'items[0].version is no whole'],
  ])('is refused with %s', async (_, change, reason) => {
    const changed = change(text);
    expect(changed).not.toBe(text);
    await expect(readPlan(changed)).rejects.toMatchObject({
      code: 'PLAN_INVALID',
      message: expect.stringContaining(reason),
    });
  });

  it('says nothing of who travels', () => {
    expect(text).not.toMatch(/secretive/i);
    expect(text).not.toMatch(/@|example|tok_|cus_|bkg_/);
  });

  it('is the same for the same state and policy, apart from its id, its time and its seconds', async () => {
    const strip = (plan: string) => {
      const { planId: _, createdAt: __, hash: ___, solver, ...rest } = JSON.parse(plan);
      return { ...rest, solver: { ...solver, seconds: 0 } };
    };
    expect(strip(await made())).toEqual(strip(text));
  });

  it('holds the policy that it was made by, and its hash', async () => {
    const plan = await readPlan(text);
    expect(plan.policy).toEqual(DEFAULT_POLICY);
    const { canonical } = await loadChain();
    expect(plan.policyHash).toBe(createHash('sha256').update(canonical(DEFAULT_POLICY)).digest('hex'));
  });
});
