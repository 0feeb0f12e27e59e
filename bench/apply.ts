import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { createBooking } from '../src/booking/create-booking.js';
import { modifyBooking } from '../src/booking/modify-booking.js';
import { type Desk, openDesk } from '../src/desk.js';
import { applyPlan } from '../src/disruption/apply-plan.js';
import { recordFlightEvent } from '../src/disruption/record-flight-event.js';
import { isOpsdeskError } from '../src/kernel/errors.js';
import { planOf, rerouted } from '../test/support/plan.js';
import { median, quantile } from './support/measure.js';
import { printFigure, printHeading } from './support/report.js';
import { BENCH_DATE, loadSchedule } from './support/schedule.js';
import { benchSettings } from './support/settings.js';
import { createFile, PostgresTrials } from './support/trial.js';

/** Of each half: those that are cancelled, and those that take their passengers. */
const FLIGHTS = 30;
const BOOKINGS = 900;
const ROUNDS = 3;
const AGENTS = 4;
/** Faster than anybody at a telephone, and slow enough to leave seats for the plan. */
const THINKING_MS = 50;
const SCHEDULE = { flights: FLIGHTS * 2, seatsPerFlight: 180, hotSeats: 6 };
const PAID = { gateway: 'sandbox', source: 'tok_ok' };

/** Bookings a second of a plan that is applied, over those that agents move one by one; and what agents wait meanwhile. */
export async function benchApply(): Promise<void> {
  printHeading(`Applying a plan of ${BOOKINGS.toLocaleString('en')} bookings, median of ${ROUNDS} rounds in turn`);
  const file = await createFile('plan', (database) => loadSchedule(database, SCHEDULE));
  await fill(file);
  await comparing('SQLite, 1', 1, (name) => createFile(name, file));
  const trials = await PostgresTrials.open();
  if (!trials) return;
  try {
    const source = await trials.create('plan', (database) => loadSchedule(database, SCHEDULE));
    await fill(source);
    await comparing('PostgreSQL, 8', 8, (name) => trials.create(name, source));
    await bookingMeanwhile(await trials.create('beside', source), 8);
  } finally {
    await trials.drop();
  }
}

const refOf = (flight: number) => ({
  carrier: 'XX',
  number: String(flight),
  departureDate: BENCH_DATE,
  origin: undefined,
});

/** Sells the first half of the flights, then cancels nothing: both ways begin with the same bookings. */
async function fill(url: string): Promise<void> {
  const desk = await openDesk(benchSettings(url), { maxConnections: 8 });
  await inParallel(8, BOOKINGS, async (row) => {
    const order = { flights: [{ ref: refOf((row % FLIGHTS) + 1) }], passengers: ['SMITH/JOHN MR'], pay: PAID };
    await createBooking(desk, { ...order, email: `row-${row}@example.com` }, {});
  });
  await desk.database.close();
}

async function comparing(what: string, clients: number, create: (name: string) => Promise<string>): Promise<void> {
  const rates: Record<'apply' | 'modify', number[]> = { apply: [], modify: [] };
  for (let round = -1; round < ROUNDS; round += 1) {
    for (const way of round % 2 === 0 ? (['apply', 'modify'] as const) : (['modify', 'apply'] as const)) {
      const desk = await openDesk(benchSettings(await create(`${way}${round < 0 ? '' : round}`)), {
        maxConnections: clients,
      });
      const rate = way === 'apply' ? await apply(desk, clients) : await modify(desk, clients);
      if (round >= 0) rates[way].push(rate);
      await desk.database.close();
    }
  }
  printFigure({
    what: `${what}, over bookings modified singly`,
    ours: `${median(rates.apply).toFixed(0)}/s`,
    theirs: `${median(rates.modify).toFixed(0)}/s`,
    ratio: median(rates.apply.map((rate, round) => rate / (rates.modify[round] ?? Number.NaN))),
    bound: { atLeast: 0.5 },
  });
}

