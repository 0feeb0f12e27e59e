import { afterEach, beforeEach, expect, it } from 'vitest';
import { listAudit } from '../../src/audit/list.js';
import { createBooking } from '../../src/booking/create-booking.js';
import type { Desk } from '../../src/desk.js';
import { importHotels } from '../../src/seeding/import-hotels.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { openTestDesk, violationsOf } from '../support/desk.js';
import { numberOf, rowsOf } from './trial-database.js';

const HEADER = 'property,name,city,country,airports,currency,room_type,from,to,allotment,price';
const LONDON = 'LON-9,The Test House,London,GB,LHR;LGW,GBP';
const ROWS = [
  `${LONDON},SGL,2026-12-01,2026-12-10,3,80.00`,
  `${LONDON},DBL,2026-12-01,2026-12-10,5,120.50`,
  'NYC-9,Test Court,New York,US,JFK,USD,DBL,2026-12-24,2026-12-24,2,300',
];
const NONE = { properties: 0, roomTypes: 0, imported: 0, updated: 0, unchanged: 0, rejected: 0 };

onEveryBackend('importing hotels', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;

  beforeEach(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial);
  });
  afterEach(async () => {
    expect(await violationsOf(desk)).toEqual([]);
    await desk.database.close();
    await trial.drop();
  });

  const bring = (
    rows: readonly string[],
    options: { header?: string; isUpdate?: boolean; isDryRun?: boolean } = {},
  ) => {
    const source = (async function* () {
      yield Buffer.from([options.header ?? HEADER, ...rows].join('\r\n'));
    })();
    const { isUpdate = false, isDryRun } = options;
    return importHotels(desk.runner, { source, name: 'winter.csv', isUpdate }, { isDryRun });
  };
  /** PostgreSQL's driver gives whole numbers as text here. */
  const asNumber = (value: unknown) => (typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value);
  const rows = async (sql: string) =>
    (await rowsOf(desk.database, sql)).map((row) =>
      Object.fromEntries(Object.entries(row).map(([key, value]) => [key, asNumber(value)])),
    );
  const count = (sql: string) => numberOf(desk.database, sql);
  const rejected = async (attempt: Promise<unknown>) => {
    const error = await attempt.then(
      () => undefined,
      (reason: unknown) =>
        reason as { code: string; details: { rows: { line: number; column: string; reason: string }[] } },
    );
    return (
      error && { code: error.code, rows: error.details.rows.map(({ line, column }) => `${line} ${column}`), error }
    );
  };

  it('brings properties with rooms, plans, nights and what is near, both ends of a period included', async () => {
    expect(await bring(ROWS)).toEqual({ ...NONE, properties: 2, roomTypes: 3, imported: 21 });
    expect(await rows('select code, time_zone, stars, currency, min_stay_rule from property order by code')).toEqual([
      { code: 'LON-9', time_zone: 'Europe/London', stars: 3, currency: 'GBP', min_stay_rule: 'arrival' },
      { code: 'NYC-9', time_zone: 'America/New_York', stars: 3, currency: 'USD', min_stay_rule: 'arrival' },
    ]);
    // Room types count up by their codes, in the order in which sellers lock them.
    const types = await rows('select code, max_guests, name from room_type order by id');
    expect(types.map(({ code, max_guests, name }) => `${code} ${max_guests} ${name}`)).toEqual([
      ...['DBL 2 Double room', 'SGL 1 Single room', 'DBL 2 Double room'],
    ]);
    const nights = await rows(
      `select min(night) as first, max(night) as last, min(allotment) as rooms, min(price_minor) as price
         from room_night group by room_type_id order by room_type_id`,
    );
    expect(nights.map((row) => Object.values(row).map(String))).toEqual([
      ['2026-12-01', '2026-12-10', '5', '12050'],
      ['2026-12-01', '2026-12-10', '3', '8000'],
      ['2026-12-24', '2026-12-24', '2', '30000'],
    ]);
    const plans = await rows(
      'select distinct code, price_basis_points, cancellation_policy, board from rate_plan order by code',
    );
    expect(plans).toEqual([
      {
        ...{ code: 'FLEX', price_basis_points: 10_000, board: 'RO' },
        cancellation_policy: '[{"before":"48h","refund":100},{"before":"24h","refund":50}]',
      },
      { code: 'SAVER', price_basis_points: 9_000, cancellation_policy: '[]', board: 'RO' },
    ]);
    // It stands at its first airport, for want of coordinates, and London's two are 40 km apart.
    const near = await rows('select airport, distance_km from property_airport order by property_id, airport');
    expect(near.map(({ airport, distance_km }) => `${airport} ${distance_km}`)).toEqual(['LGW 40', 'LHR 0', 'JFK 0']);
    expect(await count("select count(*) from airport where iata in ('LHR', 'LGW', 'JFK')")).toBe(3);
  });

  it('takes every column that is given', async () => {
    const header = `${HEADER},stars,rating,amenities,latitude,longitude,time_zone,min_stay_rule,policy,plans,room_name,max_guests,min_stay,overbooking`;
    const row = `${ROWS[2]},5,9.2,wifi; Pool;wifi,40.7128,-74.006,America/Chicago,through,7d=80,STD;BEST:87.5:BB:none,King room,3,2,1`;
    await bring([row], { header });
    expect(
      await rows('select stars, rating_tenths, amenities, latitude, longitude, time_zone, min_stay_rule from property'),
    ).toEqual([
      {
        ...{ stars: 5, rating_tenths: 92, amenities: ',pool,wifi,', latitude: 40.7128, longitude: -74.006 },
        ...{ time_zone: 'America/Chicago', min_stay_rule: 'through' },
      },
    ]);
    const policy = '[{"before":"7d","refund":80}]';
    expect(
      await rows(
        'select code, price_basis_points as points, cancellation_policy as policy, board from rate_plan order by code',
      ),
    ).toEqual([
      { code: 'BEST', points: 8_750, policy: '[]', board: 'BB' },
      { code: 'STD', points: 10_000, policy, board: 'RO' },
    ]);
    expect(await rows('select name, max_guests from room_type')).toEqual([{ name: 'King room', max_guests: 3 }]);
    expect(await rows('select min_stay, overbooking from room_night')).toEqual([{ min_stay: 2, overbooking: 1 }]);
    expect(await count('select distance_km from property_airport')).toBe(20);
    // What a row leaves empty stays as it is.
    expect(await bring([ROWS[2] ?? ''])).toEqual({ ...NONE, unchanged: 1 });
  });

  it('changes nothing the second time, and adds what is new', async () => {
    await bring(ROWS.slice(0, 2));
    expect(await bring(ROWS)).toEqual({ ...NONE, properties: 1, roomTypes: 1, imported: 1, unchanged: 20 });
    const before = await rows('select * from room_night order by room_type_id, night');
    expect(await bring(ROWS)).toEqual({ ...NONE, unchanged: 21 });
    expect(await rows('select * from room_night order by room_type_id, night')).toEqual(before);
    expect(await count('select max(version) from property')).toBe(1);
    // A longer season of a room type that exists.
    expect(await bring([`${LONDON},SGL,2026-12-10,2026-12-12,3,80.00`])).toEqual({
      ...NONE,
      imported: 2,
      unchanged: 1,
    });
    expect(await count("select version from property where code = 'LON-9'")).toBe(2);
  });

  it('refuses other values unless told to update, says where, and then takes them over', async () => {
    await bring(ROWS);
    await rows('update room_night set stop_sell = 1, min_stay = 3');
    const other = [
      `${LONDON.replace('Test', 'Best')},SGL,2026-12-05,2026-12-12,3,85.00`,
      ROWS[1] ?? '',
      'NYC-9,Test Court,New York,US,JFK,USD,DBL,2026-12-24,2026-12-24,4,300',
    ].map((row) => row.replace('The Test House', 'The Best House'));
    const refused = await rejected(bring(other));
    expect(refused).toMatchObject({ code: 'RATE_CHANGE', rows: ['2 name', '2 price', '4 allotment'] });
    expect(refused?.error.details.rows[1]?.reason).toBe('is 80.00, and not 85.00, on 2026-12-05, and on 5 nights more');
    expect(await count('select count(*) from room_night')).toBe(21);
    expect(await bring(other, { isUpdate: true })).toEqual({ ...NONE, imported: 2, updated: 7, unchanged: 10 });
    expect(await rows('select name, version from property order by code')).toEqual([
      { name: 'The Best House', version: 2 },
      { name: 'Test Court', version: 2 },
    ]);
    expect(await count('select count(*) from room_night where price_minor = 8500')).toBe(8);
    // What the file does not speak of is left alone.
    expect(await count('select count(*) from room_night where stop_sell = 1 and min_stay = 3')).toBe(21);
    const { items } = await listAudit(desk.session, { entity: 'property', entityId: 'LON-9', limit: 9 });
    expect(items).toMatchObject([
      {
        action: 'property.updated',
        before: {
          name: 'The Test House',
          nights: [{ roomType: 'SGL', from: '2026-12-05', to: '2026-12-10', priceMinor: 8_000 }],
        },
        after: {
          name: 'The Best House',
          nights: [{ roomType: 'SGL', from: '2026-12-05', to: '2026-12-10', priceMinor: 8_500 }],
          newNights: 2,
        },
      },
    ]);
  });

  it('gives no night fewer rooms than are taken of it, and names the line', async () => {
    await bring(ROWS);
    const stays = [{ property: 'NYC-9', roomType: 'DBL', checkIn: '2026-12-24', checkOut: '2026-12-25', rooms: 2 }];
    await createBooking(
      desk,
      { flights: [], stays, passengers: ['A/B'], pay: { gateway: 'sandbox', source: 'tok_ok' } },
      {},
    );
    const fewer = (ROWS[2] ?? '').replace(',2,300', ',1,250');
    const refused = await rejected(bring([ROWS[0] ?? '', fewer], { isUpdate: true }));
    expect(refused).toMatchObject({ code: 'ROOMS_TAKEN', rows: ['3 allotment'] });
    expect(await rows('select allotment, price_minor from room_night where taken > 0')).toEqual([
      { allotment: 2, price_minor: 30_000 },
    ]);
  });

  it('names the line, the column and the reason of everything that is wrong, and imports none of it', async () => {
    const wrong = [
      ROWS[0] ?? '',
      'lon 9,The Test House,London,GB,LHR,GBP,SGL,2026-12-01,2026-12-02,3,80.00',
      'A-1,,London,G,XXX,GBX,SGL,2026-12-01,2026-12-02,3,80.00',
      'A-2,House,London,GB,LHR,JPY,SGL,2026-12-31,2026-12-30,-1,80.50',
      'A-3,House,London,GB,LHR,GBP,SGL,2026-02-30,2026-03-01,,-1',
      'A-4,House,London,GB',
      `${LONDON.replace('GBP', 'USD')},SGL,2026-12-11,2026-12-11,3,80.00`,
      `${LONDON},SGL,2026-12-10,2026-12-12,3,80.00`,
    ];
    expect(await rejected(bring(wrong))).toMatchObject({
      code: 'IMPORT_REJECTED',
      rows: [
        ...['3 property', '4 name', '4 country', '4 currency', '4 airports', '5 to', '5 allotment', '5 price'],
        ...['6 from', '6 allotment', '6 price', '7 ', '8 currency', '9 from'],
      ],
    });
    const header = `${HEADER},stars,rating,amenities,latitude,longitude,time_zone,min_stay_rule,policy,plans,max_guests,min_stay,overbooking`;
    const bad = `${ROWS[2]},6,10.5,a;$,91,,Mars/Base,never,24h=50 48h=100,X:900;Y:90:ZZ;Z:90:RO:soon;W;W,0,0,-1`;
    expect((await rejected(bring([bad], { header })))?.rows).toEqual([
      ...['2 min_stay_rule', '2 stars', '2 rating', '2 amenities', '2 time_zone', '2 policy', '2 latitude'],
      ...['2 longitude', '2 plans', '2 plans', '2 plans', '2 plans', '2 min_stay', '2 overbooking', '2 max_guests'],
    ]);
    expect(await count('select count(*) from property')).toBe(0);
  });

  it('refuses a header that lacks a column, or has one that it does not know', async () => {
    const header = HEADER.replace('allotment', 'alotment');
    expect(await rejected(bring(ROWS, { header }))).toMatchObject({ rows: ['1 allotment', '1 alotment'] });
    expect(await rejected(bring([], { header: '' }))).toMatchObject({ code: 'IMPORT_REJECTED' });
    expect(await bring([])).toEqual(NONE);
  });

  it('says what a property has as the column writes it', async () => {
    const header = `${HEADER},stars,rating,amenities,policy`;
    await bring([`${ROWS[2]},4,8.7,wifi;pool,48h=100 24h=50`], { header });
    const refused = await rejected(bring([`${ROWS[2]},5,8.8,wifi,none`], { header }));
    expect(refused?.code).toBe('RATE_CHANGE');
    const reasons = refused?.error.details.rows.map(({ column, reason }) => `${column}: ${reason}`);
    expect(reasons?.toSorted()).toEqual([
      'amenities: NYC-9 has "pool;wifi"',
      'policy: NYC-9 has "48h=100 24h=50"',
      'rating: NYC-9 has "8.7"',
      'stars: NYC-9 has "4"',
    ]);
  });

  it('knows no place for a new property without airports, and keeps the currency of one that exists', async () => {
    const nowhere = (ROWS[2] ?? '').replace('JFK', '');
    expect(await rejected(bring([nowhere]))).toMatchObject({ rows: ['2 latitude', '2 time_zone'] });
    await bring(ROWS);
    const inEuros = (ROWS[2] ?? '').replace('USD', 'EUR');
    expect(await rejected(bring([inEuros], { isUpdate: true }))).toMatchObject({
      code: 'IMPORT_REJECTED',
      rows: ['2 currency'],
    });
  });

  it('does nothing in a dry run, and gives each property an id of its own when two files come at once', async () => {
    expect(await bring(ROWS, { isDryRun: true })).toMatchObject({ properties: 2, imported: 21 });
    expect(await count('select count(*) from property')).toBe(0);
    const results = await Promise.all([bring(ROWS), bring(ROWS)]);
    expect(results.map(({ imported }) => imported).sort((a, b) => a - b)).toEqual([0, 21]);
    expect(await count('select count(*) from room_night')).toBe(21);
  });
});
