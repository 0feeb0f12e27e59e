import { openAirports } from '../../src/catalog/airports.js';
import type { Database } from '../../src/database/dialect.js';
import { addDays } from '../../src/kernel/local-date.js';
import { generateHub } from '../../src/seeding/hub-scenario.js';
import { loadWorld } from '../../src/seeding/load-world.js';

/** Puts into an empty database what a benchmark needs. */
export type Fill = (database: Database) => Promise<void>;

/** The first day of every schedule. */
export const START = '2035-06-01';

const TERM_DAYS = { medium: 10, large: 20 } as const;

/** The seeded network of a scenario, 1,000 flights or 10,000 a term, for some terms one after the other. */
export function fillNetwork(size: keyof typeof TERM_DAYS, terms = 1): Fill {
  return async (database) => {
    const airports = await openAirports();
    const termFrom = (day: number) => generateHub({ seed: 1, size, start: addDays(START, day), airports });
    const flights = {
      *[Symbol.iterator]() {
        for (let term = 0; term < terms; term += 1) yield* termFrom(term * TERM_DAYS[size]).flights;
      },
    };
    await database.transaction((tx) => loadWorld(tx, { ...termFrom(0), flights }));
    const command = database.dialect === 'postgres' ? 'vacuum analyze' : 'analyze';
    await database.dedicated((raw) => raw.execute(command, []));
  };
}