/** What agents wait who book while a plan is applied. Of SQLite nothing: its agents would share this very thread. */
async function bookingMeanwhile(url: string, clients: number): Promise<void> {
  const waits: number[] = [];
  const [desk, agents] = await Promise.all([
    openDesk(benchSettings(url), { maxConnections: clients }),
    openDesk(benchSettings(url), { maxConnections: AGENTS }),
  ]);
  const isOver = { value: false };
  const booking = inParallel(AGENTS, Number.POSITIVE_INFINITY, (row) => book(agents, row, waits), isOver);
  await apply(desk, clients, () => {
    isOver.value = true;
  });
  await booking;
  await Promise.all([desk.database.close(), agents.database.close()]);
  printFigure({
    what: `PostgreSQL, ${AGENTS} agents who book meanwhile, p95`,
    ours: `${quantile(waits, 0.95).toFixed(0)} ms of ${waits.length}`,
    theirs: '2,000 ms',
    ratio: quantile(waits, 0.95) / 2_000,
    bound: { atMost: 1 },
  });
}

/** @returns bookings a second: the flights are cancelled and the plan is made before the clock starts */
async function apply(desk: Desk, concurrency: number, onEnd = () => {}): Promise<number> {
  for (let flight = 1; flight <= FLIGHTS; flight += 1) {
    await recordFlightEvent(desk, { ref: refOf(flight), kind: 'cancelled', cause: 'weather' }, {});
  }
  const items = (await listBookings(desk)).map(({ record_locator, version, number }) => ({
    recordLocator: record_locator,
    version,
    action: 'move' as const,
    journeys: [rerouted(1, ['S1'], [`XX${Number(number) + FLIGHTS}/${BENCH_DATE}`])],
  }));
  const plan = await planOf(desk, items);
  const startedAt = performance.now();
  const { done } = await applyPlan(
    desk,
    plan,
    { concurrency, signal: new AbortController().signal, onItem: () => {} },
    {},
  );
  onEnd();
  if (done !== BOOKINGS) throw new Error(`${done} of ${BOOKINGS} bookings were moved`);
  return (BOOKINGS * 1_000) / (performance.now() - startedAt);
}

async function modify(desk: Desk, concurrency: number): Promise<number> {
  const bookings = await listBookings(desk);
  const startedAt = performance.now();
  await inParallel(concurrency, BOOKINGS, async (row) => {
    const { record_locator: recordLocator = '', number } = bookings[row] ?? {};
    await modifyBooking(desk, { recordLocator, flight: { ref: refOf(Number(number) + FLIGHTS) } }, {});
  });
  return (BOOKINGS * 1_000) / (performance.now() - startedAt);
}

async function book(desk: Desk, row: number, waits: number[]): Promise<void> {
  const startedAt = performance.now();
  try {
    const flights = [{ ref: refOf(FLIGHTS + 1 + (row % FLIGHTS)) }];
    await createBooking(desk, { flights, passengers: ['AGENT/ANNA MRS'], email: `agent-${row}@example.com` }, {});
  } catch (error) {
    if (!isOpsdeskError(error, 'SOLD_OUT')) throw error;
  }
  waits.push(performance.now() - startedAt);
  await setTimeout(THINKING_MS);
}

async function listBookings(desk: Desk) {
  return desk.session.composed((db) =>
    db
      .selectFrom('booking as b')
      .innerJoin('segment as g', 'g.booking_id', 'b.id')
      .innerJoin('flight as f', 'f.id', 'g.flight_id')
      .select(['b.record_locator', 'b.version', 'f.number'])
      .where('f.id', '<=', FLIGHTS)
      .where('b.status', '=', 'confirmed')
      .orderBy('b.record_locator'),
  );
}

async function inParallel(
  clients: number,
  rows: number,
  work: (row: number) => Promise<void>,
  isOver = { value: false },
): Promise<void> {
  let next = 0;
  const go = async () => {
    while (next < rows && !isOver.value) {
      const row = next;
      next += 1;
      await work(row);
    }
  };
  await Promise.all(Array.from({ length: clients }, go));
}
