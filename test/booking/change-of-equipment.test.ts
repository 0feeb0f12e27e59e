import { afterAll, beforeAll, expect, it } from 'vitest';
import { adjustFlight } from '../../src/booking/adjust-flight.js';
import { createBooking } from '../../src/booking/create-booking.js';
import { showBooking } from '../../src/booking/show-booking.js';
import type { Desk } from '../../src/desk.js';
import { showFlight, showSeats } from '../../src/inventory/show-flight.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { addFlight, flightRef, NOW, openTestDesk, type TestFlight, violationsOf } from '../support/desk.js';

const PAID = { gateway: 'sandbox', source: 'tok_ok' };
/** Business 1 to 3, economy from row 4 to 30. */
const WIDE = 'A320';
/** One economy cabin of 50 from row 1 to 13, four abreast. */
const NARROW = 'CRJ-200';

onEveryBackend('a change of equipment', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;
  let flights = 0;

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial);
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
  const refit = (number: string, equipment: string) => adjustFlight(desk, { ref: flightRef(number), equipment }, {});
  const party = (size: number) => Array.from({ length: size }, (_, index) => `P${'ABCDEFGH'[index]}/X MR`);
  const sell = (number: string, seats: string[], more: { hold?: boolean; email?: string } = {}) =>
    createBooking(
      desk,
      {
        flights: [{ ref: flightRef(number) }],
        passengers: party(seats.length),
        seats,
        ...(more.hold ? {} : { pay: PAID }),
        ...(more.email ? { email: more.email } : {}),
      },
      {},
    );
  const seatsOf = async (recordLocator: string) =>
    (await showBooking(desk, recordLocator)).segments.flatMap((segment) => segment.seats.map(({ seat }) => seat));

  it('keeps seats that exist, seats parties together, and says who was moved', async () => {
    const number = await newFlight({ economyRows: 12 });
    const stays = await sell(number, ['28A', '28B']);
    const moves = await sell(number, ['31A', '31B', '31C']);
    const result = await refit(number, WIDE);
    expect(await seatsOf(stays.recordLocator)).toEqual(['28A', '28B']);
    expect(await seatsOf(moves.recordLocator)).toEqual(['30A', '30B', '30C']);
    expect(
      result.reseated.map((each) => `${each.recordLocator} ${each.passenger} ${each.seat} ${each.newSeat}`),
    ).toEqual([
      `${moves.recordLocator} P1 31A 30A`,
      `${moves.recordLocator} P2 31B 30B`,
      `${moves.recordLocator} P3 31C 30C`,
    ]);
    expect(result.notes).toEqual(['Cabin C has no fares: nobody can buy it.']);
    expect(result.cabins).toMatchObject([
      { cabin: 'C', capacity: 12, authorised: 12, available: 12 },
      { cabin: 'Y', capacity: 162, authorised: 162, sold: 5, available: 157 },
    ]);
    expect((await showBooking(desk, stays.recordLocator)).version).toBe(stays.version);
    expect((await showBooking(desk, moves.recordLocator)).version).toBe(moves.version + 1);
  });

  it('gives who no longer fits a place without a seat, the last to book first, and holds behind what is paid', async () => {
    const number = await newFlight({ economyRows: 10 });
    const held = await sell(number, ['29E', '29F'], { hold: true });
    const rows = [20, 21, 22, 23, 24, 25, 26, 27];
    const paid = [];
    for (const row of rows)
      paid.push(
        await sell(
          number,
          [...'ABCDEF'].map((letter) => `${row}${letter}`),
        ),
      );
    const last = await sell(number, ['28A', '28B', '28C']);
    const result = await refit(number, NARROW);
    const without = result.reseated.filter((each) => each.newSeat === null);
    expect(new Set(without.map((each) => each.recordLocator))).toEqual(
      new Set([last.recordLocator, held.recordLocator]),
    );
    expect(without).toHaveLength(3);
    expect(result.cabins).toMatchObject([
      { cabin: 'Y', capacity: 50, authorised: 53, sold: 51, held: 2, available: 0 },
    ]);
    const { seats } = await showSeats(desk.session, flightRef(number), NOW);
    expect(seats.filter((seat) => seat.seat === null)).toHaveLength(3);
    // Those whose seats exist no more sit together all the same.
    const given = await seatsOf(paid[0]?.recordLocator ?? '');
    expect(new Set(given.map((seat) => seat?.slice(0, -1))).size).toBeLessThanOrEqual(3);
  });

  it('moves a party whose cabin is gone into the next one', async () => {
    const number = await newFlight({ economyRows: 2, businessRows: 2 });
    const business = await sell(number, ['1A', '1C']);
    const economy = await sell(number, ['20A']);
    const result = await refit(number, NARROW);
    const [segment] = (await showBooking(desk, business.recordLocator)).segments;
    expect(segment).toMatchObject({ fareClass: 'C', cabin: 'Y' });
    expect(result.reseated.find((each) => each.recordLocator === business.recordLocator)).toMatchObject({
      cabin: 'C',
      newCabin: 'Y',
      seat: '1A',
    });
    expect(await seatsOf(economy.recordLocator)).toHaveLength(1);
    expect(result.cabins.find((each) => each.cabin === 'C')).toMatchObject({ capacity: 0, authorised: 0 });
    // And back: the cabin is on sale again.
    const back = await refit(number, WIDE);
    expect(back.cabins.find((each) => each.cabin === 'C')).toMatchObject({ capacity: 12, available: 12 });
  });

  it('keeps blocked seats blocked, and forgets holds that ran out', async () => {
    const number = await newFlight({ economyRows: 12 });
    await adjustFlight(desk, { ref: flightRef(number), block: ['25C', '31F'] }, {});
    await createBooking(
      desk,
      { flights: [{ ref: flightRef(number) }], passengers: party(2), seats: ['24A', '31A'], holdMs: 1 },
      {},
    );
    const { setTimeout: sleep } = await import('node:timers/promises');
    await sleep(5);
    const result = await refit(number, WIDE);
    expect(result.reseated).toEqual([]);
    expect(
      (await showFlight(desk.session, flightRef(number), NOW)).cabins.find(({ cabin }) => cabin === 'Y'),
    ).toMatchObject({
      available: 161,
      held: 0,
    });
  });

  it('tells the customer, and refuses what is no aircraft', async () => {
    const number = await newFlight({ economyRows: 12 });
    const { recordLocator } = await sell(number, ['31A'], { email: 'x@example.com' });
    await refit(number, WIDE);
    const messages = await desk.session.composed((db) =>
      db
        .selectFrom('notification as n')
        .innerJoin('booking as b', 'b.id', 'n.booking_id')
        .select('n.template')
        .where('b.record_locator', '=', recordLocator)
        .orderBy('n.id'),
    );
    expect(messages.map((message) => message.template)).toEqual(['confirmation', 'change']);
    await expect(refit(number, 'ZEPPELIN')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});
