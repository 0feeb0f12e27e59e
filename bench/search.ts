import { performance } from 'node:perf_hooks';
import { type Desk, openDesk } from '../src/desk.js';
import type { FlightSearch, JourneyWish, OfferView } from '../src/inventory/search/flight-search.js';
import { searchFlights } from '../src/inventory/search/search-flights.js';
import { DAY_MS } from '../src/kernel/instant.js';
import { addDays } from '../src/kernel/local-date.js';
import { median, quantile } from './support/measure.js';
import { type Fill, fillNetwork, START } from './support/network.js';
import { printFigure, printHeading } from './support/report.js';
import { benchSettings } from './support/settings.js';
import { createFile, PostgresTrials } from './support/trial.js';

const NOW = Date.parse(`${START}T00:00:00Z`) - DAY_MS;
const SEARCHES = 1_000;
const WARM_UP = 200;
/** Days of departure in the middle of the medium scenario's ten, with all that connects to them on both sides. */
const DAYS = 5;
const FIRST_DAY = 2;
/** Pairs of airports of each kind whose searches are compared. */
const COMPARED = 300;
const TRIES = 3;

/** Milliseconds that 95 of 100 searches stay below, by the stops that a journey needs. */
const BOUNDS_MS = { SQLite: [5, 5, 50], PostgreSQL: [10, 10, 100] } as const;
const KINDS = ['non-stop', 'one stop', 'two stops'] as const;

type Place = keyof typeof BOUNDS_MS;

/** Latency of the search behind `flight search`, inside the process, after the caches are warm. */
export async function benchSearch(): Promise<void> {
  printHeading(
    `Search of 10,000 flights, and its growth from 1,000; ${SEARCHES.toLocaleString('en')} searches of each kind`,
  );
  await measure('SQLite', createFile);
  const trials = await PostgresTrials.open();
  if (!trials) return;
  try {
    await measure('PostgreSQL', (name, fill) => trials.create(name, fill));
  } finally {
    await trials.drop();
  }
}

async function measure(place: Place, create: (name: string, fill: Fill) => Promise<string>): Promise<void> {
  const open = async (name: string, fill: Fill) => openDesk(benchSettings(await create(name, fill)));
  const large = await open('large', fillNetwork('large'));
  const medium = await open('medium', fillNetwork('medium'));
  const long = await open('long', fillNetwork('medium', 10));
  await measureLarge(place, large);
  await measureGrowth(place, medium, long, large);
  if (place === 'PostgreSQL') await printPlans(large);
  for (const { database } of [large, medium, long]) await database.close();
}

async function measureLarge(place: Place, large: Desk): Promise<void> {
  for (const [stops, wishes] of (await journeysByStops(large)).entries()) {
    await latencies([large], wishes, stops, WARM_UP);
    const { times, offers } = await latencies([large], wishes, stops, SEARCHES);
    const [all = []] = times;
    printFigure({
      what: `${place}: ${KINDS[stops]}, p95 in ms`,
      ours: `p50 ${median(all).toFixed(2)} ms, ${offersEach(offers[0])}`,
      theirs: `${wishes.length} pairs of airports`,
      ratio: quantile(all, 0.95),
      bound: { atMost: BOUNDS_MS[place][stops] ?? 0 },
    });
  }
}

/**
 * What ten times the flights add to the same searches, all of which find something. How much more there is to
 * find depends on where the flights are added. A schedule ten times as long has no other answers: what its
 * searches cost more is the price of the size alone, and that is bounded. (The first days of a schedule are no
 * match for the whole of it: at their end a search finds nothing to connect to and stops.) A network with five
 * times the flights a day answers more, and has to be paid for that: it is printed beside.
 */
async function measureGrowth(place: Place, medium: Desk, long: Desk, large: Desk): Promise<void> {
  for (const [stops, all] of (await journeysByStops(medium)).entries()) {
    const wishes = await answeredAlike(medium, long, all, stops);
    const desks = [medium, long, large];
    await latencies(desks, wishes, stops, WARM_UP);
    const { times, offers } = await latencies(desks, wishes, stops, SEARCHES);
    const [few = 0, longer = 0, denser = 0] = times.map(median);
    const theirs = `${few.toFixed(2)} ms, ${offersEach(offers[0])}`;
    printFigure({
      what: `${place}: ${KINDS[stops]}, ten times the days`,
      ours: `p50 ${longer.toFixed(2)} ms, ${offersEach(offers[1])}`,
      theirs,
      ratio: longer / few,
      bound: { atMost: 1.5 },
    });
    printFigure({
      what: `${place}: ${KINDS[stops]}, five times a day`,
      ours: `p50 ${denser.toFixed(2)} ms, ${offersEach(offers[2])}`,
      theirs,
      ratio: denser / few,
    });
  }
}

function offersEach(offers = 0): string {
  return `${(offers / SEARCHES).toFixed(1)} offers a search`;
}

/** Searches that find something, and the same in both. @throws when any differs */
async function answeredAlike(one: Desk, other: Desk, wishes: readonly JourneyWish[], stops: number) {
  const answered: JourneyWish[] = [];
  for (let index = 0; index < wishes.length && answered.length < COMPARED; index += 1) {
    const wish = nth(wishes, index);
    const [ours, theirs] = [await search(one, wish, stops), await search(other, wish, stops)];
    if (JSON.stringify(ours) !== JSON.stringify(theirs)) throw new Error(`two answers to ${JSON.stringify(wish)}`);
    if (ours.length > 0) answered.push(wish);
  }
  return answered;
}

/** Spread over all of them, so that a part of the searches does not all leave from the same few places. */
function nth(wishes: readonly JourneyWish[], index: number): JourneyWish {
  return wishes[(index * 7) % wishes.length] as JourneyWish;
}

/** Searches on some desks in turn; of each, the median of its tries, so that a busy machine is not what is measured. */
async function latencies(desks: readonly Desk[], wishes: readonly JourneyWish[], maxStops: number, count: number) {
  const times: number[][] = desks.map(() => []);
  const offers = desks.map(() => 0);
  for (let index = 0; index < count; index += 1) {
    const wish = nth(wishes, index);
    const tries: number[][] = desks.map(() => []);
    for (let again = 0; again < TRIES; again += 1) {
      for (const [at, desk] of desks.entries()) {
        const startedAt = performance.now();
        const found = await search(desk, wish, maxStops);
        tries[at]?.push(performance.now() - startedAt);
        if (again === 0) offers[at] = (offers[at] ?? 0) + found.length;
      }
    }
    for (const [at, each] of tries.entries()) times[at]?.push(median(each));
  }
  return { times, offers };
}

async function search({ session }: Desk, wish: JourneyWish, maxStops: number): Promise<readonly OfferView[]> {
  const query: FlightSearch = { journeys: [wish], passengers: 1, maxStops, sort: 'price', limit: 51 };
  return (await searchFlights(session, query, NOW)).items;
}

/** Journeys by the fewest stops between their airports, over some days of the schedule. */
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
        found.push({ origin, destination, departureDate: addDays(START, FIRST_DAY + (found.length % DAYS)) });
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
