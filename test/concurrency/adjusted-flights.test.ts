import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type AdjustFlightInput, adjustFlight } from '../../src/booking/adjust-flight.js';
import { cancelBooking } from '../../src/booking/cancel-booking.js';
import { createBooking } from '../../src/booking/create-booking.js';
import { modifyBooking } from '../../src/booking/modify-booking.js';
import { showBooking } from '../../src/booking/show-booking.js';
import type { Desk } from '../../src/desk.js';
import { lockFlight } from '../../src/inventory/flight-repository.js';
import { showFlight } from '../../src/inventory/show-flight.js';
import { onEveryBackend, onPostgres, type TrialDatabase } from '../support/backends.js';
import { addFlight, flightRef, NOW, openTestDesk, type TestFlight, violationsOf } from '../support/desk.js';
import { addFares } from '../support/fares.js';
import { allAtOnce, Tally } from './outcomes.js';

const PAID = { gateway: 'sandbox', source: 'tok_ok' };

onEveryBackend('flights that are adjusted while they are sold', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;
  let flights = 0;

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial, { maxConnections: 12 });
  });

  afterAll(async () => {
    expect(await violationsOf(desk)).toEqual([]);
    await desk.database.close();
    await trial.drop();
  });

  async function newFlight(flight: Omit<TestFlight, 'number'>): Promise<string> {
    flights += 1;
    await addFlight(desk, { number: String(flights), ...flight });
    return String(flights);
  }
  const buy = (numbers: readonly string[], fareClass?: string) =>
    createBooking(
      desk,
      {
        flights: numbers.map((number) => ({ ref: flightRef(number), fareClass })),
        passengers: ['BUYER/A MR'],
        pay: PAID,
      },
      {},
    );
  const adjust = (number: string, changes: Omit<AdjustFlightInput, 'ref'>) =>
    adjustFlight(desk, { ref: flightRef(number), ...changes }, {});

  it('give every booking its new times, those that were made meanwhile as well', async () => {
    const tally = new Tally();
    for (let round = 0; round < 4; round += 1) {
      const [there, back] = [await newFlight({ economyRows: 6 }), await newFlight({ economyRows: 6 })];
      const known = [];
      for (let index = 0; index < 6; index += 1) known.push(await buy(index % 2 === 0 ? [there, back] : [back]));
      const [first, second, third] = known.map((booking) => booking.recordLocator) as [string, string, string];
      const race = await allAtOnce<{ recordLocator?: string }>([
        ...Array.from({ length: 8 }, (_, index) => () => buy(index % 2 === 0 ? [there, back] : [back, there])),
        () => adjust(there, { departs: '2026-12-01T12:00', arrives: '2026-12-01T15:00' }).then(() => ({})),
        () => adjust(back, { departs: '2026-12-01T14:00', arrives: '2026-12-01T17:00' }).then(() => ({})),
        () => cancelBooking(desk, { recordLocator: first }, {}),
        () => modifyBooking(desk, { recordLocator: second, seats: ['25F'] }, {}),
        () => cancelBooking(desk, { recordLocator: third }, {}),
      ]);
      tally.add(race);
      // A buyer may start to look for a seat at the one that is asked for by name.
      const fair = new Set(['done', 'WRONG_STATE', 'SEAT_TAKEN']);
      expect(Object.keys(race.counts).filter((code) => !fair.has(code))).toEqual([]);
      expect(race.counts.SEAT_TAKEN ?? 0).toBeLessThanOrEqual(1);
      const departures = { [there]: '2026-12-01T12:00:00Z', [back]: '2026-12-01T14:00:00Z' };
      const locators = [...known, ...race.done].flatMap(({ recordLocator }) => recordLocator ?? []);
      for (const locator of new Set(locators)) {
        const { status, segments } = await showBooking(desk, locator);
        if (status !== 'confirmed') continue;
        const live = segments.filter((segment) => segment.status === 'HK' || segment.status === 'TK');
        for (const segment of live) {
          expect(segment.departsAt).toBe(departures[segment.flight.slice(2, segment.flight.indexOf('/'))]);
          expect(segment.seats).toHaveLength(1);
        }
      }
    }
    tally.print(`${backend.dialect}: two schedule changes among buyers`);
  });

  it('keep every buyer on board through a change of aircraft', async () => {
    const tally = new Tally();
    for (let round = 0; round < 4; round += 1) {
      const number = await newFlight({ economyRows: 12 });
      for (let index = 0; index < 5; index += 1) await buy([number]);
      const race = await allAtOnce<unknown>([
        ...Array.from({ length: 10 }, () => () => buy([number])),
        () => adjust(number, { equipment: round % 2 === 0 ? 'CRJ-200' : 'A320' }),
        ...Array.from({ length: 10 }, () => () => buy([number])),
      ]);
      tally.add(race);
      expect(race.counts).toEqual({ done: 21 });
      const { cabins } = await showFlight(desk.session, flightRef(number), NOW);
      expect(cabins.reduce((sum, cabin) => sum + cabin.sold, 0)).toBe(25);
    }
    tally.print(`${backend.dialect}: a change of aircraft among buyers`);
  });

  it('sell no more of a class than the limit that they are given meanwhile', async () => {
    for (let round = 0; round < 6; round += 1) {
      const number = await newFlight({ economyRows: 6 });
      await addFares(desk, Number(number), [{ fareClass: 'Q', baseMinor: 5_000 }]);
      const buyers = Array.from({ length: 14 }, () => () => buy([number], 'Q'));
      const limit = () => adjust(number, { limits: [{ fareClass: 'Q', limit: 5 }] });
      const race = await allAtOnce<unknown>([...buyers.slice(0, 3), limit, ...buyers.slice(3)]);
      const { SOLD_OUT = 0 } = race.counts;
      const sold = race.done.length - 1;
      // Who bought before the limit came may be beyond it; nobody is who came after.
      expect(SOLD_OUT).toBe(14 - sold);
      await expect(buy([number], 'Q')).rejects.toMatchObject({ code: 'SOLD_OUT' });
    }
  });

  it('are adjusted by one after the other', async () => {
    const number = await newFlight({ economyRows: 2 });
    const seats = ['20A', '20B', '20C', '20D', '20E', '20F', '21A', '21B'];
    const race = await allAtOnce(seats.map((seat) => () => adjust(number, { block: [seat] })));
    expect(race.counts).toEqual({ done: 8 });
    expect(race.done.map(({ version }) => version).sort()).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
  });
});

