import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { onEveryBackend } from '../support/backends.js';
import { addProperty } from '../support/hotel.js';
import { itemOf, PlanWorld } from './plan-world.js';

onEveryBackend('the hotel nights of a plan', (backend) => {
  let world: PlanWorld;

  beforeAll(async () => {
    world = await PlanWorld.open(backend);
  });
  afterAll(async () => {
    await world.close();
  });
  beforeEach(async () => {
    await world.clear();
    await world.fly('1 JFK-ORD 10:00 12:30 Y6', '2 JFK-ORD +1 10:00 +1 12:30 Y6', '3 ORD-JFK +3 10:00 +3 12:30 Y6');
    world.dayOf.set(2, 2).set(3, 4);
  });

  const inn = (more: object = {}) =>
    addProperty(world.desk, { code: 'INN', timeZone: 'UTC', roomTypes: [{ code: 'DBL', rooms: 2 }], ...more });
  const close = (night: string, column = 'stop_sell') =>
    world.desk.database.dedicated((raw) =>
      raw.execute(`update room_night set ${column} = 1 where night = '${night}'`, []),
    );
  const stay = { checkIn: '2026-12-01', checkOut: '2026-12-04' };

  it('begin a day later with the flight, and end with the flight back', async () => {
    await inn();
    const booking = await world.sell([1, 3], { stays: [stay] });
    await world.cancel(1);
    expect(itemOf(await world.plan(), booking).stays).toEqual([
      {
        ...{ stay: 'H1', action: 'shift', checkIn: '2026-12-02', checkOut: '2026-12-04' },
        reason: 'follows the flights: from 2026-12-02 to 2026-12-04',
      },
    ]);
  });

  it('move as they are where there is no flight back', async () => {
    await inn();
    const booking = await world.sell([1], { stays: [stay] });
    await world.cancel(1);
    expect(itemOf(await world.plan(), booking).stays).toEqual([
      expect.objectContaining({ action: 'shift', checkIn: '2026-12-02', checkOut: '2026-12-05' }),
    ]);
  });

  it('are longer where the flight back is a day later', async () => {
    await inn();
    await world.fly('4 ORD-JFK +4 10:00 +4 12:30 Y6');
    const booking = await world.sell([1, 3], { stays: [stay] });
    await world.cancel(3);
    expect(itemOf(await world.plan(), booking).stays).toEqual([
      expect.objectContaining({ action: 'shift', checkIn: '2026-12-01', checkOut: '2026-12-05' }),
    ]);
  });

  it('stay as they are where people still arrive that day, or in its small hours', async () => {
    await inn();
    await world.fly('5 JFK-ORD 22:00 +1 00:30 Y6');
    const booking = await world.sell([1, 3], { stays: [stay] });
    await world.cancel(1);
    expect(itemOf(await world.plan(), booking).stays).toEqual([]);
  });

  it.each([
    ['is closed for sale', 'stop_sell', '2026-12-03', 'INN:DBL is closed for sale on 2026-12-03'],
    ['takes no arrivals', 'closed_to_arrival', '2026-12-02', 'INN:DBL is closed to arrival on 2026-12-02'],
  ])('are flagged where the property %s', async (_, column, night, why) => {
    await inn();
    const booking = await world.sell([1, 3], { stays: [stay] });
    await close(night, column);
    await world.cancel(1);
    expect(itemOf(await world.plan(), booking).stays).toEqual([
      {
        ...{ stay: 'H1', action: 'flag', checkIn: '2026-12-02', checkOut: '2026-12-04' },
        reason: `should be from 2026-12-02 to 2026-12-04, and is not moved: ${why}`,
      },
    ]);
  });

  it('do not take one room twice, and leave theirs to each other', async () => {
    await inn({
      roomTypes: [
        { code: 'DBL', rooms: 1 },
        { code: 'SGL', rooms: 1 },
      ],
    });
    const one = await world.sell([1], { stays: [{ checkIn: '2026-12-01', checkOut: '2026-12-02' }] });
    const other = await world.sell([1], { stays: [{ checkIn: '2026-12-02', checkOut: '2026-12-03' }] });
    await world.cancel(1);
    const plan = await world.plan();
    // The second need not move: they arrive on the day on which it begins.
    expect(itemOf(plan, other).stays).toEqual([]);
    expect(itemOf(plan, one).stays).toEqual([
      expect.objectContaining({
        action: 'flag',
        reason: expect.stringContaining('INN:DBL has no room left on 2026-12-02'),
      }),
    ]);
  });

  it('are given back with the refund of the flight that leads to them', async () => {
    await inn();
    const booking = await world.sell([1, 3], { people: 2, stays: [stay] });
    await world.cancel(1);
    await world.cancel(2);
    const item = itemOf(await world.plan(), booking);
    expect(item.action).toBe('refund');
    expect(item.stays).toEqual([
      expect.objectContaining({ stay: 'H1', action: 'release', checkIn: null, checkOut: null }),
    ]);
  });

  it('are flagged where the late flight is kept', async () => {
    await inn();
    await world.cancel(2);
    const booking = await world.sell([1, 3], { stays: [stay] });
    await world.delay(1, 20 * 60);
    const item = itemOf(await world.plan(), booking);
    expect(item.action).toBe('keep');
    expect(item.stays).toEqual([expect.objectContaining({ action: 'flag', checkIn: '2026-12-02' })]);
  });
});
