import { performance } from 'node:perf_hooks';
import { type CreateBookingInput, createBooking } from '../src/booking/create-booking.js';
import { type Desk, openDesk } from '../src/desk.js';
import { DAY_MS } from '../src/kernel/instant.js';
import { addDays } from '../src/kernel/local-date.js';
import { median } from './support/measure.js';
import { type Fill, fillNetwork, START } from './support/network.js';
import { printFigure, printHeading } from './support/report.js';
import { benchSettings } from './support/settings.js';
import { createFile, PostgresTrials } from './support/trial.js';

/** Of each kind, on each of the two schedules. */
const BOOKINGS = 1_000;
const WARM_UP = 200;
/** Of departure: all of them in both schedules. */
const DAYS = 8;
const AT_MOST = 1.5;

const KINDS = {
  hold: undefined,
  'book and pay with the sandbox': { gateway: 'sandbox', source: 'tok_ok' },
} as const;

/** What one booking costs among 10,000 flights, over the same booking among the first 1,000 of them. */
export async function benchGrowth(): Promise<void> {
  printHeading(`Booking among 10,000 flights over 1,000, median of ${BOOKINGS.toLocaleString('en')} in turn`);
  await measure('SQLite', createFile);
  const trials = await PostgresTrials.open();
  if (!trials) return;
  try {
    await measure('PostgreSQL', (name, fill) => trials.create(name, fill));
  } finally {
    await trials.drop();
  }
}

async function measure(place: string, create: (name: string, fill: Fill) => Promise<string>): Promise<void> {
  const settings = { now: Date.parse(`${START}T00:00:00Z`) - DAY_MS };
  const open = async (name: string, fill: Fill) =>
    openDesk({ ...benchSettings(await create(name, fill)), ...settings });
  const short = await open('short', fillNetwork('medium'));
  const long = await open('long', fillNetwork('medium', 10));
  const flights = await flightsOf(short);
  for (const [kind, pay] of Object.entries(KINDS)) {
    await bookInTurn([short, long], flights, pay, WARM_UP);
    const [few = 0, many = 0] = (await bookInTurn([short, long], flights, pay, BOOKINGS)).map(median);
    printFigure({
      what: `${place}: ${kind}`,
      ours: `p50 ${many.toFixed(2)} ms`,
      theirs: `${few.toFixed(2)} ms`,
      ratio: many / few,
      bound: { atMost: AT_MOST },
    });
  }
  for (const { database } of [short, long]) await database.close();
}

type BenchFlight = { readonly carrier: string; readonly number: string; readonly departureDate: string };

async function flightsOf({ database }: Desk): Promise<BenchFlight[]> {
  const { rows } = await database.dedicated((raw) =>
    raw.execute('select carrier, number, departure_date from flight order by 3, 1, 2', []),
  );
  const until = addDays(START, DAYS);
  return rows
    .map((row) => ({ carrier: `${row.carrier}`, number: `${row.number}`, departureDate: `${row.departure_date}` }))
    .filter(({ departureDate }) => departureDate < until);
}

/** The same bookings on some desks, each after the other and every second time the other way round. */
async function bookInTurn(
  desks: readonly Desk[],
  flights: readonly BenchFlight[],
  pay: CreateBookingInput['pay'],
  count: number,
): Promise<number[][]> {
  const times: number[][] = desks.map(() => []);
  for (let index = 0; index < count; index += 1) {
    // Neighbours in the list leave on the same day: a stride goes through them all before any comes again.
    const flight = flights[(index * 37) % flights.length] as BenchFlight;
    const input = { flights: [{ ref: { ...flight, origin: undefined } }], passengers: ['SMITH/JOHN MR'], pay };
    const turns = [...desks.entries()];
    for (const [at, desk] of index % 2 === 0 ? turns : turns.reverse()) {
      const startedAt = performance.now();
      await createBooking(desk, input, {});
      times[at]?.push(performance.now() - startedAt);
    }
  }
  return times;
}
