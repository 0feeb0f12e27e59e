import { sealAll } from './audit/seal.js';
import { productionDatabase } from './database/maintain.js';
import { type Desk, openRunner } from './desk.js';
import { formatMoney } from './present/money.js';
import { bookScenario } from './seeding/book-scenario.js';
import type { Progress } from './seeding/load-flights.js';
import { type SeedInput, type SeedResult, seedWorld } from './seeding/seed.js';

/** Who sold what was seeded, in the audit trail. */
const ACTOR = 'seed';

/** Fills the database with a scenario. @throws PRODUCTION_DATABASE, ALREADY_EXISTS */
export async function seedDesk(desk: Desk, input: SeedInput, onProgress?: Progress): Promise<SeedResult> {
  const { database, session, clock, ids } = desk;
  if (desk.isProduction) throw productionDatabase(database.place, 'db seed');
  const scenario = {
    ...{ session, clock, ids, formatMoney },
    gatewayOf: desk.gatewayOf,
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
