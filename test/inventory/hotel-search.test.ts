import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SqlValue } from '../../src/database/dialect.js';
import type { Desk } from '../../src/desk.js';
import type { HotelSearch } from '../../src/inventory/hotel/hotel-search.js';
import { listHotels } from '../../src/inventory/hotel/list-hotels.js';
import { searchHotels } from '../../src/inventory/hotel/search-hotels.js';
import { showHotel } from '../../src/inventory/hotel/show-hotel.js';
import { addDays } from '../../src/kernel/local-date.js';
import { plainPaint } from '../../src/present/colour.js';
import { hotelView } from '../../src/present/views/hotel-view.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { NOW, openTestDesk } from '../support/desk.js';
import { addProperty, type TestProperty } from '../support/hotel.js';
import { bruteForce, randomHotels, randomStay } from './hotel-brute-force.js';

const STAY = { checkIn: '2026-12-02', checkOut: '2026-12-05', guests: 1, rooms: 1, sort: 'price', limit: 50 } as const;
const DOUBLE = { code: 'DBL', rooms: 3 };

onEveryBackend('hotel search', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;
  let cities = 0;

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial);
  });
  afterAll(async () => {
    await desk.database.close();
    await trial.drop();
  });

  const change = (sql: string) => desk.database.dedicated((raw) => raw.execute(sql, []));
  const search = (place: string, more: Partial<HotelSearch> = {}, now = NOW) =>
    searchHotels(desk.database.session, { ...STAY, place, ...more }, now);
  const found = async (place: string, more: Partial<HotelSearch> = {}) =>
    (await search(place, more)).items.map(({ property }) => property);

  /** A city of its own for each test, with one property `H<n>` unless told otherwise. */
  async function newCity(...properties: Partial<TestProperty>[]): Promise<{ city: string; ids: number[] }> {
    cities += 1;
    const city = `Town ${cities}`;
    const ids: number[] = [];
    for (const [at, property] of (properties.length > 0 ? properties : [{}]).entries()) {
      ids.push(await addProperty(desk, { code: `H${cities}-${at}`, city, roomTypes: [DOUBLE], ...property }));
    }
    return { city, ids };
  }
  const setNight = (id: number, night: string, what: string, type = 0) =>
    change(`update room_night set ${what} where room_type_id = ${id * 100 + type} and night = '${night}'`);
  const setProperty = (id: number, what: string) => change(`update property set ${what} where id = ${id}`);

  describe('the rules of a stay', () => {
    test('offers the room with all that a seller needs', async () => {
      const { city } = await newCity();
      expect((await search(city, { rooms: 2, guests: 3 })).items).toEqual([
        {
          property: `H${cities}-0`,
          name: `Hotel H${cities}-0`,
          city,
          stars: 4,
          rating: 8,
          roomType: 'DBL',
          ratePlan: 'FLEX',
          board: 'RO',
          roomsAvailable: 3,
          distanceKm: null,
          amenities: ['wifi'],
          price: { amountMinor: 60_000, currency: 'USD' },
          perNight: { amountMinor: 20_000, currency: 'USD' },
          cancellation: 'free until 48 h before check-in, 50 % back until 24 h, then nothing back',
          isRefundable: true,
        },
      ]);
    });

    test.each([
      ['a stop-sell on a night', '2026-12-04', 'stop_sell = 1', 0],
      ['a stop-sell on the check-out date', '2026-12-05', 'stop_sell = 1', 1],
      ['closed to arrival on the check-in', '2026-12-02', 'closed_to_arrival = 1', 0],
      ['closed to arrival later', '2026-12-03', 'closed_to_arrival = 1', 1],
      ['closed to departure on the check-out', '2026-12-05', 'closed_to_departure = 1', 0],
      ['closed to departure before', '2026-12-04', 'closed_to_departure = 1', 1],
      ['a minimum stay of as many nights', '2026-12-02', 'min_stay = 3', 1],
      ['a longer minimum stay', '2026-12-02', 'min_stay = 4', 0],
      ['a longer minimum stay of a later night', '2026-12-03', 'min_stay = 4', 1],
      ['a night that is sold out', '2026-12-03', 'taken = 3', 0],
      ['a check-out date that is sold out', '2026-12-05', 'taken = 3', 1],
    ])('%s', async (_, night, what, expected) => {
      const { city, ids } = await newCity();
      await setNight(ids[0] as number, night, what);
      expect(await found(city)).toHaveLength(expected);
    });

    test('a minimum stay through a later night holds where the property says so', async () => {
      const { city, ids } = await newCity({ minStayRule: 'through' });
      await setNight(ids[0] as number, '2026-12-03', 'min_stay = 4');
      expect(await found(city)).toEqual([]);
      expect(await found(city, { checkOut: '2026-12-06' })).toHaveLength(1);
    });

    test('counts overbooking, and the night with the fewest rooms', async () => {
      const { city, ids } = await newCity({ roomTypes: [{ ...DOUBLE, overbooking: 1 }] });
      await setNight(ids[0] as number, '2026-12-03', 'taken = 3');
      expect((await search(city)).items[0]?.roomsAvailable).toBe(1);
      expect(await found(city, { rooms: 2 })).toEqual([]);
    });

    test('a hold that ran out is free from that moment, a live one is not', async () => {
      const { city, ids } = await newCity({ roomTypes: [{ ...DOUBLE, rooms: 1 }] });
      const id = ids[0] as number;
      await setNight(id, '2026-12-03', 'taken = 1');
      await desk.database.transaction((tx) =>
        tx.load(
          'stay_night',
          ['booking_id', 'stay_position', 'room_type_id', 'night', 'rooms', 'price_minor', 'hold_expires_at'],
          [[`bkg_${id}`, 1, id * 100, '2026-12-03', 1, 10_000, NOW]],
        ),
      );
      expect((await search(city, {}, NOW - 1)).items).toEqual([]);
      expect((await search(city, {}, NOW)).items[0]?.roomsAvailable).toBe(1);
      await change(`update stay_night set hold_expires_at = null where booking_id = 'bkg_${id}'`);
      expect(await found(city)).toEqual([]);
    });

    test('guests fit into the rooms that are asked for', async () => {
      const { city } = await newCity({
        roomTypes: [DOUBLE, { code: 'FAM', rooms: 2, maxGuests: 4, priceMinor: 15_000 }],
      });
      const rooms = async (more: Partial<HotelSearch>) => (await search(city, more)).items.map((each) => each.roomType);
      expect(await rooms({ guests: 2 })).toEqual(['DBL']);
      expect(await rooms({ guests: 3 })).toEqual(['FAM']);
      expect(await rooms({ guests: 3, rooms: 2 })).toEqual(['DBL']);
      expect(await rooms({ guests: 9, rooms: 2 })).toEqual([]);
    });

    test('nights without a rate are not sold, and neither is the past', async () => {
      const { city } = await newCity();
      expect(await found(city, { checkIn: '2026-12-13', checkOut: '2026-12-15' })).toHaveLength(1);
      expect(await found(city, { checkIn: '2026-12-13', checkOut: '2026-12-16' })).toEqual([]);
      const past = search(city, { checkIn: '2026-10-30', checkOut: '2026-11-02' });
      await expect(past).rejects.toMatchObject({ code: 'INVALID_INPUT' });
      await expect(search(city, { checkOut: STAY.checkIn })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    });

    test('today is that of the property', async () => {
      const noon = { from: '2026-11-01', nights: 5 };
      const zones = [
        { ...noon, timeZone: 'Pacific/Kiritimati' },
        { ...noon, timeZone: 'America/New_York' },
      ];
      const { city } = await newCity(...zones);
      // At noon UTC it is already the 2nd on Kiritimati.
      expect(await found(city, { checkIn: '2026-11-01', checkOut: '2026-11-03' })).toEqual([`H${cities}-1`]);
    });
  });

  describe('what is asked for', () => {
    test('filters by stars, rating, amenities and price', async () => {
      const { city, ids } = await newCity({}, {}, {});
      await setProperty(ids[0] as number, "stars = 3, rating_tenths = 81, amenities = ',pool,wifi,'");
      await setProperty(ids[1] as number, "stars = 5, rating_tenths = 80, amenities = ',wifi,'");
      await setProperty(ids[2] as number, "stars = 4, rating_tenths = 95, amenities = ',whirlpool,'");
      await change(`update room_night set price_minor = 9000 where room_type_id = ${(ids[1] as number) * 100}`);
      const at = (...indexes: number[]) => indexes.map((index) => `H${cities}-${index}`);
      expect(await found(city, { stars: 4 })).toEqual(at(1, 2));
      expect(await found(city, { minRating: 8.1 })).toEqual(at(0, 2));
      expect(await found(city, { amenities: ['Pool'] })).toEqual(at(0));
      expect(await found(city, { amenities: ['wifi', 'pool'] })).toEqual(at(0));
      expect(await found(city, { maxPrice: '270' })).toEqual(at(1));
      expect(await found(city, { maxPrice: '269.99' })).toEqual([]);
    });

    test('amounts are in the currency of each property, and compare within it', async () => {
      const { city } = await newCity({ currency: 'USD' }, { currency: 'JPY' }, { currency: 'KWD' });
      const { items } = await search(city, { maxPrice: '300' });
      // 300 USD and 30 KWD; 30000 JPY is more.
      expect(items.map(({ price }) => price)).toEqual([
        { amountMinor: 30_000, currency: 'KWD' },
        { amountMinor: 30_000, currency: 'USD' },
      ]);
      await expect(search(city, { maxPrice: '300.50' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    });

    test('sorts by price, rating and distance, and pages', async () => {
      const { city, ids } = await newCity({}, {}, {}, {});
      const [a, b, c, d] = ids as [number, number, number, number];
      for (const [id, price, rating] of [
        [a, 300, 90],
        [b, 200, 70],
        [c, 100, 80],
        [d, 200, 90],
      ] as const) {
        await change(`update room_night set price_minor = ${price} where room_type_id = ${id * 100}`);
        await setProperty(id, `rating_tenths = ${rating}`);
      }
      await near([
        [a, 'QAA', 9],
        [a, 'QAB', 2],
        [b, 'QAA', 4],
        [d, 'QAA', 4],
      ]);
      const at = (order: string) => [...order].map((index) => `H${cities}-${index}`);
      expect(await found(city)).toEqual(at('2130'));
      expect(await found(city, { sort: 'rating' })).toEqual(at('3021'));
      // In a city the nearest airport counts, and what is near none comes last.
      expect(await found(city, { sort: 'distance' })).toEqual(at('0132'));
      expect(await found('QAA', { sort: 'distance' })).toEqual(at('130'));
      expect((await search('QAA')).items.map(({ distanceKm }) => distanceKm)).toEqual([4, 4, 9]);
      const first = await search(city, { limit: 3 });
      const rest = await search(city, { limit: 3, cursor: first.nextCursor ?? '' });
      expect([...first.items, ...rest.items].map(({ property }) => property)).toEqual(at('2130'));
      expect(rest.nextCursor).toBeNull();
    });

    test('all rooms by all their plans, the cheapest first', async () => {
      const plans = [{ code: 'FLEX' }, { code: 'SAVER', basisPoints: 8_333 }];
      const { city } = await newCity({
        roomTypes: [
          { ...DOUBLE, plans },
          { code: 'SGL', rooms: 1, priceMinor: 9_000 },
        ],
      });
      const { items } = await search(city, { isAllRooms: true });
      expect(items.map((each) => [each.roomType, each.ratePlan, each.price.amountMinor, each.isRefundable])).toEqual([
        ['DBL', 'SAVER', 24_999, false],
        ['SGL', 'FLEX', 27_000, true],
        ['DBL', 'FLEX', 30_000, false],
      ]);
      expect((await search(city)).items).toEqual([items[0]]);
    });

    const near = (rows: readonly SqlValue[][]) =>
      desk.database.transaction((tx) => tx.load('property_airport', ['property_id', 'airport', 'distance_km'], rows));
  });

  describe('places', () => {
    test('reads cities in any case and without accents, and names what is near', async () => {
      await addProperty(desk, { code: 'SAO-1', city: 'São Paulo', roomTypes: [DOUBLE] });
      await addProperty(desk, { code: 'OST-1', city: 'Östersund', roomTypes: [DOUBLE] });
      for (const city of ['são paulo', 'SAO PAULO', ' São Paulo ']) expect(await found(city)).toEqual(['SAO-1']);
      expect(await found('ÖSTERSUND')).toEqual(['OST-1']);
      await expect(search('Sao Palo')).rejects.toMatchObject({
        code: 'PROPERTY_NOT_FOUND',
        hint: 'Did you mean São Paulo?',
      });
      await expect(search('QQQ')).rejects.toMatchObject({ code: 'PROPERTY_NOT_FOUND' });
      const listed = await listHotels(desk.database.session, { city: 'sao paulo', limit: 5 });
      expect(listed.items.map(({ property, roomTypes }) => [property, roomTypes])).toEqual([['SAO-1', 1]]);
    });

    test('three capitals are an airport first, and a city of three letters is found', async () => {
      const id = await addProperty(desk, { code: 'ELY-1', city: 'Ely', roomTypes: [DOUBLE] });
      const near = await addProperty(desk, { code: 'NEV-1', city: 'Nevada', roomTypes: [DOUBLE] });
      await desk.database.transaction((tx) =>
        tx.load('property_airport', ['property_id', 'airport', 'distance_km'], [[near, 'ELY', 3]]),
      );
      expect(id).toBeLessThan(near);
      expect(await found('Ely')).toEqual(['ELY-1']);
      expect(await found('ELY')).toEqual(['NEV-1']);
    });

    test('lists by code, page after page', async () => {
      const codes: string[] = [];
      for (let cursor: string | undefined; ; ) {
        const page = await listHotels(desk.database.session, { limit: 3, cursor });
        codes.push(...page.items.map(({ property }) => property));
        if (page.nextCursor === null) break;
        cursor = page.nextCursor;
      }
      const all = await listHotels(desk.database.session, { limit: 500 });
      expect(codes).toEqual(all.items.map(({ property }) => property));
      expect(codes.length).toBeGreaterThan(20);
    });
  });

  test('shows two weeks of nights within 80 columns', async () => {
    const { ids } = await newCity({
      roomTypes: [DOUBLE, { code: 'PENTHOUSE-SUITE', rooms: 1, priceMinor: 123_456_789 }],
    });
    const id = ids[0] as number;
    await setNight(id, '2026-12-02', 'stop_sell = 1, closed_to_arrival = 1, closed_to_departure = 1, min_stay = 14');
    await setNight(id, '2026-12-03', 'taken = 3');
    const hotel = await showHotel(desk.database.session, `h${cities}-0`, '2026-12-01', NOW);
    const nights = hotel.roomTypes[0]?.nights ?? [];
    expect(nights).toHaveLength(14);
    expect(nights.slice(1, 3)).toMatchObject([
      { isStopSell: true, isClosedToArrival: true, isClosedToDeparture: true, minStay: 14, roomsLeft: 3 },
      { isStopSell: false, roomsLeft: 0, price: { amountMinor: 10_000, currency: 'USD' } },
    ]);
    const text = hotelView.text?.(hotel, plainPaint) ?? '';
    expect(text).toContain('x ad 14n');
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    const today = await showHotel(desk.database.session, hotel.property, undefined, NOW);
    expect(today.roomTypes[0]?.nights.map(({ price }) => price)).toEqual(Array(14).fill(null));
    const unknown = showHotel(desk.database.session, 'NOPE', undefined, NOW);
    await expect(unknown).rejects.toMatchObject({ code: 'PROPERTY_NOT_FOUND' });
  });

  test('finds what a search by hand finds, in random worlds', async () => {
    const world = randomHotels(20);
    await world.load(desk);
    let offers = 0;
    for (let round = 0; round < 300; round += 1) {
      const stay = randomStay(addDays('2027-01-01', round % 10));
      const { items } = await search(world.city, { ...stay, isAllRooms: true, limit: 500 });
      offers += items.length;
      const lines = items.map((each) => {
        const { property, roomType, ratePlan, price, roomsAvailable } = each;
        return `${property}:${roomType}/${ratePlan} ${price.amountMinor} ${roomsAvailable}`;
      });
      expect(lines.sort()).toEqual(bruteForce(world, stay));
      const cheapest = (await search(world.city, stay)).items;
      const least = (code: string) =>
        Math.min(...items.filter((each) => each.property === code).map((each) => each.price.amountMinor));
      expect(cheapest.map((each) => each.price.amountMinor)).toEqual(cheapest.map((each) => least(each.property)));
      expect(new Set(cheapest.map((each) => each.property))).toEqual(new Set(items.map((each) => each.property)));
    }
    // Enough of both, or nothing was compared.
    expect(offers / 300).toBeGreaterThan(2);
    expect(offers / 300).toBeLessThan(20);
  });
});
