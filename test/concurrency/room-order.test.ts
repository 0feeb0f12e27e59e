import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { cancelBooking } from '../../src/booking/cancel-booking.js';
import { createBooking } from '../../src/booking/create-booking.js';
import { modifyBooking } from '../../src/booking/modify-booking.js';
import { reinstateBooking } from '../../src/booking/reinstate-booking.js';
import type { WantedStay } from '../../src/booking/take-stay.js';
import type { Desk } from '../../src/desk.js';
import { adjustRooms } from '../../src/inventory/hotel/adjust-rooms.js';
import { HOUR_MS } from '../../src/kernel/instant.js';
import { onPostgres, type TrialDatabase } from '../support/backends.js';
import { NOW, openTestDesk, violationsOf } from '../support/desk.js';
import { addProperty } from '../support/hotel.js';
import { deskAt } from './desk-at.js';

/* By code, Alder comes before Birch; by id, Birch before Alder, for it was there first. */
const ALDER = 'ALDER:DBL';
const BIRCH = 'BIRCH:DBL';

onPostgres('the nights of several stays', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;
  let later: Desk;
  /** What transactions of the desk were refused for by the database, to be tried again. */
  const faults: unknown[] = [];

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial, { maxConnections: 6 });
    const { database } = desk;
    const transaction = database.transaction.bind(database);
    database.transaction = (work) =>
      transaction(work).catch((error: unknown) => {
        const fault = database.faultOf(error);
        if (fault?.kind === 'retry') faults.push(error);
        throw error;
      });
    later = deskAt(desk, NOW + HOUR_MS);
    for (const code of ['BIRCH', 'ALDER']) await addProperty(desk, { code, roomTypes: [{ code: 'DBL', rooms: 9 }] });
  });
  afterEach(() => faults.splice(0));
  afterAll(async () => {
    expect(await violationsOf(later)).toEqual([]);
    await desk.database.close();
    await trial.drop();
  });

  const stay = (room: string, from = 1): WantedStay => {
    const [property = '', roomType = ''] = room.split(':');
    return { property, roomType, checkIn: `2026-12-0${from}`, checkOut: `2026-12-0${from + 2}` };
  };
  const hold = async (...stays: readonly WantedStay[]) =>
    (await createBooking(desk, { flights: [], stays, passengers: ['ONE/A'] }, {})).recordLocator;

  /**
   * Keeps a night until both commands wait for one, the first of them before the second begins: so that each has
   * what the other lacks where their orders differ.
   */
  async function meetAt(room: string, day: number, first: () => Promise<unknown>, second: () => Promise<unknown>) {
    const client = new pg.Client({ connectionString: trial.url });
    await client.connect();
    await client.query('begin');
    const [property, roomType] = room.split(':');
    await client.query(
      `select 1 from room_night n join room_type t on t.id = n.room_type_id join property p on p.id = t.property_id
        where p.code = $1 and t.code = $2 and n.night = $3 for update of n`,
      [property, roomType, `2026-12-0${day}`],
    );
    const running: Promise<unknown>[] = [];
    try {
      for (const start of [first, second]) {
        running.push(start());
        await untilWaiting(client, running.length);
      }
    } finally {
      await client.query('commit');
      await client.end();
    }
    await Promise.all(running);
  }

  async function untilWaiting(client: pg.Client, count: number): Promise<void> {
    for (const giveUpAt = Date.now() + 10_000; Date.now() < giveUpAt; await sleep(10)) {
      // A transaction sees the activity of others as it was at its first look.
      await client.query('select pg_stat_clear_snapshot()');
      const { rows } = await client.query(
        "select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
      );
      if ((rows[0] as { n: number }).n >= count) return;
    }
    throw new Error(`${count} commands were to wait for a night`);
  }

  it('are taken by a sale in the order in which a cancellation gives them back', async () => {
    const locator = await hold(stay(BIRCH), stay(ALDER));
    await meetAt(
      ALDER,
      1,
      () => hold(stay(ALDER), stay(BIRCH)),
      () => cancelBooking(desk, { recordLocator: locator }, {}),
    );
    expect(faults).toEqual([]);
  });

  it('are taken by a change that adds stays in that order, too', async () => {
    const [locator, given] = [await hold(stay(BIRCH, 6)), await hold(stay(BIRCH), stay(ALDER))];
    await meetAt(
      ALDER,
      1,
      () => modifyBooking(desk, { recordLocator: locator, addStays: [stay(ALDER), stay(BIRCH)] }, {}),
      () => cancelBooking(desk, { recordLocator: given }, {}),
    );
    expect(faults).toEqual([]);
  });

  it('are taken by a hold that comes back in that order, also where others had taken some of them', async () => {
    const locator = await hold(stay(BIRCH), stay(ALDER));
    const order = { flights: [], passengers: ['ONE/A'], holdMs: 8 * HOUR_MS };
    const given = await createBooking(later, { ...order, stays: [stay(BIRCH), stay(ALDER)] }, {});
    // A buyer who is short of rooms takes what the hold had at Birch, and leaves again.
    const buyer = await createBooking(later, { ...order, stays: [{ ...stay(BIRCH), rooms: 8 }] }, {});
    await cancelBooking(later, { recordLocator: buyer.recordLocator }, {});
    await meetAt(
      ALDER,
      1,
      () => reinstateBooking(later, { recordLocator: locator, holdMs: 8 * HOUR_MS }, {}),
      () => cancelBooking(later, { recordLocator: given.recordLocator }, {}),
    );
    expect(faults).toEqual([]);
  });

  it('are those of both periods where a stay moves, in the order of their dates', async () => {
    const [early, late] = [await hold(stay(ALDER, 1)), await hold(stay(ALDER, 3))];
    const move = (recordLocator: string, to: number) => {
      const { checkIn, checkOut } = stay(ALDER, to);
      return modifyBooking(desk, { recordLocator, stayDates: { checkIn, checkOut } }, {});
    };
    await meetAt(
      ALDER,
      4,
      () => move(late, 1),
      () => move(early, 3),
    );
    expect(faults).toEqual([]);
  });

  it('are adjusted in that order by who looks after several room types', async () => {
    await addProperty(desk, {
      code: 'CEDAR',
      roomTypes: ['TWN', 'DBL'].map((code) => ({ code, rooms: 9 })),
    });
    const [twin, double] = [stay('CEDAR:TWN'), stay('CEDAR:DBL')];
    await meetAt(
      'CEDAR:DBL',
      1,
      () => adjustRooms(desk.runner, { property: 'CEDAR', from: '2026-12-01', to: '2026-12-02', price: '90.00' }, {}),
      () => hold(double, twin),
    );
    expect(faults).toEqual([]);
  });
});
