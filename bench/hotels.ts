import { performance } from 'node:perf_hooks';
import type { Database, SqlValue, Transaction } from '../src/database/dialect.js';
import { openDesk } from '../src/desk.js';
import type { HotelSearch } from '../src/inventory/hotel/hotel-search.js';
import { searchHotels } from '../src/inventory/hotel/search-hotels.js';
import { DAY_MS } from '../src/kernel/instant.js';
import { addDays } from '../src/kernel/local-date.js';
import { quantile } from './support/measure.js';
import { printHeading } from './support/report.js';
import { benchSettings } from './support/settings.js';
import { createFile, PostgresTrials } from './support/trial.js';

const PROPERTIES = 2_000;
const CITIES = 67;
const NIGHTS = 365;
const FIRST_NIGHT = '2035-06-01';
const SEARCHES = 5_000;
const P95_BOUND_MS = 10;
const NOW = Date.parse(`${FIRST_NIGHT}T00:00:00Z`) - DAY_MS;
const POLICIES = ['[]', '[{"before":"48h","refund":100},{"before":"24h","refund":50}]'];

/** Latency of the search behind `hotel search` over a year of nights, measured inside the process. */
export async function benchHotels(): Promise<void> {
  const nights = `${PROPERTIES.toLocaleString('en')} properties of ${NIGHTS} nights`;
  printHeading(`Hotel search over ${nights}, ${SEARCHES.toLocaleString('en')} searches one after the other`);
  await measure('SQLite', await createFile('hotels', loadHotels));
  const trials = await PostgresTrials.open();
  if (!trials) return;
  try {
    await measure('PostgreSQL', await trials.create('hotels', loadHotels));
  } finally {
    await trials.drop();
  }
}

async function measure(what: string, url: string): Promise<void> {
  const { database, session } = await openDesk(benchSettings(url));
  const counted = await database.dedicated((raw) => raw.execute('select count(*) as nights from room_night', []));
  const random = randomFrom(7);
  const latencies: number[] = [];
  let offers = 0;
  for (let index = -200; index < SEARCHES; index += 1) {
    const query = randomSearch(random);
    const startedAt = performance.now();
    const { items } = await searchHotels(session, query, NOW);
    if (index < 0) continue;
    latencies.push(performance.now() - startedAt);
    offers += items.length;
  }
  await database.close();
  const [p50, p95] = [quantile(latencies, 0.5), quantile(latencies, 0.95)];
  const verdict = `p95 at most ${P95_BOUND_MS} ms: ${p95 <= P95_BOUND_MS ? 'holds' : 'MISSED'}`;
  const nights = Number(counted.rows[0]?.nights).toLocaleString('en');
  console.log(
    `  ${what.padEnd(12)} p50 ${p50.toFixed(2)} ms, p95 ${p95.toFixed(2)} ms   ${verdict}` +
      `   ${nights} nights, ${(offers / SEARCHES).toFixed(1)} offers a search`,
  );
}

/** One to seven nights, a tenth of them two weeks; a fifth of the searches by airport. */
function randomSearch(random: Random): HotelSearch {
  const city = random(CITIES);
  const checkIn = addDays(FIRST_NIGHT, random(NIGHTS - 15));
  const checkOut = addDays(checkIn, random(10) === 0 ? 14 : 1 + random(7));
  const place = random(5) === 0 ? airportOf(city) : cityName(city);
  const sort = (['price', 'rating', 'distance'] as const)[random(3)] ?? 'price';
  const stars = random(3) === 0 ? 4 : undefined;
  return { place, checkIn, checkOut, guests: 1 + random(3), rooms: 1 + random(2), stars, sort, limit: 100 };
}

const cityName = (city: number) => `City ${city}`;
const airportOf = (city: number) => `Q${String.fromCharCode(65 + (city % 26), 65 + Math.floor(city / 26))}`;

/** Cities of 20 to 40 properties. */
async function loadHotels(database: Database): Promise<void> {
  const random = randomFrom(1);
  await database.transaction(async (tx) => {
    await loadProperties(tx, random);
    const roomTypes = await loadRoomTypes(tx, random);
    await loadNights(tx, roomTypes, random);
  });
  await database.dedicated((raw) => raw.execute('analyze', []));
}

