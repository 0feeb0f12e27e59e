import { afterAll, beforeAll, expect, it } from 'vitest';
import { createBooking } from '../../../src/booking/create-booking.js';
import { readOrder } from '../../../src/booking/read-order.js';
import type { Desk } from '../../../src/desk.js';
import type { PackageSearch } from '../../../src/inventory/package/package-search.js';
import { searchPackages } from '../../../src/inventory/package/search-packages.js';
import { HOUR_MS } from '../../../src/kernel/instant.js';
import { onEveryBackend, type TrialDatabase } from '../../support/backends.js';
import { NOW, openTestDesk } from '../../support/desk.js';
import { addProperty } from '../../support/hotel.js';
import { addSchedule, type ScheduledFlight } from '../../support/schedule.js';

const AIRPORTS = { LHR: 'GB', JFK: 'US', EWR: 'US', LGA: 'US' };
const NOON = Date.parse('2026-12-01T12:00:00Z');

function flight(id: number, route: string, hour: number, baseMinor: number): ScheduledFlight {
  const [origin = '', destination = ''] = route.split('-');
  const departsAt = NOON + hour * HOUR_MS;
  const fares = [{ fareClass: 'Y', cabin: 'Y', baseMinor, taxMinor: 1_000 }];
  return { id, origin, destination, departsAt, arrivesAt: departsAt + 8 * HOUR_MS, fares };
}

const SCHEDULE: readonly ScheduledFlight[] = [
  flight(1, 'LHR-JFK', 0, 20_000),
  // Lands on the next day: a night less.
  flight(2, 'LHR-EWR', 6, 10_000),
  flight(3, 'JFK-LHR', 76, 20_000),
  flight(4, 'EWR-LHR', 76, 10_000),
];

const query: PackageSearch = {
  ...{ origin: 'LHR', place: 'New York', departureDate: '2026-12-01', returnDate: '2026-12-04' },
  ...{ passengers: 2, infants: 1, rooms: 1, limit: 10 },
};

onEveryBackend('the package search', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;
  const find = async (more: Partial<PackageSearch> = {}) =>
    (await searchPackages(desk.session, { ...query, ...more }, NOW)).items;

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial);
    await addSchedule(desk, AIRPORTS, SCHEDULE);
    const rooms = (priceMinor: number) => [{ code: 'DBL', rooms: 5, priceMinor }];
    const first = await addProperty(desk, { code: 'NYC-1', roomTypes: rooms(10_000), currency: 'USD' });
    const second = await addProperty(desk, { code: 'NYC-2', roomTypes: rooms(30_000), currency: 'USD' });
    const euros = await addProperty(desk, { code: 'NYC-3', roomTypes: rooms(10_000), currency: 'EUR' });
    const near = [first, second, euros].flatMap((id) => [
      { property_id: id, airport: 'JFK', distance_km: 20 },
      { property_id: id, airport: 'EWR', distance_km: 25 },
      { property_id: id, airport: 'LGA', distance_km: 10 },
    ]);
    await desk.session.composed((db) => db.deleteFrom('property_airport'));
    await desk.session.composed((db) => db.insertInto('property_airport').values(near));
  });
  afterAll(async () => {
    await desk.database.close();
    await trial.drop();
  });

  it('stays from the local day of arrival to the day of return, cheapest first, in one currency', async () => {
    const found = await find();
    expect(found.map(({ flights, stay }) => [flights.flights[0]?.flight, stay.property, stay.nights])).toEqual([
      ['XX2/2026-12-01', 'NYC-1', 2],
      ['XX2/2026-12-01', 'NYC-2', 2],
      ['XX1/2026-12-01', 'NYC-1', 3],
      ['XX1/2026-12-01', 'NYC-2', 3],
    ]);
    expect(found.map(({ stay }) => stay.checkOut)).toEqual(Array(4).fill('2026-12-04'));
    expect(found.map(({ price }) => price.amountMinor)).toEqual(
      found.map(({ price }) => price.amountMinor).toSorted((a, b) => a - b),
    );
  });

  it('takes five in a hundred off fares and rooms, and nothing off taxes', async () => {
    const [best] = await find();
    // Two adults and an infant at a tenth, there and back; taxes of the two; two nights.
    const [base, taxes, room] = [2 * (20_000 + 1_000), 4_000, 20_000];
    expect(best?.discount).toEqual({ amountMinor: (base + room) * 0.05, currency: 'USD' });
    expect(best?.price).toEqual({ amountMinor: (base + room) * 0.95 + taxes, currency: 'USD' });
  });

  it('is booked at its price', async () => {
    const [best] = await find();
    const [offer = '', stay = ''] = best?.packageId.split(';') ?? [];
    expect(offer).toBe(best?.flights.offerId);
    const passengers = ['SMITH/JOHN MR', 'SMITH/ANN MRS', 'SMITH/TIM(INF)'];
    const booking = await createBooking(desk, readOrder({ offer, stays: [stay], passengers }), {});
    expect(booking.total).toEqual(best?.price);
    expect(booking.stays).toMatchObject([{ property: 'NYC-1', checkIn: '2026-12-02', checkOut: '2026-12-04' }]);
  });

  it('keeps to the price, the airport and the page', async () => {
    const all = await find();
    const limit = (all[1]?.price.amountMinor ?? 0) / 100;
    expect(await find({ maxPrice: limit.toFixed(2) })).toEqual(all.slice(0, 2));
    expect((await find({ place: 'JFK' })).every(({ flights }) => flights.flights[0]?.destination === 'JFK')).toBe(true);
    const page = await searchPackages(desk.session, { ...query, limit: 1, cursor: '1' }, NOW);
    expect(page).toEqual({ items: [all[1]], nextCursor: '2' });
    expect(await find({ stars: 5, passengers: 9 })).toEqual([]);
  });

  it('refuses a return without a night, a city without hotels, and an origin that nobody knows', async () => {
    await expect(find({ returnDate: '2026-12-01' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(find({ place: 'Atlantis' })).rejects.toMatchObject({ code: 'PROPERTY_NOT_FOUND' });
    await expect(find({ origin: 'ZZZ' })).rejects.toMatchObject({ code: 'AIRPORT_NOT_FOUND' });
  });
});
