import { beforeAll, describe, expect, it } from 'vitest';
import { type AirportLookup, openAirports } from '../../src/catalog/airports.js';
import { toEpochDay } from '../../src/kernel/local-date.js';
import { generateHub, type SeedSize } from '../../src/seeding/hub-scenario.js';
import { planBookings } from '../../src/seeding/plan-bookings.js';

let airports: AirportLookup;
beforeAll(async () => {
  airports = await openAirports();
});

/** Winter, summer, and the weeks in which clocks change, in America before Europe. */
const STARTS = ['2026-12-01', '2027-06-29', '2027-03-05', '2027-03-12', '2027-03-24', '2026-10-20', '2026-10-30'];
const WINTER = '2026-12-01';

function plannedOf(size: SeedSize, start: string, seed: number) {
  const world = generateHub({ seed, size, start, airports });
  const flights = new Map([...world.flights].map((f) => [`${f.carrier}${f.number}/${f.departureDate}`, f]));
  const bookings = planBookings(world, seed, size).map((booking) =>
    booking.flights.map(({ ref: { carrier, number, departureDate }, fareClass }) => ({
      fareClass,
      name: `${carrier}${number}/${toEpochDay(departureDate) - toEpochDay(start)}`,
      flight: flights.get(`${carrier}${number}/${departureDate}`),
    })),
  );
  return { flights: [...flights.values()], bookings };
}

describe('the bookings of the hub scenario', () => {
  it.each([
    ['small', 1],
    ['small', 7],
    ['medium', 1],
    ['medium', 7],
  ] as const)('are on the same flights whenever the schedule starts: %s, seed %i', (size, seed) => {
    const namesOf = (start: string) => plannedOf(size, start, seed).bookings.map((legs) => legs.map((leg) => leg.name));
    for (const start of STARTS) expect(namesOf(start), start).toEqual(namesOf(WINTER));
  });

  it('come back after they arrived, when the clocks of one end alone have changed too', () => {
    let returns = 0;
    for (const start of STARTS) {
      for (const seed of [1, 7, 11]) {
        for (const [out, back] of plannedOf('medium', start, seed).bookings) {
          if (!out?.flight || !back?.flight) continue;
          returns += 1;
          expect(back.flight.departsAt, `${back.name} from ${start}`).toBeGreaterThan(out.flight.arrivesAt);
        }
      }
    }
    expect(returns).toBeGreaterThan(100);
  });

  it('are in classes that are sold on any day, so that it decides nothing how far ahead that is', () => {
    const legs = plannedOf('medium', WINTER, 7).bookings.flat();
    const faresOf = (leg: (typeof legs)[number]) => leg.flight?.fares ?? [];
    const hasEarlyFares = legs.filter((leg) => faresOf(leg).some((fare) => fare.advancePurchaseDays > 0));
    expect(hasEarlyFares.length).toBeGreaterThan(10);
    for (const leg of legs) {
      const fare = faresOf(leg).find(({ fareClass }) => fareClass === leg.fareClass);
      expect(fare?.advancePurchaseDays, leg.name).toBe(0);
    }
  });

  it('leave the first departure alone', () => {
    for (const start of STARTS) {
      const { flights, bookings } = plannedOf('medium', start, 7);
      const firstAt = Math.min(...flights.map(({ departsAt }) => departsAt));
      expect(bookings.flat().filter(({ flight }) => flight?.departsAt === firstAt)).toEqual([]);
    }
  });
});
