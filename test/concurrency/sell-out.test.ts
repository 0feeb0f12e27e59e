import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cancelBooking } from '../../src/booking/cancel-booking.js';
import { type CreateBookingInput, createBooking } from '../../src/booking/create-booking.js';
import { holdBooking } from '../../src/booking/hold-booking.js';
import { modifyBooking } from '../../src/booking/modify-booking.js';
import { takePayment } from '../../src/booking/take-payment.js';
import type { Desk } from '../../src/desk.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { addFlight, flightRef, NOW, openTestDesk, type TestFlight, violationsOf } from '../support/desk.js';
import { deskAt } from './desk-at.js';
import { allAtOnce, crowd, Tally } from './outcomes.js';

onEveryBackend('selling the last seats', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;
  let flights = 0;

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial, { maxConnections: 10 });
  });

  afterAll(async () => {
    expect(await violationsOf(desk)).toEqual([]);
    await desk.database.close();
    await trial.drop();
  });

  /** A flight of its own for each race, so that none sees what another left. */
  async function newFlight(flight: Omit<TestFlight, 'number'>): Promise<string> {
    flights += 1;
    await addFlight(desk, { number: String(flights), ...flight });
    return String(flights);
  }
  const lastSeat = () => newFlight({ economyRows: 1, missing: 5 });
  const input = (numbers: readonly string[], more: Partial<CreateBookingInput> = {}): CreateBookingInput => ({
    flights: numbers.map((number) => ({ ref: flightRef(number) })),
    passengers: ['BUYER/A MR'],
    ...more,
  });
  const buy = (number: string, more: Partial<CreateBookingInput> = {}) =>
    createBooking(desk, input([number], more), {});

  async function seatsTaken(number: string): Promise<number> {
    const rows = await desk.session.composed((db) =>
      db.selectFrom('seat').select('ordinal').where('flight_id', '=', Number(number)).where('status', '<>', 'open'),
    );
    return rows.length;
  }

  it('sells the last 10 seats to 10 of 200 buyers', async () => {
    const number = await newFlight({ economyRows: 2, missing: 2 });
    const race = await crowd(200, () => buy(number));
    console.log(`${backend.dialect}: 200 buyers of 10 seats in ${race.ms} ms`);
    expect(race.counts).toEqual({ done: 10, SOLD_OUT: 190 });
    expect(new Set(race.done.map((booking) => booking.segments[0]?.seats[0]?.seat)).size).toBe(10);
    expect(await seatsTaken(number)).toBe(10);
  });

  it('sells the last 10 seats to 10 of 100 who pay at once, and charges nobody else', async () => {
    const number = await newFlight({ economyRows: 2, missing: 2 });
    const pay = { gateway: 'sandbox', source: 'tok_ok' };
    const race = await crowd(100, () => buy(number, { pay }));
    console.log(`${backend.dialect}: 100 paying buyers of 10 seats in ${race.ms} ms`);
    expect(race.counts).toEqual({ done: 10, SOLD_OUT: 90 });
    const charges = await desk.session.composed((db) => db.selectFrom('sandbox_operation').select('gateway_key'));
    expect(charges).toHaveLength(10);
  });

  it('gives one named seat to one of 50', async () => {
    const number = await newFlight({ economyRows: 2 });
    const race = await crowd(50, () => buy(number, { seats: ['20C'] }));
    expect(race.counts).toEqual({ done: 1, SEAT_TAKEN: 49 });
  });

  it('never tells a buyer SOLD_OUT because of dry runs of the last seat', async () => {
    const tally = new Tally();
    for (let round = 0; round < 20; round += 1) {
      const number = await lastSeat();
      const looks = Array.from({ length: 10 }, () => () => createBooking(desk, input([number]), { isDryRun: true }));
      // The buyer stands in another place of the queue each time.
      const race = await allAtOnce([...looks.slice(0, round % 11), () => buy(number), ...looks.slice(round % 11)]);
      tally.add(race);
      expect(await seatsTaken(number)).toBe(1);
    }
    tally.print(`${backend.dialect}: one buyer and ten dry runs`);
  });

  it('lets the buyer wait for dry runs that keep the last seat locked', async () => {
    const number = await lastSeat();
    const longLook = () =>
      desk.runner.write({ command: 'booking create', input: {}, isDryRun: true }, async (work) => {
        const { booking } = await holdBooking(work, input([number]));
        await sleep(40);
        return { recordLocator: booking.record_locator };
      });
    const looks = Array.from({ length: 8 }, () => longLook);
    const race = allAtOnce<{ recordLocator: string }>([...looks, longLook, longLook]);
    await sleep(20);
    const buyers = await crowd(3, () => buy(number));
    expect(buyers.counts).toEqual({ done: 1, SOLD_OUT: 2 });
    // Who looks after the seat was sold is told so, and nobody is told anything else.
    const { done = 0, SOLD_OUT = 0 } = (await race).counts;
    expect(done + SOLD_OUT).toBe(10);
    expect(done).toBeGreaterThan(0);
    expect(await seatsTaken(number)).toBe(1);
  });

  it('gives a seat to its late payer or to a new buyer, never to both', async () => {
    const tally = new Tally();
    const late = deskAt(desk, NOW + 120_000);
    for (let round = 0; round < 20; round += 1) {
      const number = await lastSeat();
      const held = await buy(number, { holdMs: 60_000 });
      // The payer's transaction began before the hold ran out, the buyer's after.
      const pay = () =>
        takePayment(desk, { recordLocator: held.recordLocator, source: { gateway: 'sandbox', source: 'tok_ok' } }, {});
      const claim = () => createBooking(late, input([number]), {});
      const claimLater = () => sleep(round % 4).then(claim);
      const race = await allAtOnce(round % 2 === 0 ? [pay, claimLater] : [claim, pay]);
      tally.add(race);
      expect(race.done).toHaveLength(1);
      expect([
        { done: 1, SOLD_OUT: 1 },
        { done: 1, HOLD_EXPIRED: 1 },
      ]).toContainEqual(race.counts);
      expect(await seatsTaken(number)).toBe(1);
    }
    tally.print(`${backend.dialect}: late payer and new buyer`);
  });

  it('seats one of two parties of two that want the last two seats', async () => {
    const tally = new Tally();
    for (let round = 0; round < 10; round += 1) {
      const number = await newFlight({ economyRows: 1, missing: 4 });
      const party = () => buy(number, { passengers: ['ONE/A MR', 'TWO/B MRS'] });
      const race = await allAtOnce([party, party, party]);
      tally.add(race);
      expect(race.counts).toEqual({ done: 1, SOLD_OUT: 2 });
      expect(await seatsTaken(number)).toBe(2);
    }
    tally.print(`${backend.dialect}: three parties of two, two seats`);
  });

  it('settles those who name the same seats, and the same flights, in opposite order', async () => {
    const tally = new Tally();
    for (let round = 0; round < 10; round += 1) {
      const [there, back] = [
        await newFlight({ economyRows: 1, missing: 4 }),
        await newFlight({ economyRows: 1, missing: 4 }),
      ];
      const passengers = ['ONE/A MR', 'TWO/B MRS'];
      const out = () =>
        createBooking(desk, input([there, back], { passengers, seats: ['20A', '20B', '20B', '20A'] }), {});
      const home = () =>
        createBooking(desk, input([back, there], { passengers, seats: ['20A', '20B', '20B', '20A'] }), {});
      const race = await allAtOnce([out, home, out, home]);
      tally.add(race);
      expect(race.counts).toEqual({ done: 1, SEAT_TAKEN: 3 });
      expect([await seatsTaken(there), await seatsTaken(back)]).toEqual([2, 2]);
    }
    tally.print(`${backend.dialect}: two seats on two flights, in opposite order`);
  });

  it("settles two bookings that want each other's seat, by a retry", async () => {
    for (let round = 0; round < 5; round += 1) {
      const number = await newFlight({ economyRows: 1, missing: 4 });
      const [a, b] = [await buy(number, { seats: ['20A'] }), await buy(number, { seats: ['20B'] })];
      const change = (recordLocator: string, seat: string) => () =>
        modifyBooking(desk, { recordLocator, seats: [seat] }, {});
      const race = await allAtOnce([change(a.recordLocator, '20B'), change(b.recordLocator, '20A')]);
      expect(race.counts).toEqual({ SEAT_TAKEN: 2 });
      expect(await seatsTaken(number)).toBe(2);
    }
  });

  it('gives a seat that was cancelled to one of those who wait for it', async () => {
    for (let round = 0; round < 5; round += 1) {
      const number = await lastSeat();
      const held = await buy(number);
      const [cancelled, buyers] = await Promise.all([
        cancelBooking(desk, { recordLocator: held.recordLocator }, {}),
        crowd(8, () => buy(number)),
      ]);
      expect(cancelled.status).toBe('cancelled');
      expect(buyers.done.length).toBeLessThanOrEqual(1);
      expect(await seatsTaken(number)).toBe(buyers.done.length);
    }
  });
});
