import { describe, expect, it } from 'vitest';
import { findAirport, listAirports } from '../../src/catalog/airports.js';
import { greatCircleKm } from '../../src/catalog/great-circle.js';
import { isTimeZone } from '../../src/catalog/time-zone.js';

describe('the airports', () => {
  it('are found by code, with their city and zone', async () => {
    expect(await findAirport('JFK')).toMatchObject({ city: 'New York', country: 'US', timeZone: 'America/New_York' });
    expect(await findAirport('ZZZ')).toBeUndefined();
    expect(await findAirport('jfk')).toBeUndefined();
  });

  it('have the malformed zone of Khok Kathiam repaired', async () => {
    expect(await findAirport('KKM')).toMatchObject({ timeZone: 'Asia/Bangkok' });
  });

  it('all have a code of their own, a place on earth and a valid zone', async () => {
    const airports = await listAirports();
    expect(airports.length).toBeGreaterThan(8_000);
    expect(new Set(airports.map(({ iata }) => iata)).size).toBe(airports.length);
    const wrong = airports.filter(
      ({ iata, city, latitude, longitude, timeZone }) =>
        !/^[A-Z]{3}$/.test(iata) ||
        !city ||
        !(Math.abs(latitude) <= 90) ||
        !(Math.abs(longitude) <= 180) ||
        !isTimeZone(timeZone),
    );
    expect(wrong).toEqual([]);
  });

  it('lie as far apart as the great circle says', async () => {
    const [heathrow, kennedy] = [await findAirport('LHR'), await findAirport('JFK')];
    if (!heathrow || !kennedy) throw new Error('the airports are missing');
    expect(greatCircleKm(heathrow, kennedy)).toBeCloseTo(5_540, -1);
    expect(greatCircleKm(heathrow, heathrow)).toBe(0);
    expect(greatCircleKm({ latitude: 0, longitude: 0 }, { latitude: 0, longitude: 180 })).toBeCloseTo(20_015, 0);
  });
});