onPostgres('a seller who waits for an adjustment', (backend) => {
  it('sells by the limits and at the price that it brought', async () => {
    const trial = await backend.create();
    const desk = await openTestDesk(trial, { maxConnections: 4 });
    await addFlight(desk, { number: '1', economyRows: 2 });
    await addFares(desk, 1, [{ fareClass: 'Q', baseMinor: 5_000 }]);
    let buyers: Promise<PromiseSettledResult<{ total: { amountMinor: number } }>[]> | undefined;
    await desk.database.transaction(async (tx) => {
      await lockFlight(tx, flightRef('1'));
      const wanted = { ref: flightRef('1'), fareClass: 'Q' };
      const input = { flights: [wanted], passengers: ['BUYER/A MR'], seats: [] };
      buyers = Promise.allSettled([1, 2].map(() => createBooking(desk, input, {})));
      await sleep(200);
      await tx.composed((db) => db.updateTable('flight').set({ version: 2 }).where('id', '=', 1));
      await tx.composed((db) =>
        db
          .updateTable('fare')
          .set({ base_minor: 7_000, nest_level: 2, booking_limit: 1 })
          .where('fare_class', '=', 'Q'),
      );
      await tx.composed((db) =>
        db
          .updateTable('seat')
          .set({ nest_level: 2 })
          .where('ordinal', '=', 20 * 16),
      );
    });
    const results = (await buyers) ?? [];
    const sold = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value.total.amountMinor] : []));
    expect(sold).toEqual([8_000]);
    await desk.database.close();
    await trial.drop();
  });
});
