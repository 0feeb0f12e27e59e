import { afterAll, beforeAll, expect, it } from 'vitest';
import { createBooking } from '../../src/booking/create-booking.js';
import { modifyBooking } from '../../src/booking/modify-booking.js';
import { reconcilePayments } from '../../src/booking/reconcile-payments.js';
import { showBooking } from '../../src/booking/show-booking.js';
import { takePayment } from '../../src/booking/take-payment.js';
import type { Desk } from '../../src/desk.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { addFlight, flightRef, openTestDesk, violationsOf } from '../support/desk.js';

onEveryBackend('a booking paid in parts', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial);
    await addFlight(desk, { number: '1', economyRows: 2, businessRows: 1 });
    await addFlight(desk, { number: '2', economyRows: 2 });
  });

  afterAll(async () => {
    expect(await violationsOf(desk)).toEqual([]);
    await desk.database.close();
    await trial.drop();
  });

  const hold = async (fareClass: string) => {
    const flights = [{ ref: flightRef('1'), fareClass }];
    const input = { flights, passengers: ['SMITH/JOHN MR'], email: 'john@example.com' };
    return (await createBooking(desk, input, {})).recordLocator;
  };
  const pay = (recordLocator: string, source: string, amount?: string) =>
    takePayment(desk, { recordLocator, source: { gateway: 'sandbox', source }, amount }, {});

  it('stays held while the answer to one part is open, and is confirmed when it has come', async () => {
    const locator = await hold('Y');
    await expect(pay(locator, 'tok_timeout', '60.00')).rejects.toMatchObject({ code: 'PAYMENT_UNKNOWN' });
    expect(await pay(locator, 'tok_ok')).toMatchObject({ status: 'held', paid: { amountMinor: 5_000 } });
    await reconcilePayments(desk, {});
    expect(await showBooking(desk, locator)).toMatchObject({ status: 'confirmed', balance: { amountMinor: 0 } });
  });

  it('is confirmed by a change that leaves nothing to pay', async () => {
    const locator = await hold('C');
    expect(await pay(locator, 'tok_ok', '200.00')).toMatchObject({ status: 'held' });
    const changed = await modifyBooking(desk, { recordLocator: locator, flight: { ref: flightRef('2') } }, {});
    expect(changed).toMatchObject({ status: 'confirmed', holdExpiresAt: null, balance: { amountMinor: -9_000 } });
    const templates = await desk.session.composed((db) =>
      db
        .selectFrom('notification as n')
        .innerJoin('booking as b', 'b.id', 'n.booking_id')
        .select('n.template')
        .where('b.record_locator', '=', locator),
    );
    expect(templates).toEqual([{ template: 'confirmation' }]);
  });
});
