import { afterAll, beforeAll, expect, it } from 'vitest';
import { lockBooking } from '../../src/booking/booking-repository.js';
import { type CreateBookingInput, createBooking } from '../../src/booking/create-booking.js';
import { finishChange } from '../../src/booking/finish-change.js';
import { repriceBooking } from '../../src/booking/reprice.js';
import { showBooking } from '../../src/booking/show-booking.js';
import { takePayment } from '../../src/booking/take-payment.js';
import type { Desk } from '../../src/desk.js';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/kernel/instant.js';
import { deskAt } from '../concurrency/desk-at.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { addFlight, flightRef, NOW, openTestDesk, violationsOf } from '../support/desk.js';

const source = { gateway: 'sandbox', source: 'tok_ok' };

onEveryBackend('the price of a hold', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;
  let flights = 0;

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial);
  });

  afterAll(async () => {
    expect(await violationsOf(deskAt(desk, NOW + DAY_MS))).toEqual([]);
    await desk.database.close();
    await trial.drop();
  });

  /** Held at 110.00 each, and dearer by 20.00 from then on. */
  async function holdBeforeRise(terms: Partial<CreateBookingInput>) {
    flights += 1;
    const number = String(flights);
    await addFlight(desk, { number });
    const order = { flights: [{ ref: flightRef(number) }], passengers: ['ONE/A MR', 'BABY/B (INF)'], ...terms };
    const held = await createBooking(desk, order, {});
    await desk.session.composed((db) =>
      db.updateTable('fare').set({ base_minor: 12_000 }).where('flight_id', '=', Number(number)),
    );
    return held;
  }
  const pay = (at: number, recordLocator: string, amount?: string) =>
    takePayment(deskAt(desk, at), { recordLocator, source, amount }, {});
  const reprice = (at: number, recordLocator: string) =>
    deskAt(desk, at).runner.write({ command: 'booking modify', input: {} }, async (work) => {
      const before = await lockBooking(work.tx, recordLocator);
      return finishChange(work, before, [await repriceBooking(work, before)]);
    });

  it('stands up to the deadline, unless it is said otherwise', async () => {
    const { recordLocator } = await holdBeforeRise({ holdMs: HOUR_MS });
    expect(await pay(NOW + 59 * MINUTE_MS, recordLocator)).toMatchObject({ status: 'confirmed' });
  });

  it('is that of the day in the grace after it, once the customer has accepted it', async () => {
    const { recordLocator, payBy, holdExpiresAt } = await holdBeforeRise({ holdMs: HOUR_MS, graceMs: HOUR_MS });
    expect(Date.parse(holdExpiresAt ?? '') - Date.parse(payBy ?? '')).toBe(HOUR_MS);
    const inGrace = NOW + 90 * MINUTE_MS;
    const refused = { oldMinor: 12_000, nowMinor: 14_200, currency: 'USD', flights: ['XX2/2026-12-01'] };
    await expect(pay(inGrace, recordLocator)).rejects.toMatchObject({ code: 'PRICE_CHANGED', details: refused });
    const { change, after } = await reprice(inGrace, recordLocator);
    expect(change).toMatchObject({ fareDifference: { amountMinor: 2_200 }, owed: { amountMinor: 14_200 } });
    expect(after.booking.price_until).toBeLessThanOrEqual(Date.parse(holdExpiresAt ?? ''));
    expect(await pay(inGrace + MINUTE_MS, recordLocator)).toMatchObject({
      status: 'confirmed',
      paid: { amountMinor: 14_200 },
      balance: { amountMinor: 0 },
    });
    await expect(reprice(inGrace, recordLocator)).rejects.toMatchObject({ code: 'REFUSED_BY_RULE' });
  });

  it('may stand for less or for longer than the space', async () => {
    const short = await holdBeforeRise({ holdMs: HOUR_MS, priceMs: 10 * MINUTE_MS });
    await expect(pay(NOW + 20 * MINUTE_MS, short.recordLocator)).rejects.toMatchObject({ code: 'PRICE_CHANGED' });
    const long = await holdBeforeRise({ holdMs: HOUR_MS, graceMs: HOUR_MS, priceMs: DAY_MS });
    expect(await pay(NOW + 90 * MINUTE_MS, long.recordLocator)).toMatchObject({ status: 'confirmed' });
  });

  it('is compared at every part of a payment, and nobody asks where the fares are the same', async () => {
    const { recordLocator } = await holdBeforeRise({ holdMs: HOUR_MS, graceMs: HOUR_MS });
    await pay(NOW, recordLocator, '60.00');
    const inGrace = NOW + 90 * MINUTE_MS;
    await expect(pay(inGrace, recordLocator)).rejects.toMatchObject({ code: 'PRICE_CHANGED' });
    await reprice(inGrace, recordLocator);
    const { change } = await reprice(inGrace, recordLocator);
    expect(change).toMatchObject({ fareDifference: { amountMinor: 0 }, owed: { amountMinor: 8_200 } });
    expect(await pay(NOW + 119 * MINUTE_MS, recordLocator)).toMatchObject({ status: 'confirmed' });
  });

  it('keeps its space past a deadline that only queues it', async () => {
    const { recordLocator, holdExpiresAt } = await holdBeforeRise({ holdMs: HOUR_MS, timeLimit: 'queue' });
    expect(holdExpiresAt).toBe('2026-12-01T10:00:00Z');
    const nextDay = NOW + DAY_MS;
    expect(await showBooking(deskAt(desk, nextDay), recordLocator)).toMatchObject({ status: 'held' });
    await expect(pay(nextDay, recordLocator)).rejects.toMatchObject({ code: 'PRICE_CHANGED' });
    await reprice(nextDay, recordLocator);
    expect(await pay(nextDay, recordLocator)).toMatchObject({ status: 'confirmed' });
  });
});
