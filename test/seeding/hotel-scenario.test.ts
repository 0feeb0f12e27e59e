import { beforeAll, describe, expect, it } from 'vitest';
import { type AirportLookup, openAirports } from '../../src/catalog/airports.js';
import { priceOn, rateOf } from '../../src/seeding/hotel-calendar.js';
import { generateHub, type SeedSize } from '../../src/seeding/hub-scenario.js';

let airports: AirportLookup;
beforeAll(async () => {
  airports = await openAirports();
});

function hotelsOf(size: SeedSize, seed = 1, start = '2026-12-01') {
  const { hotels } = generateHub({ seed, size, start, airports });
  return { ...hotels, nights: [...hotels.nights] };
}

describe('the hotels of the hub scenario', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(hotelsOf('small', 7)).toEqual(hotelsOf('small', 7));
    expect(hotelsOf('small', 8)).not.toEqual(hotelsOf('small', 7));
  });

  it.each([
    ['small', 6, 60],
    ['medium', 60, 90],
    ['large', 300, 120],
  ] as const)('are as many as its size: %s', (size, properties, nights) => {
    const hotels = hotelsOf(size);
    expect(hotels.properties).toHaveLength(properties);
    expect(new Set(hotels.properties.map(({ code }) => code)).size).toBe(properties);
    expect(new Set(hotels.properties.map(({ name }) => name)).size).toBe(properties);
    expect(hotels.roomTypes.length).toBeGreaterThanOrEqual(2 * properties);
    expect(hotels.nights).toHaveLength(hotels.roomTypes.length * nights);
  });

  it('stand near the airports of the network, and two in the first city', () => {
    const { properties, airports: near } = hotelsOf('small');
    expect(properties.slice(0, 3).map(({ code }) => code)).toEqual(['LON-01', 'LON-02', 'NYC-01']);
    expect(properties[0]).toMatchObject({ city: 'London', country: 'GB', time_zone: 'Europe/London', currency: 'USD' });
    expect(near.filter(({ airport }) => airport === 'LHR').map((each) => each.property_id)).toEqual([1, 2]);
    for (const { distance_km } of near) expect(distance_km).toBeLessThanOrEqual(60);
    for (const { id } of properties) expect(near.some((each) => each.property_id === id)).toBe(true);
  });

  it('number their room types in the order of the codes, in which sellers lock them', () => {
    const { roomTypes } = hotelsOf('medium');
    const key = (type: (typeof roomTypes)[number]) => `${String(type.property_id).padStart(3, '0')}:${type.code}`;
    expect(roomTypes.map(key).toSorted()).toEqual(roomTypes.toSorted((a, b) => a.id - b.id).map(key));
  });

  it('cost more at the weekend and in summer, whenever the schedule starts', () => {
    // A Wednesday, a Friday, a Sunday; and a Wednesday of July.
    expect(['2027-02-03', '2027-02-05', '2027-02-07', '2027-07-07'].map((night) => priceOn(night, 10_000))).toEqual([
      10_000, 11_800, 10_000, 13_600,
    ]);
  });

  it('can be priced without their calendar again, to the cent', () => {
    for (let day = 1; day <= 28; day += 1) {
      for (const month of ['01', '03', '07', '12']) {
        const night = `2027-${month}-${String(day).padStart(2, '0')}`;
        for (const rate of [5_501, 12_345, 88_200]) {
          expect(rateOf(night, priceOn(night, rate))).toEqual({ rateMinor: rate, offMinor: 0 });
          expect(rateOf(night, priceOn(night, rate) + 1)).not.toEqual({ rateMinor: rate, offMinor: 0 });
        }
      }
    }
  });
});
