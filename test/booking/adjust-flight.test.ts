import { afterAll, beforeAll, expect, it } from 'vitest';
import { type AdjustFlightInput, adjustFlight } from '../../src/booking/adjust-flight.js';
import { cancelBooking } from '../../src/booking/cancel-booking.js';
import { createBooking } from '../../src/booking/create-booking.js';
import { showBooking } from '../../src/booking/show-booking.js';
import type { Desk } from '../../src/desk.js';
import { showFlight, showSeats } from '../../src/inventory/show-flight.js';
import type { WriteOptions } from '../../src/runtime/request.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { addFlight, flightRef, NOW, openTestDesk, type TestFlight, violationsOf } from '../support/desk.js';
import { addFares } from '../support/fares.js';

const PAID = { gateway: 'sandbox', source: 'tok_ok' };

onEveryBackend('adjusting a flight', (backend) => {
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

  async function newFlight(flight: Omit<TestFlight, 'number'> = {}): Promise<string> {
    flights += 1;
    await addFlight(desk, { number: String(flights), ...flight });
    return String(flights);
  }
  const adjust = (number: string, changes: Omit<AdjustFlightInput, 'ref'>, options: WriteOptions = {}) =>
    adjustFlight(desk, { ref: flightRef(number), ...changes }, options);
  const sell = (number: string, fareClass?: string, passengers = ['ONE/A MR'], seats: string[] = []) =>
    createBooking(desk, { flights: [{ ref: flightRef(number), fareClass }], passengers, seats, pay: PAID }, {});
  const show = (number: string) => showFlight(desk.session, flightRef(number), NOW);
  const cabinOf = async (number: string, cabin: string) =>
    (await show(number)).cabins.find((each) => each.cabin === cabin);

  it('blocks seats and puts them back, but not those that are taken', async () => {
    const number = await newFlight();
    await sell(number, 'Y', ['ONE/A MR'], ['20C']);
    const blocked = await adjust(number, { block: ['20a', '20B'] }, { reason: 'broken recline' });
    expect(blocked).toMatchObject({ version: 2, available: 3 });
    await expect(adjust(number, { block: ['20D', '20C'] })).rejects.toMatchObject({ code: 'SEAT_TAKEN' });
    await expect(adjust(number, { block: ['20A'] })).rejects.toMatchObject({ code: 'WRONG_STATE' });
    await expect(adjust(number, { unblock: ['20D'] })).rejects.toMatchObject({ code: 'WRONG_STATE' });
    await expect(adjust(number, { block: ['33A'] })).rejects.toMatchObject({ code: 'SEAT_NOT_FOUND' });
    expect(await adjust(number, { unblock: ['20B'] })).toMatchObject({ version: 3, available: 4 });
    const { seats } = await showSeats(desk.session, flightRef(number), NOW);
    expect(seats.map((seat) => seat.status).join(' ')).toBe('blocked open sold open open open');
  });

  it('adds overbooking slots, sells them, and removes only what nobody has', async () => {
    const number = await newFlight();
    await adjust(number, { authorised: [{ cabin: 'Y', units: 8 }] });
    for (let index = 0; index < 7; index += 1) await sell(number);
    expect(await cabinOf(number, 'Y')).toMatchObject({ capacity: 6, authorised: 8, sold: 7, available: 1 });
    await expect(adjust(number, { authorised: [{ cabin: 'Y', units: 6 }] })).rejects.toMatchObject({
      code: 'REFUSED_BY_RULE',
      details: { least: 7 },
    });
    await adjust(number, { authorised: [{ cabin: 'Y', units: 7 }] });
    expect(await cabinOf(number, 'Y')).toMatchObject({ authorised: 7, available: 0 });
    await expect(adjust(number, { authorised: [{ cabin: 'C', units: 7 }] })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
  });

  it('limits a class by what it and those below it have sold', async () => {
    const number = await newFlight({ economyRows: 2 });
    await addFares(desk, Number(number), [
      { fareClass: 'M', baseMinor: 8_000 },
      { fareClass: 'Q', baseMinor: 5_000 },
    ]);
    for (let index = 0; index < 4; index += 1) await sell(number, 'M');
    await adjust(number, { limits: [{ fareClass: 'M', limit: 6 }] });
    const parties = (count: number) => Array.from({ length: count }, (_, index) => `P${'ABCDEFGH'[index]}/X MR`);
    await expect(sell(number, 'M', parties(3))).rejects.toMatchObject({ code: 'SOLD_OUT' });
    await expect(sell(number, 'Q', parties(3))).rejects.toMatchObject({ code: 'SOLD_OUT' });
    await sell(number, 'Q', parties(2));
    await expect(sell(number, 'M')).rejects.toMatchObject({ code: 'SOLD_OUT' });
    await expect(sell(number, 'Q')).rejects.toMatchObject({ code: 'SOLD_OUT' });
    await sell(number, 'Y', parties(4));
    // A limit is lifted, and what is left is anybody's.
    const lifted = await adjust(number, { limits: [{ fareClass: 'M', limit: null }] });
    expect(lifted.fares.find((fare) => fare.fareClass === 'M')?.bookingLimit).toBeNull();
    await sell(number, 'Q', parties(2));
  });

  it('says what a limit cannot do, and gives the class up what comes back beyond it', async () => {
    const number = await newFlight({ economyRows: 2 });
    await addFares(desk, Number(number), [
      { fareClass: 'M', baseMinor: 8_000 },
      { fareClass: 'Q', baseMinor: 5_000 },
    ]);
    const sold = [await sell(number, 'Q'), await sell(number, 'Q'), await sell(number, 'Q')];
    const limited = await adjust(number, {
      limits: [
        { fareClass: 'M', limit: 4 },
        { fareClass: 'Q', limit: 2 },
      ],
    });
    expect(limited.notes).toEqual([
      'Class Q and those below it have 3 units taken, 1 beyond the limit of 2: they keep them, and no more are sold.',
    ]);
    await sell(number, 'M');
    await expect(sell(number, 'M')).rejects.toMatchObject({ code: 'SOLD_OUT' });
    for (const booking of sold) await cancelBooking(desk, { recordLocator: booking.recordLocator }, {});
    await sell(number, 'Q');
    await sell(number, 'Q');
    await expect(sell(number, 'Q')).rejects.toMatchObject({ code: 'SOLD_OUT' });
    expect((await adjust(number, { limits: [{ fareClass: 'Q', limit: 9 }] })).notes).toEqual([
      'Class Q gets no more than 4, the limit of class M.',
    ]);
  });

  it('changes prices and rules of a class for what is sold from now on', async () => {
    const number = await newFlight();
    const old = await sell(number);
    const adjusted = await adjust(number, {
      prices: [{ fareClass: 'Y', base: '150.00', tax: '12.50' }],
      rules: [
        { fareClass: 'Y', rule: 'advance-purchase', value: '3' },
        { fareClass: 'Y', rule: 'change-fee', value: '40' },
        { fareClass: 'Y', rule: 'refundable', value: 'no' },
      ],
    });
    expect(adjusted.fares[0]).toMatchObject({
      price: { amountMinor: 16_250, currency: 'USD' },
      advancePurchaseDays: 3,
      changeFee: { amountMinor: 4_000, currency: 'USD' },
      isRefundable: false,
    });
    expect((await sell(number)).total.amountMinor).toBe(16_250);
    expect((await showBooking(desk, old.recordLocator)).total.amountMinor).toBe(11_000);
    const rule = (name: string, value: string) => adjust(number, { rules: [{ fareClass: 'Y', rule: name, value }] });
    await expect(rule('constructor', '1')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(rule('min-stay', '-1')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(adjust(number, { prices: [{ fareClass: 'Z', base: '1' }] })).rejects.toMatchObject({
      code: 'FARE_CLASS_NOT_FOUND',
    });
  });

  it('leaves an entry with what was and what is, and nothing of a dry run', async () => {
    const number = await newFlight();
    const changes = { block: ['20F'], authorised: [{ cabin: 'Y', units: 7 }] };
    expect(await adjust(number, changes, { isDryRun: true })).toMatchObject({ version: 2, available: 6 });
    expect(await show(number)).toMatchObject({ version: 1, available: 6 });
    await adjust(number, changes, { reason: 'storm' });
    const entries = await desk.session.composed((db) =>
      db
        .selectFrom('audit_entry')
        .select(['action', 'reason', 'before_state', 'after_state'])
        .where('entity_id', '=', `XX${number}/2026-12-01`),
    );
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({ action: 'flight.adjusted', reason: 'storm' });
    const [before, after] = [entries[0]?.before_state, entries[0]?.after_state].map((text) => JSON.parse(text ?? ''));
    expect([before.version, before.blocked, before.cabins.Y.authorised]).toEqual([1, [], 6]);
    expect([after.version, after.blocked, after.cabins.Y.authorised]).toEqual([2, ['20F'], 7]);
  });

  it('refuses a stale version, what has departed, and what changes nothing', async () => {
    const number = await newFlight();
    await expect(adjust(number, { ifVersion: 2, block: ['20A'] })).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
    await expect(adjust(number, {})).rejects.toMatchObject({ code: 'WRONG_STATE' });
    const same = { limits: [{ fareClass: 'Y', limit: null }] };
    await expect(adjust(number, same)).rejects.toMatchObject({ code: 'WRONG_STATE' });
    const gone = await newFlight({ departsAt: NOW - 1_000 });
    const ref = { ...flightRef(gone), departureDate: '2026-11-01' };
    await expect(adjustFlight(desk, { ref, block: ['20A'] }, {})).rejects.toMatchObject({ code: 'WRONG_STATE' });
    await expect(adjustFlight(desk, { ref: flightRef('999'), block: ['1A'] }, {})).rejects.toMatchObject({
      code: 'FLIGHT_NOT_FOUND',
    });
  });
});
