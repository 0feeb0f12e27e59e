import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Desk } from '../../../src/desk.js';
import { searchFlights } from '../../../src/inventory/search/search-flights.js';
import { listBetween } from '../../../src/inventory/search/timetable-repository.js';
import { HOUR_MS } from '../../../src/kernel/instant.js';
import { Random } from '../../../src/seeding/random.js';
import { onEveryBackend, onPostgres, type TrialDatabase } from '../../support/backends.js';
import { NOW, openTestDesk } from '../../support/desk.js';
import { addSchedule, type ScheduledFlight } from '../../support/schedule.js';

const DATE = '2026-12-01';
const NEXT_DATE = '2026-12-02';
const MIDNIGHT = Date.parse(`${DATE}T00:00:00Z`);

const places = Array.from(
  { length: 40 },
  (_, at) => `Q${String.fromCharCode(65 + Math.floor(at / 20), 65 + (at % 20))}`,
);
const countries = Object.fromEntries(places.map((place) => [place, 'GB']));

/** Flights of four days among forty places. */
function randomFlights(count: number): ScheduledFlight[] {
  const random = new Random(3);
  return Array.from({ length: count }, (_, at) => {
    const [origin, destination] = random.shuffle(places) as [string, string];
    const departsAt = MIDNIGHT + (random.below(96) - 24) * HOUR_MS;
    return { id: at + 1, origin, destination, departsAt, arrivesAt: departsAt + HOUR_MS };
  });
}

let trial: TrialDatabase;
let desk: Desk;

onEveryBackend('the timetable between some places', (backend) => {
  const flights = randomFlights(300);
  const open = { now: NOW, carrier: '' };

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial);
    await addSchedule(desk, countries, flights);
  });
  afterAll(async () => {
    await desk.database.close();
    await trial.drop();
  });

  it.each([
    ['one route', 1, 1],
    ['some routes', 3, 20],
    ['so many routes that they are not looked up one by one', 30, 40],
  ])('is alike for %s', async (_name, leaving, reached) => {
    const random = new Random(leaving);
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const [origins, destinations] = [random.shuffle(places), random.shuffle(places)];
      const [first] = flights;
      // At least one flight is there to be found.
      const from = [...new Set([first?.origin ?? '', ...origins])].slice(0, leaving);
      const to = [...new Set([first?.destination ?? '', ...destinations])].slice(0, reached);
      const dates = { from: attempt === 0 ? '2026-11-30' : DATE, to: attempt === 0 ? '2026-12-04' : NEXT_DATE };
      const found = await listBetween(desk.session, { origins: from, destinations: to }, dates, open);
      const expected = flights.filter(({ origin, destination, departsAt }) => {
        const date = new Date(departsAt).toISOString().slice(0, 10);
        return from.includes(origin) && to.includes(destination) && date >= dates.from && date <= dates.to;
      });
      expect(found.map(({ id }) => id).sort()).toEqual(expected.map(({ id }) => id).sort());
      if (attempt === 0) expect(found).not.toEqual([]);
    }
  });

  it('is empty without places', async () => {
    const dates = { from: DATE, to: NEXT_DATE };
    expect(await listBetween(desk.session, { origins: [], destinations: places }, dates, open)).toEqual([]);
  });
});

/** With few, PostgreSQL finds that any plan will do. */
const MANY = 3_000;

onPostgres('the statements of a search', (backend) => {
  it('are planned for good once a connection has seen them a few times', async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial, { maxConnections: 1 });
    // For lists as short as here, another plan is better than the one for lists of any length.
    const ways = ['ZAA', 'ZAB', 'ZAC', 'ZAD'];
    const chain = ways.slice(1).map((destination, at): ScheduledFlight => {
      const departsAt = MIDNIGHT + (8 + 3 * at) * HOUR_MS;
      const origin = ways[at] ?? '';
      return { id: MANY + 1 + at, origin, destination, departsAt, arrivesAt: departsAt + HOUR_MS };
    });
    const all = { ...countries, ...Object.fromEntries(ways.map((place) => [place, 'GB'])) };
    await addSchedule(desk, all, [...randomFlights(MANY), ...chain]);
    await desk.database.dedicated((raw) => raw.execute('analyze', []));
    const journey = { origin: 'ZAA', destination: 'ZAD', departureDate: DATE };
    for (let time = 0; time < 12; time += 1) {
      const query = { journeys: [journey], passengers: 1, maxStops: 2, sort: 'price', limit: 10 } as const;
      const { items } = await searchFlights(desk.session, query, NOW);
      expect(items).not.toEqual([]);
    }
    const { rows } = await desk.database.dedicated((raw) =>
      raw.execute("select name, generic_plans from pg_prepared_statements where name like 'search%'", []),
    );
    expect(rows.length).toBeGreaterThan(5);
    expect(rows.filter((row) => Number(row.generic_plans) === 0)).toEqual([]);
    await desk.database.close();
    await trial.drop();
  });
});
