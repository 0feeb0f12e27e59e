import { performance } from 'node:perf_hooks';
import { openAirports } from '../src/catalog/airports.js';
import type { Database } from '../src/database/dialect.js';
import { openDesk } from '../src/desk.js';
import { searchFlights } from '../src/inventory/search-flights.js';
import { addDays } from '../src/kernel/local-date.js';
import { generateHub } from '../src/seeding/hub-scenario.js';
import { loadWorld } from '../src/seeding/load-world.js';
import { quantile } from './support/measure.js';
import { printHeading } from './support/report.js';
import { benchSettings } from './support/settings.js';
import { createFile, PostgresTrials } from './support/trial.js';

const START = '2035-06-01';
const SEARCHES = 2_000;

/** Latency of the search behind `flight search` on the large scenario, after the caches are warm. */
export async function benchSearch(): Promise<void> {
  printHeading(`Search on the large scenario, ${SEARCHES.toLocaleString('en')} searches one after the other`);
  await measure('SQLite', await createFile('large', loadLarge));
  const trials = await PostgresTrials.open();
  if (!trials) return;
  try {
    await measure('PostgreSQL', await trials.create('large', loadLarge));
  } finally {
    await trials.drop();
  }
}

async function loadLarge(database: Database): Promise<void> {
  const world = generateHub({ seed: 1, size: 'large', start: START, airports: await openAirports() });
  await database.transaction((tx) => loadWorld(tx, world));
  await database.dedicated((raw) => raw.execute('analyze', []));
}

async function measure(what: string, url: string): Promise<void> {
  const { database, session } = await openDesk(benchSettings(url));
  const { rows } = await database.dedicated((raw) =>
    raw.execute('select distinct origin, destination from flight order by 1, 2', []),
  );
  const seats = await database.dedicated((raw) => raw.execute('select count(*) as seats from seat', []));
  const now = Date.parse(`${START}T00:00:00Z`) - 86_400_000;
  const latencies: number[] = [];
  let offers = 0;
  for (let index = -200; index < SEARCHES; index += 1) {
    const { origin, destination } = rows[Math.abs(index * 7) % rows.length] as { origin: string; destination: string };
    const departureDate = addDays(START, Math.abs(index) % 10);
    const startedAt = performance.now();
    const found = await searchFlights(
      session,
      { origin, destination, departureDate, passengers: 1, sort: 'price', limit: 50 },
      now,
    );
    if (index < 0) continue;
    latencies.push(performance.now() - startedAt);
    offers += found.length;
  }
  await database.close();
  const count = Number(seats.rows[0]?.seats).toLocaleString('en');
  console.log(
    `  ${what.padEnd(12)} p50 ${quantile(latencies, 0.5).toFixed(2)} ms, p99 ${quantile(latencies, 0.99).toFixed(2)} ms` +
      `   ${count} seats, ${(offers / SEARCHES).toFixed(1)} offers a search`,
  );
}
