import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createBooking } from '../../../src/booking/create-booking.js';
import { readOrder } from '../../../src/booking/read-order.js';
import type { Session } from '../../../src/database/dialect.js';
import { type Desk, openDesk } from '../../../src/desk.js';
import { findOffers, pageCalendar, pageOffers } from '../../../src/inventory/find-offers.js';
import type { FlightSearch } from '../../../src/inventory/search/flight-search.js';
import { searchCalendar, searchFlights } from '../../../src/inventory/search/search-flights.js';
import { DAY_MS, HOUR_MS } from '../../../src/kernel/instant.js';
import { addDays } from '../../../src/kernel/local-date.js';
import { onEveryBackend, redisUrl, type TrialDatabase } from '../../support/backends.js';
import { NOW, openTestDesk, testSettings } from '../../support/desk.js';
import { addSchedule, type ScheduledFlight } from '../../support/schedule.js';

const AIRPORTS = { EDI: 'GB', LHR: 'GB', JFK: 'US', MIA: 'US', CDG: 'FR' };
const NOON = Date.parse('2026-12-01T12:00:00Z');

function flight(
  id: number,
  route: string,
  hour: number,
  hours: number,
  more: Partial<ScheduledFlight> = {},
): ScheduledFlight {
  const [origin = '', destination = ''] = route.split('-');
  const departsAt = NOON + hour * HOUR_MS;
  return { id, origin, destination, departsAt, arrivesAt: departsAt + hours * HOUR_MS, ...more };
}

/** EDI to MIA by LHR and JFK, to CDG by LHR, and LHR to JFK each day for a week. */
const SCHEDULE: readonly ScheduledFlight[] = [
  flight(1, 'EDI-LHR', 0, 1),
  flight(2, 'LHR-JFK', 3, 3, { seats: [{ cabin: 'Y', open: 4 }] }),
  flight(3, 'JFK-MIA', 8, 2),
  flight(4, 'LHR-CDG', 2.25, 1),
  flight(5, 'CDG-LHR', 49, 1),
  // Half an hour after the flight to Paris has landed, and an hour.
  flight(7, 'CDG-LHR', 3.75, 1),
  flight(8, 'CDG-LHR', 4.25, 1),
  flight(6, 'LHR-EDI', 52, 1, { seats: [{ cabin: 'Y', open: 3 }] }),
  ...[1, 2, 3, 4, 5].map((day) =>
    flight(10 + day, 'LHR-JFK', 3 + 24 * day, 3, {
      fares: [{ fareClass: 'Y', cabin: 'Y', baseMinor: 10_000 - day * 100, taxMinor: 500 }],
    }),
  ),
];

const search = (route: string, more: Partial<FlightSearch> = {}, returnDate?: string): FlightSearch => {
  const [origin = '', destination = ''] = route.split('-');
  const out = { origin, destination, departureDate: '2026-12-01' };
  const back = returnDate ? [{ origin: destination, destination: origin, departureDate: returnDate }] : [];
  return { journeys: [out, ...back], passengers: 1, sort: 'price', limit: 100, ...more };
};

