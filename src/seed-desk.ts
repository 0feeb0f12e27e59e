import { sealAll } from './audit/seal.js';
import type { Transaction } from './database/dialect.js';
import { gatherStatistics, productionDatabase } from './database/maintain.js';
import { type Desk, openRunner } from './desk.js';
import { formatMoney } from './present/money.js';
import { bookScenario } from './seeding/book-scenario.js';
import type { Progress } from './seeding/load-flights.js';
import { type SeedInput, type SeedResult, seedWorld } from './seeding/seed.js';
import { type StormInput, type StormResult, type StormSold, seedStorm } from './seeding/storm-scenario.js';

/** Who sold what was seeded, in the audit trail. */
const ACTOR = 'seed';

/** Fills the database with a scenario. @throws PRODUCTION_DATABASE, ALREADY_EXISTS, WRONG_STATE, INVALID_INPUT */
export async function seedDesk(
  desk: Desk,
  input: SeedInput | StormInput,
  onProgress?: Progress,
): Promise<SeedResult | StormResult> {
  if (desk.isProduction) throw productionDatabase(desk.database.place, 'db seed');
  const result =
    input.scenario === 'storm'
      ? await seedStormDesk(desk, input, onProgress)
      : await seedHubDesk(desk, input, onProgress);
  await gatherStatistics(desk.database);
  return result;
}

async function seedHubDesk(desk: Desk, input: SeedInput, onProgress?: Progress): Promise<SeedResult> {
  const { database, session, clock, ids } = desk;
  const scenario = {
    ...{ session, clock, ids, formatMoney },
    gatewayOf: desk.gatewayOf,
    requireGateway: desk.requireGateway,
    runnerWith: (ownIds: typeof ids, ownClock: typeof clock) =>
      openRunner(database, { actor: ACTOR, ids: ownIds, clock: ownClock }),
  };
  return seedWorld(
    {
      session,
      now: clock.now(),
      inTransaction: (work) =>
        desk.runner.write({ command: 'db seed', input }, async (unit) => {
          await work(unit.tx);
          unit.audit({
            action: 'world.seeded',
            entity: 'database',
            entityId: input.scenario,
            after: { seed: input.seed, size: input.size },
          });
        }),
      bookWorld: async (world, seedInput) => {
        await bookScenario(scenario, world, seedInput);
        await sealAll(database);
      },
      onProgress,
    },
    input,
  );
}

async function seedStormDesk(desk: Desk, input: StormInput, onProgress?: Progress): Promise<StormResult> {
  const { database, session, clock, ids } = desk;
  // What is unsealed has its place in the trail before the bookings, which are sealed as they are written.
  await sealAll(database);
  const inTransaction = (work: (tx: Transaction) => Promise<StormSold>) =>
    desk.runner.write({ command: 'db seed', input }, async (unit) => {
      const sold = await work(unit.tx);
      const { seed, load } = input;
      const after = { seed, load, groups: sold.groups, passengers: sold.passengers };
      unit.audit({ action: 'world.seeded', entity: 'database', entityId: input.scenario, after });
      return sold;
    });
  const result = await seedStorm({ session, ids, actor: ACTOR, now: clock.now(), inTransaction, onProgress }, input);
  await sealAll(database);
  return result;
}
