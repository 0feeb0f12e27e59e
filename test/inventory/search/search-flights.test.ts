import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Desk } from '../../../src/desk.js';
import type { FlightSearch, OfferView } from '../../../src/inventory/search/flight-search.js';
import { searchFlights } from '../../../src/inventory/search/search-flights.js';
import { DAY_MS, MINUTE_MS } from '../../../src/kernel/instant.js';
import { Random } from '../../../src/seeding/random.js';
import { onEveryBackend, type TrialDatabase } from '../../support/backends.js';
import { NOW, openTestDesk } from '../../support/desk.js';
import { addSchedule, type ScheduledFare, type ScheduledFlight } from '../../support/schedule.js';
import { referenceSearch } from './reference-search.js';

const COUNTRIES = { AAA: 'GB', BBB: 'GB', CCC: 'US', DDD: 'US' };
const places = Object.keys(COUNTRIES);
const DATE = '2026-12-01';
const RETURN = '2026-12-03';
const MIDNIGHT = Date.parse(`${DATE}T00:00:00Z`);

/** Ninety flights of two days among four places, dense enough that most seeds have something to join. */
function randomSchedule(seed: number): ScheduledFlight[] {
  const random = new Random(seed);
  const rule = (...days: readonly [number, ...number[]]) => (random.below(5) === 0 ? random.pick(days) : 0);
  const fare = (fareClass: string): ScheduledFare => ({
    ...{ fareClass, cabin: fareClass === 'J' ? 'C' : 'Y', baseMinor: random.between(1, 50) * 100 },
    ...{ taxMinor: random.below(6), nestLevel: random.between(1, 3) },
    ...{ advanceDays: rule(30, 31), minStayDays: rule(2, 3), maxStayDays: rule(1, 2) },
  });
  return Array.from({ length: 90 }, (_, at): ScheduledFlight => {
    const [origin, destination] = random.shuffle(places) as [string, string];
    // From the first day or from that of the return on.
    const departsAt = MIDNIGHT + (at % 2) * 2 * DAY_MS + random.below(120) * 15 * MINUTE_MS;
    return {
      ...{ id: at + 1, origin, destination, departsAt },
      arrivesAt: departsAt + random.between(1, 12) * 15 * MINUTE_MS,
      fares: ['J', 'Y', 'M', 'Q'].slice(random.below(2)).map(fare),
      seats: [
        { cabin: 'C', open: random.below(4) },
        { cabin: 'Y', nestLevel: 1, open: random.below(4) },
        { cabin: 'Y', nestLevel: 2, open: random.below(4), held: 1 },
        { cabin: 'Y', nestLevel: 3, open: random.below(4) },
      ],
      heldUntil: NOW + random.below(2) * DAY_MS,
    };
  });
}

function nameOf({ journeys, flights }: OfferView): string {
  const numbers = journeys.map((journey) => journey.flights.map(({ flight }) => /\d+/.exec(flight)?.[0]).join('+'));
  return `${numbers.join()} ${flights[0]?.cabin}`;
}

onEveryBackend('the flight search', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial);
  });
  afterAll(async () => {
    await desk.database.close();
    await trial.drop();
  });

  async function reload(flights: readonly ScheduledFlight[]): Promise<void> {
    await desk.database.dedicated(async (raw) => {
      for (const table of ['seat', 'fare', 'flight_cabin', 'flight', 'airport']) {
        await raw.execute(`delete from ${table}`, []);
      }
    });
    await addSchedule(desk, COUNTRIES, flights);
  }

  it('finds what trying everything finds, at the same prices and in order', async () => {
    const shape = { maxStops: fc.nat(2), passengers: fc.integer({ min: 1, max: 2 }), isReturn: fc.boolean() };
    let offered = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.record(shape),
        async (seed, { maxStops, passengers, isReturn }) => {
          const flights = randomSchedule(seed);
          await reload(flights);
          const [origin, destination, returnDate] = ['AAA', 'DDD', isReturn ? RETURN : undefined];
          const expected = referenceSearch(flights, COUNTRIES, {
            ...{ origin, destination, date: DATE, returnDate, seats: passengers, maxStops, now: NOW },
          });
          const journeys = [{ origin, destination, departureDate: DATE }];
          if (returnDate) journeys.push({ origin: destination, destination: origin, departureDate: returnDate });
          const query: FlightSearch = { journeys, passengers, maxStops, sort: 'price', limit: 10_000 };
          const { items } = await searchFlights(desk.session, query, NOW);
          offered += items.length;
          const prices = items.map(({ price }) => price.amountMinor);
          expect(new Map(items.map((offer) => [nameOf(offer), offer.price.amountMinor]))).toEqual(expected);
          expect(items).toHaveLength(expected.size);
          expect(prices).toEqual(prices.toSorted((a, b) => a - b));
          // A page is the beginning of the whole, though fewer seats are counted for it.
          for (const sort of ['price', 'duration', 'departure'] as const) {
            const all = await searchFlights(desk.session, { ...query, sort }, NOW);
            const page = await searchFlights(desk.session, { ...query, sort, limit: 3 }, NOW);
            expect(page.items).toEqual(all.items.slice(0, 3));
          }
        },
      ),
      { numRuns: 40, seed: 7 },
    );
    expect(offered).toBeGreaterThan(1_000);
  }, 120_000);
});