onEveryBackend('offers', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;
  const find = async (query: FlightSearch) => (await searchFlights(desk.session, query, NOW)).items;
  const routes = async (query: FlightSearch) =>
    (await find(query)).map(({ flights }) => flights.map((each) => each.flight.split('/')[0]).join('+'));

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial);
    await addSchedule(desk, AIRPORTS, SCHEDULE);
  });
  afterAll(async () => {
    await desk.database.close();
    await trial.drop();
  });

  it('take a second stop where nothing flies with one, unless told', async () => {
    expect(await routes(search('EDI-JFK'))).toEqual(['XX1+XX2']);
    expect(await routes(search('EDI-MIA'))).toEqual(['XX1+XX2+XX3']);
    expect(await routes(search('EDI-MIA', { maxStops: 1 }))).toEqual([]);
    expect(await routes(search('EDI-JFK', { maxStops: 0 }))).toEqual([]);
    expect(await routes(search('LHR-JFK', { maxStops: 0 }))).toEqual(['XX2']);
  });

  it('leave children who travel alone no change', async () => {
    expect(await routes(search('EDI-JFK', { children: 1 }))).toEqual([]);
    expect(await routes(search('LHR-JFK', { children: 1 }))).toEqual(['XX2']);
  });

  it('keep to the times of day, the duration, the airline and the price', async () => {
    const all = ['XX1+XX2'];
    expect(await routes(search('EDI-JFK', { departAfter: '12:00', departBefore: '12:00' }))).toEqual(all);
    expect(await routes(search('EDI-JFK', { departAfter: '12:01' }))).toEqual([]);
    expect(await routes(search('EDI-JFK', { departBefore: '11:59' }))).toEqual([]);
    expect(await routes(search('EDI-JFK', { arriveBefore: '18:00' }))).toEqual(all);
    expect(await routes(search('EDI-JFK', { arriveBefore: '17:59' }))).toEqual([]);
    expect(await routes(search('EDI-JFK', { maxMinutes: 360 }))).toEqual(all);
    expect(await routes(search('EDI-JFK', { maxMinutes: 359 }))).toEqual([]);
    expect(await routes(search('EDI-JFK', { carrier: 'BA' }))).toEqual([]);
    expect(await routes(search('EDI-JFK', { maxPrice: '200' }))).toEqual(all);
    expect(await routes(search('EDI-JFK', { maxPrice: '199.99' }))).toEqual([]);
  });

  it('need as many seats on every flight as the party has, and say the fewest', async () => {
    expect(await find(search('EDI-JFK', { passengers: 4 }))).toMatchObject([{ seatsAvailable: 4, stops: 1 }]);
    expect(await find(search('EDI-JFK', { passengers: 4, infants: 2 }))).toMatchObject([{ seatsAvailable: 4 }]);
    expect(await find(search('EDI-JFK', { passengers: 5 }))).toEqual([]);
  });

  it('price a family by its types', async () => {
    const query = search('LHR-JFK', { passengers: 3, children: 1, infants: 1 });
    const usd = (amountMinor: number) => ({ amountMinor, currency: 'USD' });
    expect(await find(query)).toMatchObject([
      {
        price: usd(31_000),
        breakdown: [
          { type: 'ADT', count: 2, base: usd(20_000), taxes: usd(0), total: usd(20_000) },
          { type: 'CHD', count: 1, base: usd(10_000), taxes: usd(0), total: usd(10_000) },
          { type: 'INF', count: 1, base: usd(1_000), taxes: usd(0), total: usd(1_000) },
        ],
      },
    ]);
    await expect(find(search('LHR-JFK', { infants: 2 }))).rejects.toMatchObject({ code: 'PASSENGER_RULE' });
    await expect(find(search('LHR-JFK', { children: 2 }))).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('of a return are booked as they were offered', async () => {
    const query = search('EDI-CDG', { passengers: 2 }, '2026-12-03');
    const [offer] = await find(query);
    expect(offer).toMatchObject({ stops: 1, seatsAvailable: 3, durationMinutes: 195 + 240 });
    expect(offer?.journeys.map(({ flights }) => flights.length)).toEqual([2, 2]);
    const order = { offer: offer?.offerId ?? '', passengers: ['SMITH/JOHN MR', 'SMITH/ANN MRS'] };
    const booking = await createBooking(desk, readOrder(order), {});
    expect(booking.total).toEqual(offer?.price);
    expect(booking.segments.map((each) => each.flight.split('/')[0])).toEqual(['XX1', 'XX4', 'XX5', 'XX6']);
    const rows = await desk.session.composed((db) => db.selectFrom('segment').select('journey').orderBy('position'));
    expect(rows.map(({ journey }) => journey)).toEqual([1, 1, 2, 2]);
    // One seat is left on the last flight.
    expect(await find(query)).toEqual([]);
    const changed = order.offer.replace(/:\d+USD$/, ':9999USD');
    await expect(createBooking(desk, readOrder({ ...order, offer: changed }), {})).rejects.toMatchObject({
      code: 'PRICE_CHANGED',
    });
  });

  it('turn round on the same day, though not faster than they change', async () => {
    expect(await routes(search('LHR-CDG', {}, '2026-12-01'))).toEqual(['XX4+XX8']);
  });

  it('go to several cities in one price', async () => {
    const leg = (origin: string, destination: string, departureDate: string) => ({
      origin,
      destination,
      departureDate,
    });
    const journeys = [
      leg('EDI', 'LHR', '2026-12-01'),
      leg('LHR', 'CDG', '2026-12-01'),
      leg('CDG', 'LHR', '2026-12-03'),
      leg('LHR', 'JFK', '2026-12-04'),
    ];
    const [offer, ...others] = await find({ ...search('EDI-LHR'), journeys });
    expect(others).toEqual([]);
    expect(offer).toMatchObject({ stops: 0, price: { amountMinor: 30_000 + 9_700 + 500 } });
    expect(offer?.offerId.split(',')).toHaveLength(4);
    await expect(pageCalendar(desk, { ...search('EDI-LHR'), journeys })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
  });

  it('change as fast as the airport says where it has its own minutes', async () => {
    const slow = { airport: 'LHR', kind: 'DI', minutes: 121 } as const;
    await desk.session.composed((db) => db.insertInto('connection_time').values(slow));
    // 75 minutes to CDG, 120 to JFK.
    expect(await routes(search('EDI-CDG'))).toEqual([]);
    expect(await routes(search('EDI-JFK'))).toEqual([]);
    await desk.session.composed((db) => db.updateTable('connection_time').set({ minutes: 120 }));
    expect(await routes(search('EDI-JFK'))).toEqual(['XX1+XX2']);
    await desk.session.composed((db) => db.deleteFrom('connection_time'));
  });

  it('refuse journeys that go nowhere, back in time, or from where nobody knows', async () => {
    await expect(find(search('LHR-LHR'))).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(find(search('LHR-JFK', {}, '2026-11-30'))).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(find(search('LHR-ZZZ'))).rejects.toMatchObject({
      code: 'AIRPORT_NOT_FOUND',
      details: { airport: 'ZZZ' },
    });
  });

  it('make a calendar of the lowest fares, each as its own search finds it', async () => {
    const { items } = await searchCalendar(desk.session, search('LHR-JFK'), NOW);
    expect(items.map(({ departureDate }) => departureDate)).toEqual(
      [0, 1, 2, 3].map((day) => addDays('2026-12-01', day)),
    );
    for (const day of items) {
      const wish = { origin: 'LHR', destination: 'JFK', departureDate: day.departureDate };
      const [best] = await find({ ...search('LHR-JFK'), journeys: [wish] });
      expect(day).toEqual({
        departureDate: wish.departureDate,
        returnDate: null,
        price: best?.price,
        offerId: best?.offerId,
      });
    }
    const both = await searchCalendar(desk.session, search('EDI-CDG', {}, '2026-12-03'), NOW);
    expect(both.items).toMatchObject([{ departureDate: '2026-12-01', returnDate: '2026-12-03' }]);
    const page = await pageCalendar(desk, { ...search('LHR-JFK'), limit: 2, cursor: '2' });
    expect(page).toEqual({ items: items.slice(2), nextCursor: null });
  });

  it('count seats for what is shown and for nothing else', async () => {
    const counted: string[] = [];
    const session = new Proxy(desk.session, {
      get(target, property) {
        if (property !== 'all') return Reflect.get(target, property);
        return async (statement: { name: string }, args: { flights?: string }) => {
          if (statement.name === 'search_open_units') counted.push(args.flights ?? '');
          return target.all(statement as never, args as never);
        };
      },
    }) as Session;
    await searchFlights(session, { ...search('EDI-JFK'), limit: 1, cabin: 'Y' }, NOW);
    expect(counted).toEqual(['1,2']);
    await pageOffers({ ...desk, session }, { ...search('LHR-JFK', { maxPrice: '1' }), limit: 1 });
    expect(counted).toHaveLength(1);
  });

  it.skipIf(redisUrl === undefined)('are remembered until one of their flights changes', async () => {
    const remembering = await openDesk(testSettings(trial, redisUrl === undefined ? {} : { redisUrl }));
    const left = async () => (await findOffers(remembering, search('EDI-MIA')))[0]?.seatsAvailable;
    const before = (await left()) ?? 0;
    // Behind the cache's back: what it answers now can only be remembered.
    await desk.database.dedicated((raw) =>
      raw.execute("update seat set status = 'blocked' where flight_id = 2 and status = 'open' and ordinal = 16", []),
    );
    expect(await left()).toBe(before);
    const book = (number: string) =>
      createBooking(remembering, readOrder({ flights: [{ flight: number }], passengers: ['DOE/ANN'] }), {});
    await book('XX5/2026-12-03');
    expect(await left()).toBe(before);
    // The middle flight of three, on a route that nobody asked for.
    await book('XX2/2026-12-01');
    expect(await left()).toBe(before - 2);
    await remembering.cache?.close();
    await remembering.database.close();
  });

  it.skipIf(redisUrl === undefined)(
    'tell whoever watches that somebody booked, and nobody once that ends',
    async () => {
      const settings = testSettings(trial, redisUrl === undefined ? {} : { redisUrl });
      const [watching, selling] = await Promise.all([openDesk(settings), openDesk(settings)]);
      let count = 0;
      const stop = watching.cache?.watch(() => {
        count += 1;
      });
      const book = (number: string) =>
        createBooking(selling, readOrder({ flights: [{ flight: number }], passengers: ['DOE/ANN'] }), {});
      const heardOf = async (number: string): Promise<boolean> => {
        const before = count;
        // Whoever listens does so a moment after it began to.
        for (let attempt = 0; attempt < 20 && count === before; attempt += 1) {
          await book(number);
          await sleep(100);
        }
        return count > before;
      };
      expect(await heardOf('XX5/2026-12-03')).toBe(true);
      // It is on its way when nobody wants it any more.
      await book('XX4/2026-12-01');
      stop?.();
      const before = count;
      await book('XX4/2026-12-01');
      await sleep(200);
      expect(count).toBe(before);
      for (const { cache, database } of [watching, selling]) {
        await cache?.close();
        await database.close();
      }
    },
  );

  it.skipIf(redisUrl === undefined)('found before a change are not remembered after it', async () => {
    const { cache, database } = await openDesk(testSettings(trial, redisUrl === undefined ? {} : { redisUrl }));
    const key = { ...search('EDI-JFK', { maxPrice: String(DAY_MS) }), of: 'offers' } as const;
    const { stamp = -1 } = (await cache?.find(key)) ?? {};
    await cache?.forget(['LHR-JFK/2026-12-01']);
    await cache?.keep(key, { items: [1], routes: ['EDI-LHR/2026-12-01', 'LHR-JFK/2026-12-01'] }, stamp);
    const again = await cache?.find(key);
    expect(again?.found).toBeUndefined();
    await cache?.keep(key, { items: [2], routes: ['LHR-JFK/2026-12-01'] }, again?.stamp ?? -1);
    expect((await cache?.find(key))?.found?.items).toEqual([2]);
    await cache?.close();
    await database.close();
  });
});