async function loadProperties(tx: Transaction, random: Random): Promise<void> {
  const cities = sizedCities(random);
  const rows = cities.map((city, index) => ({
    ...{ id: index + 1, code: `H${index + 1}`, name: `Hotel ${index + 1}`, city: cityName(city), country: 'XX' },
    ...{ time_zone: 'Europe/Paris', latitude: 48, longitude: 2, stars: 2 + random(4), rating_tenths: 50 + random(50) },
    ...{ amenities: random(2) === 0 ? ',pool,wifi,' : ',wifi,', currency: 'EUR' },
    ...{ cancellation_policy: '[]', min_stay_rule: random(2) === 0 ? 'arrival' : 'through', version: 1 },
  }));
  await load(tx, 'property', rows);
  await load(
    tx,
    'property_airport',
    cities.map((city, index) => ({ property_id: index + 1, airport: airportOf(city), distance_km: random(40) })),
  );
}

/** The city of each property: 20 of each to begin with, the others anywhere that has fewer than 40. */
function sizedCities(random: Random): number[] {
  const sizes: number[] = Array(CITIES).fill(20);
  for (let left = PROPERTIES - 20 * CITIES; left > 0; ) {
    const city = random(CITIES);
    if ((sizes[city] ?? 0) >= 40) continue;
    sizes[city] = (sizes[city] ?? 0) + 1;
    left -= 1;
  }
  // In turn, as properties come over the years, and not city by city.
  const order = sizes.flatMap((size, city) => Array.from({ length: size }, () => ({ city, at: random(1 << 30) })));
  return order.sort((a, b) => a.at - b.at).map(({ city }) => city);
}

async function loadRoomTypes(tx: Transaction, random: Random): Promise<number[]> {
  const types = Array.from({ length: PROPERTIES }, (_, index) =>
    ['SGL', 'DBL', 'FAM'].slice(random(2)).map((code) => ({ property_id: index + 1, code })),
  ).flat();
  const rows = types.map(({ property_id, code }, index) => ({
    ...{ id: index + 1, property_id, code, name: code, max_guests: { SGL: 1, DBL: 2, FAM: 4 }[code] ?? 2 },
  }));
  await load(tx, 'room_type', rows);
  const plans = rows.flatMap(({ id }) => [
    { room_type_id: id, code: 'FLEX', name: 'Flexible', price: 10_000, policy: POLICIES[1] ?? '[]', board: 'BB' },
    { room_type_id: id, code: 'SAVER', name: 'Saver', price: 8_500, policy: '[]', board: 'RO' },
  ]);
  await load(
    tx,
    'rate_plan',
    plans.map(({ price, policy, ...plan }) => ({ ...plan, price_basis_points: price, cancellation_policy: policy })),
  );
  return rows.map(({ id }) => id);
}

/** A night in twenty is sold out, one in fifty has a restriction, one in a hundred a hold that ran out. */
async function loadNights(tx: Transaction, roomTypes: readonly number[], random: Random): Promise<void> {
  const runOut: Record<string, SqlValue>[] = [];
  function* rows(): Generator<readonly SqlValue[]> {
    const dates = Array.from({ length: NIGHTS }, (_, day) => addDays(FIRST_NIGHT, day));
    for (const id of roomTypes) {
      for (const night of dates) {
        const taken = random(20) === 0 ? 10 : 1 + random(8);
        const isClosed = random(50) === 0 ? 1 : 0;
        const minStay = random(50) === 0 ? 3 : 1;
        if (random(100) === 0) runOut.push(runOutHold(id, night, runOut.length));
        yield [id, night, 10, 0, taken, 5_000 + random(20_000), isClosed * random(2), isClosed, isClosed, minStay];
      }
    }
  }
  const restrictions = ['stop_sell', 'closed_to_arrival', 'closed_to_departure', 'min_stay'];
  const columns = ['room_type_id', 'night', 'allotment', 'overbooking', 'taken', 'price_minor', ...restrictions];
  await tx.load('room_night', columns, rows());
  await load(tx, 'stay_night', runOut);
}

function runOutHold(roomTypeId: number, night: string, index: number): Record<string, SqlValue> {
  const booking = { booking_id: `bkg_${index}`, stay_position: 1, room_type_id: roomTypeId, night };
  return { ...booking, rooms: 1, price_minor: 10_000, hold_expires_at: NOW - 1 };
}

async function load(tx: Transaction, table: string, rows: readonly Readonly<Record<string, SqlValue>>[]) {
  const columns = Object.keys(rows[0] ?? {});
  await tx.load(
    table,
    columns,
    rows.map((row) => Object.values(row)),
  );
}

/** A whole number below `below`. */
type Random = (below: number) => number;

/** Numerical Recipes' generator: the same world on both back ends. */
function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
