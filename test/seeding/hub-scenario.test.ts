import { beforeAll, describe, expect, it } from 'vitest';
import { type AirportLookup, openAirports } from '../../src/catalog/airports.js';
import { generateHub, type SeedSize } from '../../src/seeding/hub-scenario.js';
import type { PlannedFlight } from '../../src/seeding/planned-flight.js';
import { Random } from '../../src/seeding/random.js';

let airports: AirportLookup;
beforeAll(async () => {
  airports = await openAirports();
});

function flightsOf(size: SeedSize, seed = 1, start = '2026-12-01'): PlannedFlight[] {
  return [...generateHub({ seed, size, start, airports }).flights];
}

describe('the hub scenario', () => {
  it('is the same for the same seed, on each iteration and in each world', () => {
    const world = generateHub({ seed: 7, size: 'small', start: '2026-12-01', airports });
    const flights = [...world.flights];
    expect([...world.flights]).toEqual(flights);
    expect(flightsOf('small', 7)).toEqual(flights);
    expect(flightsOf('small', 8)).not.toEqual(flights);
  });

  it.each([
    ['small', 48, 8_000],
    ['medium', 1_000, 150_000],
    ['large', 10_000, 1_500_000],
  ] as const)('has the flights and about the seats of its size: %s', (size, flights, seats) => {
    const world = flightsOf(size);
    expect(world).toHaveLength(flights);
    const total = world.reduce((sum, { layout }) => sum + layout.seats.length, 0);
    expect(total / seats).toBeGreaterThan(0.8);
    expect(total / seats).toBeLessThan(1.2);
  });

  it('has every flight once, and arriving after it departs, on days when clocks change too', () => {
    for (const start of ['2026-12-01', '2027-03-10', '2027-03-25', '2026-10-20', '2026-10-30']) {
      const flights = flightsOf('medium', 3, start);
      const keys = flights.map((f) => `${f.carrier}${f.number}/${f.departureDate}-${f.origin}`);
      expect(new Set(keys).size).toBe(flights.length);
      for (const flight of flights) expect(flight.arrivesAt).toBeGreaterThan(flight.departsAt);
    }
  });

  it('departs at the same local times whenever it starts', () => {
    const wallTimes = (start: string) =>
      flightsOf('medium', 3, start).map((f) =>
        new Date(f.departsAt + f.departsOffset * 60_000).toISOString().slice(11, 16),
      );
    expect(wallTimes('2027-03-25')).toEqual(wallTimes('2026-12-01'));
  });

  it('begins with a flight that has every cabin and nothing non-refundable', () => {
    for (const size of ['small', 'medium', 'large'] as const) {
      const [first] = flightsOf(size, 5).sort((a, b) => a.departsAt - b.departsAt);
      expect(first?.layout.cabins.map(({ cabin }) => cabin).join('')).toBe('FCWY');
      expect(first?.fares.every(({ isRefundable }) => isRefundable === 1)).toBe(true);
    }
  });

  it('connects: flights come in ahead of others that leave the hub', () => {
    const flights = flightsOf('medium');
    const connections = flights.filter(
      (inbound) =>
        inbound.destination === 'LHR' &&
        flights.some(({ origin, destination, departsAt }) => {
          const waitMinutes = (departsAt - inbound.arrivesAt) / 60_000;
          return origin === 'LHR' && destination !== inbound.origin && waitMinutes >= 60 && waitMinutes <= 180;
        }),
    );
    expect(connections.length).toBeGreaterThan(200);
  });
});

describe('the random numbers', () => {
  it('follow from the seed and fill their range', () => {
    const draw = (seed: number) => {
      const random = new Random(seed);
      return Array.from({ length: 2_000 }, () => random.below(10));
    };
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
    const counts = Array.from({ length: 10 }, (_, digit) => draw(0).filter((drawn) => drawn === digit).length);
    expect(Math.min(...counts)).toBeGreaterThan(140);
    expect(Math.max(...counts)).toBeLessThan(260);
  });

  it('shuffle without losing anything', () => {
    const items = Array.from({ length: 50 }, (_, index) => index);
    const shuffled = new Random(9).shuffle(items);
    expect(shuffled).not.toEqual(items);
    expect(shuffled.toSorted((a, b) => a - b)).toEqual(items);
  });
});
