import { afterAll, beforeAll, expect, it } from 'vitest';
import { listAudit } from '../../src/audit/list.js';
import { createBooking } from '../../src/booking/create-booking.js';
import type { Desk } from '../../src/desk.js';
import { type AdjustRoomsInput, adjustRooms } from '../../src/inventory/hotel/adjust-rooms.js';
import { HOUR_MS } from '../../src/kernel/instant.js';
import type { WriteOptions } from '../../src/runtime/request.js';
import { deskAt } from '../concurrency/desk-at.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { NOW, openTestDesk, violationsOf } from '../support/desk.js';
import { addProperty } from '../support/hotel.js';

/** When holds of an hour have run out. */
const LATER = NOW + 2 * HOUR_MS;

onEveryBackend('adjusting rooms', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;
  let code = '';
  let properties = 0;

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial, { maxConnections: 12 });
  });
  afterAll(async () => {
    expect(await violationsOf(deskAt({ ...desk, actor: 'ann' }, LATER))).toEqual([]);
    await desk.database.close();
    await trial.drop();
  });

  /** A property of its own for each test: DBL and SGL, four rooms each, from 2026-12-01 to 2026-12-14. */
  async function newProperty(rooms = 4): Promise<string> {
    properties += 1;
    code = `H${properties}`;
    const roomTypes = [
      { code: 'DBL', rooms },
      { code: 'SGL', rooms },
    ];
    await addProperty(desk, { code, roomTypes });
    return code;
  }
  type Changes = Partial<Omit<AdjustRoomsInput, 'property'>>;
  const adjust = (changes: Changes, options: WriteOptions = {}, at: Desk = desk) =>
    adjustRooms(at.runner, { property: code, roomType: 'DBL', ...period, ...changes }, options);
  const period = { from: '2026-12-03', to: '2026-12-04' };
  const nights = async (roomType = 'DBL') =>
    desk.database.session.composed((db) =>
      db
        .selectFrom('room_night as n')
        .innerJoin('room_type as t', 't.id', 'n.room_type_id')
        .innerJoin('property as p', 'p.id', 't.property_id')
        .where('p.code', '=', code)
        .where('t.code', '=', roomType)
        .selectAll('n')
        .orderBy('n.night'),
    );
  const buy = (more: object = {}, at: Desk = desk, checkIn = '2026-12-03', checkOut = '2026-12-05') =>
    createBooking(
      at,
      {
        flights: [],
        stays: [{ property: code, roomType: 'DBL', checkIn, checkOut }],
        passengers: ['GUEST/A MR'],
        ...more,
      },
      {},
    );
  const pay = { pay: { gateway: 'sandbox', source: 'tok_ok' } };

  it('changes what is named on both ends of the period, and leaves everything else alone', async () => {
    await newProperty();
    await adjust({ closedToArrival: true, minStay: 3 });
    const before = await nights();
    const result = await adjust({ price: '240.50', stopSell: true });
    expect(result).toMatchObject({ property: code, version: 3, changed: 2, ...period });
    expect(result.nights.map(({ night }) => night)).toEqual(['2026-12-03', '2026-12-04']);
    expect(result.nights[0]).toEqual({
      ...{ roomType: 'DBL', night: '2026-12-03', allotment: 4, overbooking: 0, taken: 0, minStay: 3 },
      ...{ price: { amountMinor: 24_050, currency: 'USD' } },
      ...{ stopSell: true, closedToArrival: true, closedToDeparture: false },
    });
    const isInPeriod = (night: string) => night === '2026-12-03' || night === '2026-12-04';
    expect(await nights()).toEqual(
      before.map((row) => (isInPeriod(row.night) ? { ...row, price_minor: 24_050, stop_sell: 1 } : row)),
    );
    expect((await nights('SGL')).every((row) => row.price_minor === 10_000 && row.stop_sell === 0)).toBe(true);
    await adjust({ stopSell: false });
    expect((await nights()).filter((row) => row.stop_sell === 1)).toEqual([]);
  });

  it('changes every room type where none is named, and says before and after in the trail', async () => {
    await newProperty();
    const { nights: changed } = await adjust({ roomType: undefined, overbooking: 2, closedToDeparture: true });
    expect(changed.map(({ roomType, night }) => `${roomType} ${night}`)).toEqual([
      ...['DBL 2026-12-03', 'DBL 2026-12-04', 'SGL 2026-12-03', 'SGL 2026-12-04'],
    ]);
    const { items } = await listAudit(desk.session, { entity: 'property', entityId: code, limit: 10 });
    const terms = { allotment: 4, priceMinor: 10_000, stopSell: false, closedToArrival: false, minStay: 1 };
    const periods = (version: number, more: object) => ({
      version,
      nights: ['DBL', 'SGL'].map((roomType) => ({ roomType, ...period, ...terms, ...more })),
    });
    expect(items).toMatchObject([
      {
        action: 'rooms.adjusted',
        before: periods(1, { overbooking: 0, closedToDeparture: false }),
        after: periods(2, { overbooking: 2, closedToDeparture: true }),
      },
    ]);
  });

  it('refuses fewer rooms than are taken, names the night, and changes nothing', async () => {
    await newProperty();
    await buy(pay);
    await buy(pay, desk, '2026-12-04', '2026-12-05');
    const before = await nights();
    await expect(adjust({ allotment: 1, price: '99' })).rejects.toMatchObject({
      code: 'ROOMS_TAKEN',
      message: expect.stringContaining('2 of DBL on 2026-12-04'),
      details: { nights: [{ roomType: 'DBL', night: '2026-12-04', taken: 2, allotment: 1, overbooking: 0 }] },
    });
    expect(await nights()).toEqual(before);
    // With one more that may be sold beyond it, it holds.
    expect(await adjust({ allotment: 1, overbooking: 1 })).toMatchObject({ changed: 2 });
    await expect(adjust({ overbooking: 0 })).rejects.toMatchObject({ code: 'ROOMS_TAKEN' });
  });

  it('counts no holds that ran out, and gives them back', async () => {
    await newProperty();
    await buy({ holdMs: HOUR_MS });
    await expect(adjust({ allotment: 0 })).rejects.toMatchObject({ code: 'ROOMS_TAKEN' });
    const later = deskAt({ ...desk, actor: 'ann' }, LATER);
    expect(await adjust({ allotment: 0 }, {}, later)).toMatchObject({ nights: [{ taken: 0 }, { taken: 0 }] });
  });

  it('names the nights, rooms and properties that are not there', async () => {
    await newProperty();
    await expect(adjust({ from: '2026-12-13', to: '2026-12-16', minStay: 2 })).rejects.toMatchObject({
      code: 'ROOM_NIGHT_NOT_FOUND',
      message: expect.stringContaining('DBL on 2026-12-15'),
      details: { nights: [{ night: '2026-12-15' }, { night: '2026-12-16' }] },
    });
    expect((await nights()).every((row) => row.min_stay === 1)).toBe(true);
    await expect(adjust({ roomType: 'XXX', minStay: 2 })).rejects.toMatchObject({ code: 'ROOM_TYPE_NOT_FOUND' });
    code = 'NOWHERE';
    await expect(adjust({ minStay: 2 })).rejects.toMatchObject({ code: 'PROPERTY_NOT_FOUND' });
  });

  it('holds the version, and refuses what changes nothing or is nothing', async () => {
    await newProperty();
    expect(await adjust({ minStay: 2, ifVersion: 1 })).toMatchObject({ version: 2 });
    await expect(adjust({ minStay: 3, ifVersion: 1 })).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
    await expect(adjust({ minStay: 2 })).rejects.toMatchObject({ code: 'WRONG_STATE' });
    for (const changes of [
      {},
      { minStay: 0 },
      { allotment: -1 },
      { price: '-1' },
      { price: '1.005' },
      { minStay: 2, to: '2026-12-02' },
      { minStay: 2, to: '2036-12-02' },
    ]) {
      await expect(adjust(changes), JSON.stringify(changes)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    }
  });

  it('does nothing in a dry run, and once however often it is run with a key', async () => {
    await newProperty();
    const before = await nights();
    expect(await adjust({ minStay: 2 }, { isDryRun: true })).toMatchObject({
      version: 2,
      nights: [{ minStay: 2 }, {}],
    });
    expect(await nights()).toEqual(before);
    const first = await adjust({ minStay: 2 }, { idempotencyKey: `key-${code}` });
    expect(await adjust({ minStay: 2 }, { idempotencyKey: `key-${code}` })).toEqual(first);
  });

  it('lets one of those who saw the same version change it, whichever nights they are at', async () => {
    await newProperty();
    const days = ['05', '06', '07', '08', '09', '10'].map((day) => `2026-12-${day}`);
    const outcomes = await Promise.allSettled(
      days.map((day) => adjust({ from: day, to: day, minStay: 2, ifVersion: 1 })),
    );
    const refusals = outcomes.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
    expect(refusals).toHaveLength(days.length - 1);
    for (const each of refusals) expect(each).toMatchObject({ code: 'VERSION_CONFLICT' });
    expect((await nights()).filter((row) => row.min_stay === 2)).toHaveLength(1);
  });

  it('lets no room be sold beyond a cap that is lowered at that moment', async () => {
    for (let round = 0; round < 4; round += 1) {
      await newProperty(6);
      const sales = Array.from({ length: 6 }, () => () => buy(pay));
      const cuts = Array.from({ length: 3 }, (_, index) => () => adjust({ allotment: 2 + index }));
      const mixed = [...sales.slice(0, 3), ...cuts, ...sales.slice(3)];
      const outcomes = await Promise.allSettled(mixed.map((each) => each()));
      const codes = outcomes.flatMap((each) =>
        each.status === 'rejected' ? [(each.reason as { code?: string }).code] : [],
      );
      for (const each of codes) expect(['ROOM_SOLD_OUT', 'ROOMS_TAKEN', 'WRONG_STATE']).toContain(each);
      const sold = outcomes.filter((each) => each.status === 'fulfilled' && 'recordLocator' in each.value).length;
      for (const night of (await nights()).filter((row) => row.night === '2026-12-03')) {
        expect(night.taken).toBe(sold);
        expect(night.taken).toBeLessThanOrEqual(night.allotment);
      }
    }
  });
});
