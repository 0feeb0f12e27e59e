import { afterAll, beforeAll, expect, it } from 'vitest';
import { cancelBooking } from '../../src/booking/cancel-booking.js';
import { createBooking } from '../../src/booking/create-booking.js';
import type { Desk } from '../../src/desk.js';
import { DAY_MS } from '../../src/kernel/instant.js';
import { reportLoadFactor } from '../../src/report/load-factor.js';
import { reportSales, type SalesKey } from '../../src/report/sales.js';
import { deskAt } from '../concurrency/desk-at.js';
import { put, set } from '../queue/trial.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { addFlight, flightRef, NOW, openTestDesk } from '../support/desk.js';

const pay = { gateway: 'sandbox', source: 'tok_ok' };

onEveryBackend('reports', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial);
    await addFlight(desk, { number: '1', economyRows: 2 });
    await addFlight(desk, { number: '2', economyRows: 1, departsAt: Date.parse('2026-12-02T10:00:00Z') });
    await addFlight(desk, { number: '3', economyRows: 1 });
    await set(desk, 'flight', { origin: 'JFK', destination: 'LHR' }, { id: 2 });
    await set(desk, 'fare', { base_minor: 4_999 }, { flight_id: 2 });
    await set(desk, 'fare', { currency: 'EUR' }, { flight_id: 3 });
    const back = { ref: { ...flightRef('2'), departureDate: '2026-12-02' } };
    const out = { ref: flightRef('1') };
    const tomorrow = deskAt({ ...desk, actor: 'ann' }, NOW + DAY_MS);
    await createBooking(desk, { flights: [out], passengers: ['A/B', 'C/D(CHD)'], pay }, {});
    await createBooking(tomorrow, { flights: [out, back], passengers: ['E/F'], pay }, {});
    await createBooking(tomorrow, { flights: [{ ref: flightRef('3') }], passengers: ['G/H'], pay }, {});
    await createBooking(desk, { flights: [out], passengers: ['NOT/PAID'] }, {});
    const { recordLocator } = await createBooking(desk, { flights: [out], passengers: ['I/J'], pay }, {});
    await cancelBooking(desk, { recordLocator }, {});
  });
  afterAll(async () => {
    await desk.database.close();
    await trial.drop();
  });

  const sales = async (by: SalesKey, more: object = {}) =>
    (await reportSales(desk.session, { by, limit: 100, ...more })).items.map((row) => [
      ...[row.key, row.gross.currency, row.bookings, row.passengers],
      ...[row.gross.amountMinor, row.refunded.amountMinor, row.net.amountMinor],
    ]);

  it('say what was sold by day and by agent, and never add up two currencies', async () => {
    expect(await sales('day')).toEqual([
      ['2026-11-01', 'USD', 2, 3, 33_000, 8_000, 25_000],
      ['2026-11-02', 'EUR', 1, 1, 11_000, 0, 11_000],
      ['2026-11-02', 'USD', 1, 1, 16_999, 0, 16_999],
    ]);
    expect(await sales('agent')).toEqual([
      ['ann', 'EUR', 1, 1, 11_000, 0, 11_000],
      ['ann', 'USD', 1, 1, 16_999, 0, 16_999],
      ['tester', 'USD', 2, 3, 33_000, 8_000, 25_000],
    ]);
    expect(await sales('day', { from: '2026-11-02', to: '2026-11-02' })).toHaveLength(2);
    expect(await sales('day', { to: '2026-10-31' })).toEqual([]);
  });

  it('share the money of a booking out over its flights and stays, to the last cent', async () => {
    expect(await sales('route')).toEqual([
      ['JFK-LHR', 'USD', 1, 1, 5_999, 0, 5_999],
      ['LHR-JFK', 'EUR', 1, 1, 11_000, 0, 11_000],
      ['LHR-JFK', 'USD', 3, 4, 44_000, 8_000, 36_000],
    ]);
    const sumOf = async (by: SalesKey) => {
      const rows = (await sales(by)).filter(([, currency]) => currency === 'USD');
      return rows.reduce((sum, [, , , , , , net]) => sum + Number(net), 0);
    };
    const sums = await Promise.all((['day', 'agent', 'route', 'property'] as const).map(sumOf));
    expect(new Set(sums).size).toBe(1);
    expect((await sales('property')).map(([key]) => key)).toEqual(['flights', 'flights']);
  });

  it('page', async () => {
    const first = await reportSales(desk.session, { by: 'day', limit: 2 });
    expect([first.items.length, first.nextCursor]).toEqual([2, '2']);
    const rest = await reportSales(desk.session, { by: 'day', limit: 2, cursor: '2' });
    expect([rest.items.length, rest.nextCursor]).toEqual([1, null]);
    await expect(reportSales(desk.session, { by: 'day', limit: 2, cursor: 'x' })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
  });

  it('say how full flights are: cancelled ones have no load, holds that ran out hold nothing', async () => {
    const load = async (by: 'day' | 'route' | 'flight', now = NOW) =>
      (await reportLoadFactor(desk.session, { by, limit: 100 }, now)).items.map((row) => [
        ...[row.key, row.units, row.sold, row.held, row.share],
      ]);
    expect(await load('flight')).toEqual([
      ['XX1/2026-12-01', 12, 3, 1, 0.25],
      ['XX2/2026-12-02', 6, 1, 0, 0.1667],
      ['XX3/2026-12-01', 6, 1, 0, 0.1667],
    ]);
    expect(await load('route')).toEqual([
      ['JFK-LHR', 6, 1, 0, 0.1667],
      ['LHR-JFK', 18, 4, 1, 0.2222],
    ]);
    expect(await load('day', NOW + DAY_MS)).toEqual([
      ['2026-12-01', 18, 4, 0, 0.2222],
      ['2026-12-02', 6, 1, 0, 0.1667],
    ]);
    await set(desk, 'flight', { status: 'cancelled' }, { id: 3 });
    expect((await load('flight')).map(([key]) => key)).toEqual(['XX1/2026-12-01', 'XX2/2026-12-02']);
  });

  it('say how full hotels are, in room nights', async () => {
    await put(desk, 'property', {
      ...{ id: 1, code: 'GRAND', name: 'Grand', city: 'London', country: 'GB', time_zone: 'Europe/London' },
      ...{ latitude: 51.5, longitude: 0, stars: 5, rating_tenths: 90, amenities: ',', currency: 'GBP' },
      ...{ cancellation_policy: '[]', min_stay_rule: 'arrival', version: 1 },
    });
    await put(desk, 'room_type', { id: 1, property_id: 1, code: 'DBL', name: 'Double', max_guests: 2 });
    for (const night of ['2026-12-01', '2026-12-02', '2026-12-03']) {
      const open = { stop_sell: 0, closed_to_arrival: 0, closed_to_departure: 0, min_stay: 1, price_minor: 9_000 };
      await put(desk, 'room_night', { room_type_id: 1, night, allotment: 10, overbooking: 2, taken: 0, ...open });
    }
    const [confirmed] = await desk.session.composed((db) =>
      db.selectFrom('booking').select('id').where('status', '=', 'confirmed').limit(1),
    );
    const of = { booking_id: confirmed?.id ?? '', stay_position: 1, room_type_id: 1, price_minor: 9_000 };
    for (const night of ['2026-12-01', '2026-12-02']) {
      await put(desk, 'stay_night', { ...of, night, rooms: 3, hold_expires_at: null });
    }
    const load = (more: object = {}) => reportLoadFactor(desk.session, { by: 'property', limit: 100, ...more }, NOW);
    expect((await load()).items).toEqual([
      { by: 'property', key: 'GRAND', units: 36, sold: 6, held: 0, share: 0.1667 },
    ]);
    expect((await load({ from: '2026-12-02', to: '2026-12-02' })).items).toMatchObject([{ units: 12, sold: 3 }]);
  });
});
