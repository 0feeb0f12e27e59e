import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { createBooking } from '../../src/booking/create-booking.js';
import type { Desk } from '../../src/desk.js';
import { HOUR_MS } from '../../src/kernel/instant.js';
import { deskAt } from '../concurrency/desk-at.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { NOW, openTestDesk, violationsOf } from '../support/desk.js';
import { addProperty } from '../support/hotel.js';

onEveryBackend('the checks of rooms', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;
  const stays = (roomType: string) => [
    { property: 'LON1', roomType, checkIn: '2026-12-02', checkOut: '2026-12-05', rooms: 2 },
  ];
  const run = (...sqls: readonly string[]) =>
    desk.database.dedicated(async (raw) => {
      for (const sql of sqls) await raw.execute(sql, []);
    });
  let mend: readonly string[] = [];

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial);
    const roomTypes = ['DBL', 'SGL', 'STE'].map((code) => ({ code, rooms: 4 }));
    await addProperty(desk, { code: 'LON1', roomTypes });
    const pay = { gateway: 'sandbox', source: 'tok_ok' };
    await createBooking(desk, { flights: [], stays: stays('DBL'), passengers: ['A/B'], pay }, {});
    await createBooking(desk, { flights: [], stays: stays('SGL'), passengers: ['C/D'], holdMs: HOUR_MS }, {});
  });
  afterEach(() => run(...mend));
  afterAll(async () => {
    await desk.database.close();
    await trial.drop();
  });

  /** Breaks something and asks the doctor; it is mended when the test is over. */
  async function violationsAfter(breakIt: string, ...mendIt: readonly string[]): Promise<string[]> {
    mend = mendIt;
    await run(breakIt);
    return violationsOf(desk);
  }
  const ofType = (code: string) => `room_type_id = (select id from room_type where code = '${code}')`;
  const lastNight = `${ofType('DBL')} and night = '2026-12-04'`;

  it('find nothing wrong with a stay that is sold and one that is held', async () => {
    expect(await violationsOf(desk)).toEqual([]);
  });

  it('find a night that counts more rooms than stays have, or fewer, and rooms of no night', async () => {
    const free = `${ofType('STE')} and night = '2026-12-04'`;
    const more = `update room_night set taken = 1 where ${free}`;
    expect(await violationsAfter(more, `update room_night set taken = 0 where ${free}`)).toEqual([
      'rooms-taken-are-held-or-sold: 1',
    ]);
    await run(...mend);
    const fewer = `update room_night set taken = taken - 1 where ${lastNight}`;
    expect(await violationsAfter(fewer, `update room_night set taken = taken + 1 where ${lastNight}`)).toEqual([
      'rooms-taken-are-held-or-sold: 1',
    ]);
    await run(...mend);
    const lost = `update stay_night set night = '2027-12-04' where ${lastNight}`;
    const found = `update stay_night set night = '2026-12-04' where ${ofType('DBL')} and night = '2027-12-04'`;
    // The night that lost it, and the night that is none.
    expect(await violationsAfter(lost, found)).toContain('rooms-taken-are-held-or-sold: 2');
  });

  it('find a live stay without one of its nights, unless its hold ran out', async () => {
    const move = (code: string, from: string, to: string) =>
      `update stay_night set night = '${to}' where ${ofType(code)} and night = '${from}'`;
    const gone = move('SGL', '2026-12-03', '2026-12-10');
    const found = await violationsAfter(gone, move('SGL', '2026-12-10', '2026-12-03'));
    expect(found).toContain('live-stays-have-their-nights: 1');
    const later = deskAt({ ...desk, actor: 'ann' }, NOW + 2 * HOUR_MS);
    expect((await violationsOf(later)).filter((each) => each.startsWith('live-stays'))).toEqual([]);
    await run(...mend);
    const sold = await violationsAfter(
      move('DBL', '2026-12-03', '2026-12-10'),
      move('DBL', '2026-12-10', '2026-12-03'),
    );
    expect(sold).toContain('live-stays-have-their-nights: 1');
    expect((await violationsOf(later)).filter((each) => each.startsWith('live-stays'))).toHaveLength(1);
  });

  it('find rooms of a stay that was given up, of another size, or of a booking that is over', async () => {
    const stay = ofType('DBL');
    const givenUp = await violationsAfter(
      `update stay set status = 'XX' where ${stay}`,
      `update stay set status = 'HK' where ${stay}`,
    );
    expect(givenUp).toContain('room-nights-have-their-stay: 3');
    await run(...mend);
    const smaller = await violationsAfter(
      `update stay set rooms = 1 where ${stay}`,
      `update stay set rooms = 2 where ${stay}`,
    );
    expect(smaller).toContain('room-nights-have-their-stay: 3');
    await run(...mend);
    const booking = `id = (select booking_id from stay where ${stay})`;
    const over = await violationsAfter(
      `update booking set status = 'cancelled' where ${booking}`,
      `update booking set status = 'confirmed' where ${booking}`,
    );
    expect(over).toContain('room-nights-have-their-stay: 3');
  });

  it('find a night beyond its cap, which the database itself would refuse', async () => {
    const unguard = {
      sqlite: 'pragma ignore_check_constraints = on',
      postgres: 'alter table room_night drop constraint room_night_check',
    };
    const smaller = `update room_night set allotment = 1 where ${lastNight}`;
    await expect(run(smaller)).rejects.toThrow(/check/i);
    await run(unguard[backend.dialect]);
    const guard = backend.dialect === 'sqlite' ? ['pragma ignore_check_constraints = off'] : [];
    const found = await violationsAfter(smaller, `update room_night set allotment = 4 where ${lastNight}`, ...guard);
    expect(found).toEqual(['no-night-beyond-its-cap: 1']);
  });
});
