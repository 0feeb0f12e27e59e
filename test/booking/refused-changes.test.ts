import { afterAll, beforeAll, expect, it } from 'vitest';
import { createBooking } from '../../src/booking/create-booking.js';
import { issueRefund } from '../../src/booking/issue-refund.js';
import { modifyBooking } from '../../src/booking/modify-booking.js';
import { takePayment } from '../../src/booking/take-payment.js';
import type { Desk } from '../../src/desk.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { addFlight, flightRef, openTestDesk, violationsOf } from '../support/desk.js';

const AFTER_DEPARTURE = Date.parse('2026-12-01T10:00:00Z');

onEveryBackend('a booking refuses', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial);
    await addFlight(desk, { number: '1', economyRows: 2 });
    await addFlight(desk, { number: '2', economyRows: 2 });
  });

  afterAll(async () => {
    expect(await violationsOf(desk)).toEqual([]);
    await desk.database.close();
    await trial.drop();
  });

  const wanted = (number: string, origin?: string) => ({ ref: { ...flightRef(number), origin } });
  const pay = { gateway: 'sandbox', source: 'tok_ok' };

  it('one flight named with its leg and without', async () => {
    const flights = [wanted('1'), wanted('1', 'LHR')];
    await expect(createBooking(desk, { flights, passengers: ['DOE/ANN'] }, {})).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
  });

  it('one seat for two', async () => {
    const input = { flights: [wanted('1')], passengers: ['DOE/ANN', 'DOE/BOB'], seats: ['21A', '21a'] };
    await expect(createBooking(desk, input, {})).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('the fee of a change into what it has already', async () => {
    const { recordLocator } = await createBooking(
      desk,
      { flights: [wanted('1'), wanted('2')], passengers: ['DOE/ANN'], pay },
      {},
    );
    for (const number of ['1', '2']) {
      const change = modifyBooking(desk, { recordLocator, segment: 'S1', flight: wanted(number) }, {});
      await expect(change).rejects.toMatchObject({ code: 'WRONG_STATE' });
    }
  });

  it('another seat on a flight that has left', async () => {
    const { recordLocator } = await createBooking(desk, { flights: [wanted('1')], passengers: ['DOE/ANN'], pay }, {});
    const later = await openTestDesk(trial, { now: AFTER_DEPARTURE });
    await expect(modifyBooking(later, { recordLocator, seats: ['21F'] }, {})).rejects.toMatchObject({
      code: 'REFUSED_BY_RULE',
    });
    await later.database.close();
  });

  it('a second payment or refund when a key is repeated with the newer version', async () => {
    const { recordLocator } = await createBooking(desk, { flights: [wanted('2')], passengers: ['DOE/ANN'] }, {});
    const take = (ifVersion: number) =>
      takePayment(desk, { recordLocator, source: pay, ifVersion }, { idempotencyKey: 'take-once' });
    expect(await take(1)).toEqual(await take(2));
    const refund = (ifVersion: number) =>
      issueRefund(desk, { recordLocator, amount: '5', ifVersion }, { idempotencyKey: 'refund-once' });
    expect(await refund(2)).toEqual(await refund(3));
    await expect(issueRefund(desk, { recordLocator, amount: '500' }, {})).rejects.toMatchObject({
      hint: 'Ask for at most 105.00 USD.',
    });
  });
});
