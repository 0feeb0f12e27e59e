import type { Desk } from '../desk.js';
import type { Progress } from '../seeding/load-flights.js';
import type { SeedInput } from '../seeding/seed.js';
import type { StormInput } from '../seeding/storm-scenario.js';
import type { Settings } from '../settings/settings.js';

/** The database itself. */
export const maintenanceUseCases = (desk: () => Promise<Desk>, settings: Settings) => ({
  maintenance: {
    doctor: async () => {
      const { examine } = await import('../doctor.js');
      return examine(await desk(), settings);
    },
    seed: async (input: SeedInput | StormInput, onProgress?: Progress) => {
      const { seedDesk } = await import('../seed-desk.js');
      return seedDesk(await desk(), input, onProgress);
    },
    migrate: async (isProduction: boolean) => {
      const { migrateDatabase } = await import('../database/maintain.js');
      return migrateDatabase(settings.databaseUrl, isProduction);
    },
    status: async () => {
      const { databaseStatus } = await import('../database/maintain.js');
      return databaseStatus(settings.databaseUrl);
    },
    reset: async () => {
      const { resetDatabase } = await import('../database/maintain.js');
      return resetDatabase(settings.databaseUrl);
    },
  },
});
