import { productionDatabase } from './database/maintain.js';
import type { Desk } from './desk.js';
import type { Progress } from './seeding/load-flights.js';
import { bookScenario } from './seeding/book-scenario.js';
import { type SeedInput, type SeedResult, seedWorld } from './seeding/seed.js';
import type { Settings } from './settings/settings.js';

/** Fills the database with a scenario. @throws PRODUCTION_DATABASE, ALREADY_EXISTS */
export async function seedDesk(
  desk: Desk,
  settings: Settings,
  input: SeedInput,
  onProgress?: Progress,
): Promise<SeedResult> {
  if (desk.isProduction) throw productionDatabase(desk.database.place, 'db seed');
  return seedWorld(
    {
      session: desk.session,
      now: desk.clock.now(),
      inTransaction: (work) =>
        desk.runner.write({ command: 'db seed', input }, async (unit) => {
          await work(unit.tx);
          unit.audit({ action: 'world.seeded', entity: 'database', entityId: input.scenario, after: { seed: input.seed, size: input.size } });
        }),
      bookWorld: (world, seedInput) => bookScenario(desk, settings, world, seedInput),
      onProgress,
    },
    input,
  );
}
