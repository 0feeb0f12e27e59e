import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SpecialService, Tier } from '../../src/database/schema.js';
import { DEFAULT_POLICY } from '../../src/disruption/policy.js';
import { Random } from '../../src/seeding/random.js';
import { onEveryBackend } from '../support/backends.js';
import { type BruteFlight, type BruteGroup, leastCost } from './plan-brute-force.js';
import { at, PlanWorld } from './plan-world.js';

const HOURLY: Readonly<Record<Tier, number>> = { none: 2_000, silver: 3_000, gold: 5_000, platinum: 8_000 };
const WEIGHT: Readonly<Record<SpecialService, number>> = { UMNR: 10, MEDA: 8, WCHR: 6 };
const AIRPORTS = ['JFK', 'JFK', 'ORD', 'DEN', 'SFO'] as const;
const EXACT = {
  ...DEFAULT_POLICY,
  window: { ...DEFAULT_POLICY.window, candidates: 60 },
  solver: { deadlineSeconds: 60, gap: 0 },
};

const clock = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

onEveryBackend('the plan of a small random world', (backend) => {
  let world: PlanWorld;

  beforeAll(async () => {
    world = await PlanWorld.open(backend);
  });
  afterAll(async () => {
    await world.close();
  });

  it.each([2, 3, 4, 5])('costs no more than the best of all choices (%i)', async (seed) => {
    await world.clear();
    const random = new Random(seed);
    const flights: BruteFlight[] = [];
    const words: string[] = [];
    const add = (origin: string, destination: string, from: number, free: number) => {
      const id = flights.length + 1;
      const [departs, arrives] = [from, from + 60 + random.below(6) * 15].map(clock) as [string, string];
      flights.push({ id, origin, destination, departsAt: at(departs), arrivesAt: at(arrives), free });
      words.push(`${id} ${origin}-${destination} ${departs} ${arrives} Y${free}`);
    };
    // The first two are cancelled.
    for (const destination of ['ORD', 'SFO']) add('JFK', destination, 480 + random.below(90), 12);
    for (let count = 0; count < 18; count += 1) {
      const origin = random.pick(AIRPORTS);
      const [first, ...others] = AIRPORTS.filter((each) => each !== origin && each !== 'JFK');
      add(origin, random.pick([first as string, ...others]), 480 + random.below(40) * 15, random.below(5));
    }
    await world.fly(...words);
    const groups: BruteGroup[] = [];
    for (let count = 0; count < 6; count += 1) {
      const lost = flights[count % 2] as BruteFlight;
      const people = 1 + random.below(3);
      const tier = random.pick(['none', 'none', 'silver', 'gold', 'platinum'] as const);
      const service = random.below(4) === 0 ? random.pick(['UMNR', 'MEDA', 'WCHR'] as const) : undefined;
      await world.sell([lost.id], { people, tier, ...(service ? { service } : {}) });
      groups.push({
        ...{ size: people, lost, fare: 21_000, assisted: service ? 1 : 0, isDirectOnly: service === 'UMNR' },
        hourly: HOURLY[tier] * (service ? WEIGHT[service] : 1),
      });
    }
    await world.cancel(1);
    await world.cancel(2);
    const plan = await world.plan(EXACT);
    const best = leastCost(flights.slice(2), groups, at('06:00'));
    expect({ cost: plan.costs.total, status: plan.solver.status }).toEqual({ cost: best, status: 'optimal' });
    expect(plan.solver).toMatchObject({ objectiveMinor: best, boundMinor: best, gap: 0 });
    expect(plan.items.reduce((sum, { costMinor }) => sum + costMinor, 0)).toBe(best);
    expect(plan.loads.filter(({ after, authorised }) => after > authorised)).toEqual([]);
  });
});
