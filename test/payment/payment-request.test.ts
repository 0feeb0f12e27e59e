import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cancelBooking } from '../../src/booking/cancel-booking.js';
import { createBooking } from '../../src/booking/create-booking.js';
import { issueRefund } from '../../src/booking/issue-refund.js';
import { reconcilePayments } from '../../src/booking/reconcile-payments.js';
import { requestPayment } from '../../src/booking/request-payment.js';
import { showBooking } from '../../src/booking/show-booking.js';
import { createCustomer } from '../../src/customer/create-customer.js';
import { changeCustomer } from '../../src/customer/update-customer.js';
import { type Desk, openDesk } from '../../src/desk.js';
import { DAY_MS, MINUTE_MS } from '../../src/kernel/instant.js';
import { listNotifications } from '../../src/notification/notification-view.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { addFlight, flightRef, NOW, testSettings, violationsOf } from '../support/desk.js';
import type { PayPalStub } from '../support/gateways/paypal-stub.js';
import type { StripeStub } from '../support/gateways/stripe-stub.js';
import { payPalTrial, stripeTrial } from '../support/gateways/trials.js';

onEveryBackend('a page on which a customer pays', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;
  let stub: StripeStub;
  let deskAt: (now: number) => Promise<Desk>;

  beforeEach(async () => {
    trial = await backend.create();
    const remote = await stripeTrial();
    stub = remote.stub;
    deskAt = (now) => openDesk(testSettings(trial, { gateways: remote.settings, now }), { maxConnections: 8 });
    desk = await deskAt(NOW);
    await addFlight(desk, { number: '1' });
  });
  afterEach(async () => {
    expect(await violationsOf(desk)).toEqual([]);
    await desk.database.close();
    await trial.drop();
    await stub.stop();
  });

  const hold = async (passengers = ['SMITH/JOHN MR']) =>
    (await createBooking(desk, { flights: [{ ref: flightRef('1') }], passengers, email: 'john@example.com' }, {}))
      .recordLocator;
  const ask = (recordLocator: string, more: { amount?: string; idempotencyKey?: string } = {}) =>
    requestPayment(desk, { recordLocator, gateway: 'stripe', amount: more.amount }, more);
  const url = async (locator: string) => (await ask(locator)).url ?? '';
  const taken = () => stub.intents.length;

  it('is sent to them, and confirms the booking once it is paid, however many look', async () => {
    const locator = await hold();
    const page = await ask(locator);
    expect(page).toMatchObject({ recordLocator: locator, amount: { amountMinor: 11_000 }, sent: true });
    expect(stub.sessions[0]).toMatchObject({ amount: 11_000, currency: 'usd', name: `Booking ${locator}` });
    expect((await reconcilePayments(desk, {})).items).toEqual([]);
    expect(stub.payOn(page.url ?? '')).toBe(true);
    await Promise.all(Array.from({ length: 8 }, () => reconcilePayments(desk, {})));
    expect(await showBooking(desk, locator)).toMatchObject({ status: 'confirmed', paid: { amountMinor: 11_000 } });
    expect((await reconcilePayments(desk, {})).items).toEqual([]);
    // It is a payment as any other, and goes back to where it came from.
    const refund = await issueRefund(desk, { recordLocator: locator, amount: '10.00' }, {});
    expect(refund.status).toBe('succeeded');
    expect(stub.refunds).toMatchObject([{ intent: stub.intents[0]?.id, amount: 1_000 }]);
  });

  it('is sent by whatever channel they want it by, and says so where that is none', async () => {
    const { customerId } = await createCustomer(desk.runner, { name: 'Ann Smith' }, {});
    const flights = [{ ref: flightRef('1') }];
    const order = { flights, passengers: ['SMITH/ANN MS'], customerId, phone: '+44 20 7123 4567' };
    const { recordLocator } = await createBooking(desk, order, {});
    const wish = (notify: string) => changeCustomer(desk.runner, { customerId, notify: [notify] }, {});
    expect(await ask(recordLocator)).toMatchObject({ sent: false });
    await wish('payment-request:sms=on');
    expect(await ask(recordLocator)).toMatchObject({ sent: true });
    const { items } = await listNotifications(desk.session, { limit: 10 });
    expect(items.map(({ channel, template }) => ({ channel, template }))).toEqual([
      { channel: 'sms', template: 'payment-request' },
    ]);
    await wish('all:sms=off');
    expect(await ask(recordLocator)).toMatchObject({ sent: true });
    await wish('payment-request:sms=off');
    expect(await ask(recordLocator)).toMatchObject({ sent: false });
  });

  it('is the same page for whoever asks again, by the same key or another', async () => {
    const locator = await hold();
    const pages = await Promise.all([
      ask(locator, { idempotencyKey: 'once' }),
      ask(locator, { idempotencyKey: 'once' }),
      ask(locator),
      ask(locator),
    ]);
    expect(new Set(pages.map((page) => page.url)).size).toBe(1);
    expect(stub.sessions).toHaveLength(1);
    await expect(ask(locator, { amount: '50.00' })).rejects.toMatchObject({ code: 'WRONG_STATE' });
  });

  it('that could not be made has charged nothing, and is made by the same command', async () => {
    const locator = await hold();
    stub.faultOf = ({ kind }) => (kind === 'link' ? 'failed-before' : undefined);
    await expect(ask(locator, { idempotencyKey: 'k' })).rejects.toMatchObject({
      code: 'GATEWAY_UNAVAILABLE',
      details: { reason: 'server_error' },
    });
    stub.faultOf = () => undefined;
    expect((await ask(locator, { idempotencyKey: 'k' })).url).toContain('https://');
    expect(stub.sessions).toHaveLength(1);
  });

  it('ends with its time, and there can be another then', async () => {
    const locator = await hold();
    const first = await url(locator);
    stub.aheadMs = DAY_MS;
    const later: Desk = { ...desk, clock: { now: () => desk.clock.now(), real: () => Date.now() + DAY_MS } };
    expect(stub.payOn(first)).toBe(false);
    const second = await requestPayment(later, { recordLocator: locator, gateway: 'stripe' }, {});
    expect(second.url).not.toBe(first);
    expect(stub.payOn(second.url ?? '')).toBe(true);
    await reconcilePayments(later, {});
    expect(await showBooking(desk, locator)).toMatchObject({ status: 'confirmed' });
    expect(taken()).toBe(1);
  });

  it('that was paid at its last moment is a payment, and not a reason for another page', async () => {
    const locator = await hold();
    expect(stub.payOn(await url(locator))).toBe(true);
    stub.aheadMs = DAY_MS;
    const later: Desk = { ...desk, clock: { now: () => desk.clock.now(), real: () => Date.now() + DAY_MS } };
    await expect(requestPayment(later, { recordLocator: locator, gateway: 'stripe' }, {})).rejects.toMatchObject({
      code: 'NOTHING_DUE',
    });
    expect(stub.sessions).toHaveLength(1);
    expect(await showBooking(desk, locator)).toMatchObject({ status: 'confirmed' });
  });

  it('keeps no hold from running out: what comes too late for its seats goes back', async () => {
    const party = await hold(Array.from({ length: 6 }, (_, at) => `SMITH/JOHN${'ABCDEF'[at]} MR`));
    const page = await url(party);
    const after = await deskAt(NOW + 3 * DAY_MS);
    try {
      const other = { flights: [{ ref: flightRef('1') }], passengers: ['OTHER/ANNA MS'] };
      await createBooking(after, other, {});
      stub.payOn(page);
      await reconcilePayments(after, {});
      expect(await showBooking(after, party)).toMatchObject({ status: 'expired', refunded: { amountMinor: 66_000 } });
      expect(stub.refunds).toMatchObject([{ amount: 66_000 }]);
      expect((await showBooking(after, party)).segments[0]?.seats ?? []).toHaveLength(0);
      expect(await violationsOf(after)).toEqual([]);
    } finally {
      await after.database.close();
    }
  });

  it('confirms a hold that ran out while nobody else wanted its seats', async () => {
    const locator = await hold();
    const page = await url(locator);
    const after = await deskAt(NOW + 3 * DAY_MS);
    try {
      stub.payOn(page);
      await reconcilePayments(after, {});
      expect(await showBooking(after, locator)).toMatchObject({ status: 'confirmed', balance: { amountMinor: 0 } });
    } finally {
      await after.database.close();
    }
  });

  it('of a booking that was cancelled is paid back', async () => {
    const locator = await hold();
    const page = await url(locator);
    await cancelBooking(desk, { recordLocator: locator }, {});
    stub.payOn(page);
    await reconcilePayments(desk, {});
    expect(await showBooking(desk, locator)).toMatchObject({ status: 'cancelled', refunded: { amountMinor: 11_000 } });
  });

  it('is not made in a dry run', async () => {
    const locator = await hold();
    const input = { recordLocator: locator, gateway: 'stripe' };
    expect(await requestPayment(desk, input, { isDryRun: true })).toMatchObject({ url: null, sent: true });
    expect(stub.sessions).toHaveLength(0);
  });

  it('needs a gateway that has such pages', async () => {
    const locator = await hold();
    await expect(requestPayment(desk, { recordLocator: locator, gateway: 'sandbox' }, {})).rejects.toMatchObject({
      code: 'GATEWAY_NOT_CONFIGURED',
    });
  });

  describe('of PayPal, where customers only agree to pay,', () => {
    let payPal: PayPalStub;
    let atPayPal: Desk;

    beforeEach(async () => {
      const remote = await payPalTrial();
      payPal = remote.stub;
      atPayPal = await openDesk(testSettings(trial, { gateways: remote.settings, now: NOW }), { maxConnections: 8 });
    });
    afterEach(async () => {
      await atPayPal.database.close();
      await payPal.stop();
    });
    const approved = async (locator: string) => {
      const page = await requestPayment(atPayPal, { recordLocator: locator, gateway: 'paypal' }, {});
      expect(payPal.approve(page.url ?? '')).toBe(true);
      return page;
    };

    it('takes the money once, however many look and whatever answer is lost', async () => {
      const locator = await hold();
      await approved(locator);
      expect(payPal.captures).toEqual([]);
      payPal.faultOf = ({ kind }) => (kind === 'capture' ? 'lost-after' : undefined);
      await reconcilePayments(atPayPal, {});
      expect(await showBooking(desk, locator)).toMatchObject({ status: 'held' });
      payPal.faultOf = () => undefined;
      await Promise.all(Array.from({ length: 8 }, () => reconcilePayments(atPayPal, {})));
      expect(await showBooking(desk, locator)).toMatchObject({ status: 'confirmed', paid: { amountMinor: 11_000 } });
      expect(payPal.captures).toHaveLength(1);
      await issueRefund(atPayPal, { recordLocator: locator, amount: '10.00' }, {});
      expect(payPal.refunds).toMatchObject([{ captureId: payPal.captures[0]?.id }]);
    });

    it('takes nothing once it has ended, and says so only when nobody can have', async () => {
      const locator = await hold();
      const { expiresAt } = await approved(locator);
      const at = (real: number): Desk => ({
        ...atPayPal,
        clock: { now: () => atPayPal.clock.now(), real: () => real },
      });
      const ended = Date.parse(expiresAt);
      expect((await reconcilePayments(at(ended), {})).items).toEqual([]);
      expect((await reconcilePayments(at(ended + 11 * MINUTE_MS), {})).items).toMatchObject([{ status: 'over' }]);
      expect(payPal.captures).toEqual([]);
      await reconcilePayments(atPayPal, {});
      expect(payPal.captures).toEqual([]);
    });
  });
});
