import { performance } from 'node:perf_hooks';
import { openAirports } from '../src/catalog/airports.js';
import type { Database } from '../src/database/dialect.js';
import { type Desk, openDesk } from '../src/desk.js';
import type { FlightSearch, JourneyWish } from '../src/inventory/search/flight-search.js';
import { searchFlights } from '../src/inventory/search/search-flights.js';
import { addDays } from '../src/kernel/local-date.js';
import { generateHub } from '../src/seeding/hub-scenario.js';
import { loadWorld } from '../src/seeding/load-world.js';
import { median, quantile } from './support/measure.js';
import { printFigure, printHeading } from './support/report.js';
import { benchSettings } from './support/settings.js';
import { createFile, PostgresTrials } from './support/trial.js';

const START = '2035-06-01';
const NOW = Date.parse(`${START}T00:00:00Z`) - 86_400_000;
const SEARCHES = 1_000;
const WARM_UP = 200;
/** A tenth of the flights, as many each day: what a search finds on one day is the same. */
const SHORT_DAYS = 2;
/** Of departure. */
const DAYS = 5;

/** Milliseconds that 95 of 100 searches stay below, by the stops that a journey needs. */
const BOUNDS_MS = { SQLite: [5, 5, 50], PostgreSQL: [10, 10, 100] } as const;
const KINDS = ['non-stop', 'one stop', 'two stops'] as const;

type Place = keyof typeof BOUNDS_MS;

/** Latency of the search behind `flight search`, inside the process, after the caches are warm. */
export async function benchSearch(): Promise<void> {
  printHeading(`Search on the large scenario, ${SEARCHES.toLocaleString('en')} searches of each kind`);
  await measure('SQLite', await createFile('large', filled(20)), await createFile('short', filled(SHORT_DAYS)));
  const trials = await PostgresTrials.open();
  if (!trials) return;
  try {
    await measure(
      'PostgreSQL',
      await trials.create('large', filled(20)),
      await trials.create('short', filled(SHORT_DAYS)),
    );
  } finally {
    await trials.drop();
  }
}

/** The large scenario, or its first days: 500 flights each. */
function filled(days: number): (database: Database) => Promise<void> {
  return async (database) => {
    const world = generateHub({ seed: 1, size: 'large', start: START, airports: await openAirports() });
    const end = addDays(START, days);
    const flights = {
      *[Symbol.iterator]() {
        for (const flight of world.flights) if (days >= 20 || flight.departureDate < end) yield flight;
      },
    };
    await database.transaction((tx) => loadWorld(tx, { ...world, flights }));
    const command = database.dialect === 'postgres' ? 'vacuum analyze' : 'analyze';
    await database.dedicated((raw) => raw.execute(command, []));
  };
}

async function measure(place: Place, largeUrl: string, shortUrl: string): Promise<void> {
  const large = await openDesk(benchSettings(largeUrl));
  const short = await openDesk(benchSettings(shortUrl));
  const kinds = await journeysByStops(large);
  for (const [stops, wishes] of kinds.entries()) {
    await latencies([large], wishes, stops, WARM_UP);
    const { times, offers } = await latencies([large], wishes, stops, SEARCHES);
    printFigure({
      what: `${place}: ${KINDS[stops]}, p95 in ms`,
      ours: `p50 ${median(times[0] ?? []).toFixed(2)} ms, ${(offers / SEARCHES).toFixed(1)} offers a search`,
      theirs: `${wishes.length} pairs of airports`,
      ratio: quantile(times[0] ?? [], 0.95),
      bound: { atMost: BOUNDS_MS[place][stops] ?? 0 },
    });
  }
  for (const [stops, all] of kinds.entries()) {
    const wishes = all.map((wish) => ({ ...wish, departureDate: START }));
    await latencies([short, large], wishes, stops, WARM_UP);
    const { times } = await latencies([short, large], wishes, stops, SEARCHES);
    const [few, many] = times.map(median);
    printFigure({
      what: `${place}: ${KINDS[stops]}, 10,000 flights`,
      ours: `p50 ${many?.toFixed(2)} ms`,
      theirs: `${few?.toFixed(2)} ms, the first ${SHORT_DAYS} days of them`,
      ratio: (many ?? 0) / (few ?? 0),
      bound: { atMost: 1.5 },
    });
  }
  if (place === 'PostgreSQL') await printPlans(large);
  await short.database.close();
  await large.database.close();
}

/** Searches on some desks in turn; of each, the median of three, so that a busy machine is not what is measured. */
async function latencies(desks: readonly Desk[], wishes: readonly JourneyWish[], maxStops: number, count: number) {
  const times: number[][] = desks.map(() => []);
  let offers = 0;
  for (let index = 0; index < count; index += 1) {
    const wish = wishes[(index * 7) % wishes.length] as JourneyWish;
    const tries: number[][] = desks.map(() => []);
    for (let again = 0; again < 3; again += 1) {
      for (const [at, desk] of desks.entries()) {
        const startedAt = performance.now();
        const found = await countOffers(desk, wish, maxStops);
        tries[at]?.push(performance.now() - startedAt);
        if (at === 0 && again === 0) offers += found;
      }
    }
    for (const [at, each] of tries.entries()) times[at]?.push(median(each));
  }
  return { times, offers };
}

async function countOffers({ session }: Desk, wish: JourneyWish, maxStops: number): Promise<number> {
  const query: FlightSearch = { journeys: [wish], passengers: 1, maxStops, sort: 'price', limit: 51 };
  return (await searchFlights(session, query, NOW)).items.length;
}

/** Journeys by the fewest stops between their airports, over the first days of the schedule. */
async function journeysByStops({ database }: Desk): Promise<JourneyWish[][]> {
  const { rows } = await database.dedicated((raw) =>
    raw.execute('select distinct origin, destination from flight order by 1, 2', []),
  );
  const next = new Map<string, string[]>();
  for (const row of rows as { origin: string; destination: string }[]) {
    next.set(row.origin, [...(next.get(row.origin) ?? []), row.destination]);
  }
  const journeys: JourneyWish[][] = [[], [], []];
  for (const origin of next.keys()) {
    const seen = new Set([origin]);
    let reached = [origin];
    for (const found of journeys) {
      reached = [...new Set(reached.flatMap((place) => next.get(place) ?? []))].filter((place) => !seen.has(place));
      for (const destination of reached) {
        seen.add(destination);
        found.push({ origin, destination, departureDate: addDays(START, 1 + (found.length % DAYS)) });
      }
    }
  }
  return journeys;
}

/** A statement that is planned anew on each call costs more than it fetches. */
async function printPlans({ database }: Desk): Promise<void> {
  const { rows } = await database.dedicated((raw) =>
    raw.execute(
      "select name, generic_plans, custom_plans from pg_prepared_statements where name like 'search%' order by 1",
      [],
    ),
  );
  for (const row of rows)
    console.log(`  ${String(row.name).padEnd(28)} ${row.generic_plans} generic, ${row.custom_plans} custom plans`);
}
