import { afterEach, beforeEach, expect, it } from 'vitest';
import { authorisePayment } from '../../src/booking/authorise-payment.js';
import { cancelBooking } from '../../src/booking/cancel-booking.js';
import { createBooking } from '../../src/booking/create-booking.js';
import { endAuthorisation } from '../../src/booking/end-authorisation.js';
import { hearGateway } from '../../src/booking/hear-gateway.js';
import { issueRefund } from '../../src/booking/issue-refund.js';
import { reconcilePayments } from '../../src/booking/reconcile-payments.js';
import { showBooking } from '../../src/booking/show-booking.js';
import { takePayment } from '../../src/booking/take-payment.js';
import { type Desk, openDesk } from '../../src/desk.js';
import { DAY_MS } from '../../src/kernel/instant.js';
import { settleEnding } from '../../src/payment/end-authorisation.js';
import { showPayment } from '../../src/payment/show-payment.js';
import { listQueues } from '../../src/queue/list-queues.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { addFlight, flightRef, testSettings, violationsOf } from '../support/desk.js';
import { type StripeStub, showIntent, webHookOf } from '../support/gateways/stripe-stub.js';
import { stripeTrial } from '../support/gateways/trials.js';

const RACERS = 8;

onEveryBackend('money that is set aside', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;
  let stub: StripeStub;

  beforeEach(async () => {
    trial = await backend.create();
    const remote = await stripeTrial();
    stub = remote.stub;
    desk = await openDesk(testSettings(trial, { gateways: remote.settings }), { maxConnections: RACERS });
    await addFlight(desk, { number: '1' });
  });
  afterEach(async () => {
    expect(await violationsOf(desk)).toEqual([]);
    await desk.database.close();
    await trial.drop();
    await stub.stop();
  });

  const order = { flights: [{ ref: flightRef('1') }], passengers: ['SMITH/JOHN MR'] };
  const book = async () => (await createBooking(desk, order, {})).recordLocator;
  const setAside = (recordLocator: string, source = 'tok_ok', amount?: string) =>
    authorisePayment(desk, { recordLocator, source: { gateway: 'sandbox', source }, amount }, {});
  const setAsideAtStripe = (recordLocator: string) =>
    authorisePayment(desk, { recordLocator, source: { gateway: 'stripe', source: 'pm_card_visa' } }, {});
  const capture = (reference: string, amount?: string) =>
    endAuthorisation(desk, { reference, ending: 'capture', amount }, {});
  const setFree = (reference: string) => endAuthorisation(desk, { reference, ending: 'void' }, {});
  /** The desk as it is so much later, by the clocks of both sides. */
  const later = (aheadMs: number): Desk => {
    stub.aheadMs = aheadMs;
    const clock = { now: () => desk.clock.now() + aheadMs, real: () => Date.now() + aheadMs };
    return { ...desk, clock };
  };

  it('counts as paid for, keeps the seats, and confirms once it is taken', async () => {
    const locator = await book();
    const payment = await setAside(locator);
    expect(payment).toMatchObject({ status: 'authorised', captured: { amountMinor: 0 } });
    expect(Date.parse(payment.authorisedUntil ?? '')).toBeGreaterThan(Date.now() + 6 * DAY_MS);
    expect(await showBooking(desk, locator)).toMatchObject({ status: 'held', paid: { amountMinor: 0 } });
    const pay = { recordLocator: locator, source: { gateway: 'sandbox', source: 'tok_ok' } };
    await expect(takePayment(desk, pay, {})).rejects.toMatchObject({ code: 'NOTHING_DUE' });
    expect(await showBooking(later(2 * DAY_MS), locator)).toMatchObject({ status: 'held' });
    const taken = await capture(locator);
    expect(taken).toMatchObject({
      paymentId: payment.paymentId,
      status: 'captured',
      captured: { amountMinor: 11_000 },
    });
    expect(await showBooking(desk, locator)).toMatchObject({ status: 'confirmed', paid: { amountMinor: 11_000 } });
    expect(await issueRefund(desk, { recordLocator: locator, amount: '10.00' }, {})).toMatchObject({
      status: 'succeeded',
    });
  });

  it('is taken in part, and what is left of it is free: that much is due', async () => {
    const locator = await book();
    await setAside(locator);
    await expect(capture(locator, '110.01')).rejects.toMatchObject({ code: 'PAYMENT_EXCEEDS_BALANCE' });
    expect(await capture(locator, '60.00')).toMatchObject({ status: 'captured', captured: { amountMinor: 6_000 } });
    expect(await showBooking(desk, locator)).toMatchObject({ status: 'held', balance: { amountMinor: 5_000 } });
    await expect(capture(locator)).rejects.toMatchObject({ code: 'WRONG_STATE' });
    await expect(issueRefund(desk, { recordLocator: locator, amount: '60.01' }, {})).rejects.toMatchObject({
      code: 'REFUND_EXCEEDS_CAPTURED',
    });
  });

  it('is set free, and the hold runs out as it would have', async () => {
    const locator = await book();
    const { paymentId } = await setAside(locator);
    expect(await setFree(paymentId)).toMatchObject({ status: 'voided' });
    expect(await showBooking(desk, locator)).toMatchObject({ status: 'held', balance: { amountMinor: 11_000 } });
    await expect(capture(paymentId)).rejects.toMatchObject({ code: 'WRONG_STATE' });
    expect(await showBooking(later(2 * DAY_MS), locator)).toMatchObject({ status: 'expired' });
  });

  it('is taken or set free, and not both, whoever comes first', async () => {
    const locator = await book();
    const { paymentId } = await setAside(locator);
    const asked = Array.from({ length: RACERS }, (_, index) =>
      index % 2 === 0 ? capture(paymentId) : setFree(paymentId),
    );
    const ended = await Promise.allSettled(asked);
    const done = ended.flatMap((each) => (each.status === 'fulfilled' ? [each.value.status] : []));
    expect(done.length).toBeGreaterThan(0);
    expect(new Set(done).size).toBe(1);
    for (const each of ended) {
      if (each.status === 'rejected') expect(['WRONG_STATE', 'PAYMENT_DECLINED']).toContain(each.reason.code);
    }
  });

  it('is set free when its booking is cancelled, and the money that was taken goes back', async () => {
    const locator = await book();
    await takePayment(
      desk,
      { recordLocator: locator, source: { gateway: 'sandbox', source: 'tok_ok' }, amount: '50.00' },
      {},
    );
    const { paymentId } = await setAsideAtStripe(locator);
    const cancelled = await cancelBooking(desk, { recordLocator: locator }, {});
    expect(cancelled).toMatchObject({ status: 'cancelled', balance: { amountMinor: 0 } });
    expect(await showPayment(desk.session, paymentId)).toMatchObject({ status: 'voided' });
    expect(stub.intents).toMatchObject([{ status: 'canceled', received: 0 }]);
  });

  it('whose ending has no answer is settled later, once', async () => {
    const locator = await book();
    await setAside(locator, 'tok_capture_timeout');
    await expect(capture(locator)).rejects.toMatchObject({ code: 'PAYMENT_UNKNOWN' });
    const { items } = await listQueues(desk, { queue: 'payments', limit: 10 });
    expect(items).toMatchObject([{ what: 'nobody knows whether its capture was carried out' }]);
    await expect(setFree(locator)).rejects.toMatchObject({ code: 'WRONG_STATE' });
    await expect(cancelBooking(desk, { recordLocator: locator }, {})).rejects.toMatchObject({ code: 'WRONG_STATE' });
    expect(await reconcilePayments(desk, {})).toMatchObject({ settled: 1, stillOpen: 0 });
    expect(await showBooking(desk, locator)).toMatchObject({ status: 'confirmed', paid: { amountMinor: 11_000 } });
  });

  it('runs out: it is on the queue before, and its booking is held as it was behind that', async () => {
    const locator = await book();
    const { paymentId } = await setAsideAtStripe(locator);
    const almost = later(7 * DAY_MS - 60_000);
    const { items } = await listQueues(almost, { queue: 'payments', limit: 10 });
    expect(items).toMatchObject([
      { item: expect.stringContaining(paymentId), what: 'what is set aside runs out: capture or void it' },
    ]);
    expect(await reconcilePayments(almost, {})).toMatchObject({ checked: 0 });
    expect(await reconcilePayments(later(7 * DAY_MS + 60_000), {})).toMatchObject({
      checked: 1,
      settled: 1,
      stillOpen: 0,
    });
    expect(await showPayment(desk.session, paymentId)).toMatchObject({ status: 'voided', failure: 'automatic' });
    expect(await showBooking(later(7 * DAY_MS + 60_000), locator)).toMatchObject({ status: 'expired' });
    await expect(capture(paymentId)).rejects.toMatchObject({ code: 'WRONG_STATE' });
  });

  it('has run out at the gateway when it is to be taken: that is said, and nothing was taken', async () => {
    const locator = await book();
    const { paymentId } = await setAsideAtStripe(locator);
    stub.aheadMs = 8 * DAY_MS;
    await expect(capture(locator)).rejects.toMatchObject({
      code: 'PAYMENT_DECLINED',
      details: { reason: 'automatic' },
    });
    expect(await showPayment(desk.session, paymentId)).toMatchObject({ status: 'voided' });
    expect(await showBooking(desk, locator)).toMatchObject({
      paid: { amountMinor: 0 },
      balance: { amountMinor: 11_000 },
    });
  });

  it('is taken by somebody in the gateway’s own console: a web hook tells of it, and it counts', async () => {
    const locator = await book();
    await setAsideAtStripe(locator);
    const [intent] = stub.intents;
    if (!intent) throw new Error('nothing is set aside');
    expect(
      await hearGateway(desk, webHookOf('payment_intent.amount_capturable_updated', showIntent(intent)), {}),
    ).toMatchObject({
      status: 'settled',
    });
    expect(await showBooking(desk, locator)).toMatchObject({ status: 'held' });
    intent.status = 'succeeded';
    intent.received = 11_000;
    await hearGateway(desk, webHookOf('payment_intent.succeeded', showIntent(intent)), {});
    expect(await showBooking(desk, locator)).toMatchObject({ status: 'confirmed', paid: { amountMinor: 11_000 } });
  });

  it('of which more was taken than was set aside is left to a person', async () => {
    const locator = await book();
    const { paymentId } = await setAsideAtStripe(locator);
    const [intent] = stub.intents;
    if (!intent) throw new Error('nothing is set aside');
    intent.status = 'succeeded';
    intent.received = 11_001;
    const word = webHookOf('payment_intent.succeeded', showIntent(intent));
    expect(await hearGateway(desk, word, {})).toMatchObject({ status: 'parked' });
    expect(await showPayment(desk.session, paymentId)).toMatchObject({ status: 'authorised' });
    const { items } = await listQueues(desk, { queue: 'payments', limit: 10 });
    expect(items).toMatchObject([{ what: expect.stringContaining('payment_intent.succeeded') }]);
  });

  it('is not ended by the answer to something that was given up since', async () => {
    const { paymentId } = await setAside(await book());
    const stale = { asked: 'end_given_up', kind: 'over', reason: 'voided' } as const;
    const { changed } = await desk.runner.write({ command: 'payment void', input: {} }, (work) =>
      settleEnding(work, paymentId, stale, Date.now()),
    );
    expect(changed).toBe(false);
    expect(await showPayment(desk.session, paymentId)).toMatchObject({ status: 'authorised' });
  });

  it('is declined, or is no card at all', async () => {
    const locator = await book();
    await expect(setAside(locator, 'tok_decline')).rejects.toMatchObject({ code: 'PAYMENT_DECLINED' });
    await expect(setAside(locator, 'tok_timeout')).rejects.toMatchObject({ code: 'PAYMENT_UNKNOWN' });
    expect(await reconcilePayments(desk, {})).toMatchObject({ items: [{ before: 'unknown', status: 'authorised' }] });
    await expect(
      authorisePayment(desk, { recordLocator: locator, source: { gateway: 'voucher', source: 'x' } }, {}),
    ).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(capture(await book())).rejects.toMatchObject({ code: 'WRONG_STATE' });
  });
});
