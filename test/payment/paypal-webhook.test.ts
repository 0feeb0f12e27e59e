import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { authorisePayment } from '../../src/booking/authorise-payment.js';
import { createBooking } from '../../src/booking/create-booking.js';
import { hearGateway } from '../../src/booking/hear-gateway.js';
import { requestPayment } from '../../src/booking/request-payment.js';
import { showBooking } from '../../src/booking/show-booking.js';
import { type Desk, openDesk } from '../../src/desk.js';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/kernel/instant.js';
import { PayPalGateway } from '../../src/payment/gateways/paypal.js';
import { type GatewayWord, readWord } from '../../src/payment/read-word.js';
import { pagePayments } from '../../src/payment/show-payment.js';
import { listQueues } from '../../src/queue/list-queues.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { addFlight, flightRef, testSettings, violationsOf } from '../support/desk.js';
import { type PayPalStub, showHeld, showMovement } from '../support/gateways/paypal-stub.js';
import { PAYPAL_WEBHOOK_ID, payPalWordOf } from '../support/gateways/paypal-words.js';
import type { Fault } from '../support/gateways/stub-server.js';
import { payPalTrial } from '../support/gateways/trials.js';

const KIND = 'PAYMENT.CAPTURE.COMPLETED';

describe("PayPal's own word", () => {
  let stub: PayPalStub;
  let gateway: PayPalGateway;
  /** What it was asked, by its kind. */
  let asked: string[];

  beforeEach(async () => {
    const remote = await payPalTrial();
    stub = remote.stub;
    if (!remote.settings.paypal) throw new Error('a PayPal trial has no settings');
    gateway = new PayPalGateway(remote.settings.paypal());
    asked = [];
    befall(() => undefined);
  });
  afterEach(() => stub.stop());

  const befall = (faultOf: (kind: string) => Fault | undefined) => {
    stub.faultOf = ({ kind }) => {
      asked.push(kind);
      return faultOf(kind);
    };
  };
  const read = (word: GatewayWord, real = Date.now()) => readWord(gateway, word, real);
  const refused = (word: GatewayWord) =>
    expect(read(word), word.body).rejects.toMatchObject({ code: 'WEBHOOK_REFUSED' });
  const capture = { id: 'CAP', status: 'COMPLETED', custom_id: 'charge-pay_1' };

  it('is asked for once, about the bytes that came', async () => {
    const word = payPalWordOf(KIND, 'capture', capture);
    expect(await read(word)).toMatchObject({ kind: KIND, gatewayKey: 'charge-pay_1' });
    expect(asked).toEqual(['token', 'verify']);
    expect(await read({ ...word, body: `${word.body}\n` }).catch(({ code }) => code)).toBe('WEBHOOK_REFUSED');
    await refused({ ...word, body: JSON.stringify(JSON.parse(word.body)) });
    await refused(payPalWordOf(KIND, 'capture', capture, { webhookId: '9XL90610J3647323C' }));
  });

  it('is not asked for where it can be told without', async () => {
    const word = payPalWordOf(KIND, 'capture', capture);
    const { body, headers } = word;
    const bodies = ['', '<html>', `[${body}]`, '"WH-1"', 'null', '{}', '{"id":1,"event_type":"x"}', '{"id":"WH-1"}'];
    for (const each of [...bodies, body.slice(0, -1)]) await refused({ ...word, body: each });
    // It would answer for what stands beside it.
    await refused({ ...word, body: `${body},"webhook_id":"${PAYPAL_WEBHOOK_ID}"` });
    const at = (time: string) => ({ ...word, headers: { ...headers, 'paypal-transmission-time': time } });
    const times = [Date.now() - 5 * DAY_MS, Date.now() + HOUR_MS].map((time) => new Date(time).toISOString());
    for (const time of [...times, 'yesterday']) await refused(at(time));
    expect(asked).toEqual([]);
  });

  it('is asked for again with another token, and of what comes for the last time after three days', async () => {
    await read(payPalWordOf(KIND, 'capture', capture));
    stub.revokeTokens();
    const late = payPalWordOf(KIND, 'capture', capture, { at: Date.now() - 3 * DAY_MS - HOUR_MS });
    expect(await read(late)).toMatchObject({ kind: KIND });
    expect(await read(payPalWordOf(KIND, 'capture', capture, { at: Date.now() + MINUTE_MS }))).toMatchObject({});
  });

  it.each(['lost-before', 'lost-after', 'failed-before', 'failed-after', 'rate-limited', 'busy', 'malformed'] as const)(
    'that is %s leaves it open',
    async (fault) => {
      const word = payPalWordOf(KIND, 'capture', capture);
      befall((kind) => (kind === 'verify' ? fault : undefined));
      await expect(read(word)).rejects.toMatchObject({ code: 'GATEWAY_UNAVAILABLE', isRetryable: true });
      befall((kind) => (kind === 'token' ? fault : undefined));
      stub.revokeTokens();
      await expect(read(word)).rejects.toMatchObject({ code: 'GATEWAY_UNAVAILABLE' });
      befall(() => undefined);
      expect(await read(word)).toMatchObject({ kind: KIND });
    },
  );

  const order = { id: 'ORD', purchase_units: [{ custom_id: 'request-prq_1' }] };
  const related = { supplementary_data: { related_ids: { order_id: 'ORD', authorization_id: 'AUT' } } };
  const byHand = { id: 'REF', custom_id: 'charge-pay_1' };
  it.each([
    ['CHECKOUT.ORDER.APPROVED', 'checkout-order', order, 'request-prq_1', ['ORD']],
    ['CHECKOUT.ORDER.COMPLETED', 'checkout-order', order, 'request-prq_1', ['ORD']],
    ['CHECKOUT.PAYMENT-APPROVAL.REVERSED', 'payment-approval', { order_id: 'ORD' }, null, ['ORD']],
    ['PAYMENT.AUTHORIZATION.VOIDED', 'authorization', { id: 'AUT', custom_id: 'x' }, 'x', ['AUT']],
    ['PAYMENT.CAPTURE.PENDING', 'capture', capture, 'charge-pay_1', ['CAP']],
    ['PAYMENT.CAPTURE.DENIED', 'capture', { id: 'CAP', ...related }, null, ['CAP', 'ORD', 'AUT']],
    ['PAYMENT.CAPTURE.REFUNDED', 'refund', { ...byHand, custom_id: 'refund-rfp_1' }, 'refund-rfp_1', ['REF']],
    ['PAYMENT.REFUND.PENDING', 'refund', { ...byHand, custom_id: 'refund-rfp_1' }, 'refund-rfp_1', ['REF']],
    // What went back by another hand is not its payment, though it has its key and is told of as if it were that.
    ['PAYMENT.CAPTURE.REFUNDED', 'refund', { ...byHand, ...related }, null, ['REF']],
    ['PAYMENT.CAPTURE.REVERSED', 'refund', byHand, null, ['REF']],
    ['PAYMENT.CAPTURE.REVERSED', 'capture', { ...capture, ...related }, null, []],
  ])('%s of a %s is about %j', async (kind, type, resource, gatewayKey, references) => {
    const heard = await read(payPalWordOf(kind, type, resource, { id: 'WH-1' }));
    expect(heard).toEqual({ eventId: 'WH-1', kind, isAboutMoney: true, gatewayKey, references });
  });

  it.each(['CUSTOMER.DISPUTE.CREATED', 'BILLING.PLAN.CREATED', 'PAYMENT.PAYOUTSBATCH.SUCCESS'])(
    '%s is about no money of ours',
    async (kind) => {
      const word = payPalWordOf(kind, 'x', null);
      expect(await read(word)).toMatchObject({ isAboutMoney: false, gatewayKey: null, references: [] });
    },
  );
});

onEveryBackend('what PayPal tells', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;
  let stub: PayPalStub;

  beforeEach(async () => {
    trial = await backend.create();
    const remote = await payPalTrial();
    stub = remote.stub;
    desk = await openDesk(testSettings(trial, { gateways: remote.settings }));
    await addFlight(desk, { number: '1' });
  });
  afterEach(async () => {
    expect(await violationsOf(desk)).toEqual([]);
    await desk.database.close();
    await trial.drop();
    await stub.stop();
  });

  const order = { flights: [{ ref: flightRef('1') }], passengers: ['SMITH/JOHN MR'] };
  const PAYPAL = { gateway: 'paypal', source: 'vault-4711' };
  const hear = (kind: string, type: string, resource: object) =>
    hearGateway(desk, payPalWordOf(kind, type, resource), {});
  const held = async () => {
    const { recordLocator } = await createBooking(desk, order, {});
    await authorisePayment(desk, { recordLocator, source: PAYPAL }, {}).catch(() => {});
    const [made] = stub.held;
    if (!made) throw new Error('nothing is set aside');
    return { recordLocator, made };
  };
  const statusOf = async (recordLocator: string) => {
    const { items } = await pagePayments(desk.session, { recordLocator, limit: 9 });
    return [(await showBooking(desk, recordLocator)).status, ...items.map(({ status }) => status)];
  };

  it('of money that it set aside when its answer was lost, and then let go, is taken over', async () => {
    stub.faultOf = ({ kind }) => (kind === 'authorise' ? 'lost-after' : undefined);
    const { recordLocator, made } = await held();
    stub.faultOf = () => undefined;
    expect(await statusOf(recordLocator)).toEqual(['held', 'unknown']);
    const created = payPalWordOf('PAYMENT.AUTHORIZATION.CREATED', 'authorization', showHeld(made));
    expect(await hearGateway(desk, created, {})).toMatchObject({ status: 'settled' });
    expect(await statusOf(recordLocator)).toEqual(['held', 'authorised']);
    made.status = 'VOIDED';
    await hear('PAYMENT.AUTHORIZATION.VOIDED', 'authorization', showHeld(made));
    expect(await statusOf(recordLocator)).toEqual(['held', 'voided']);
    expect(await hearGateway(desk, created, {})).toMatchObject({ status: 'repeated' });
    expect(await hear('PAYMENT.AUTHORIZATION.CREATED', 'authorization', showHeld(made))).toMatchObject({
      status: 'settled',
    });
    expect(await statusOf(recordLocator)).toEqual(['held', 'voided']);
  });

  it.each([
    ['in its own console', undefined],
    ['by another application, which calls it its own,', 'order 7 of a shop'],
  ])('of what was captured %s is found by what was set aside', async (_, custom_id) => {
    const { recordLocator, made } = await held();
    made.status = 'CAPTURED';
    const { amount, orderId } = made;
    const capture = { id: 'BYHAND00000000002', amount, key: '', createdAt: stub.now(), orderId };
    stub.captures.push(capture);
    const related = { supplementary_data: { related_ids: { order_id: orderId, authorization_id: made.id } } };
    expect(await hear(KIND, 'capture', { ...showMovement(capture), custom_id, ...related })).toMatchObject({
      status: 'settled',
    });
    expect(await statusOf(recordLocator)).toEqual(['confirmed', 'captured']);
  });

  it('of money that a bank took back is for a person', async () => {
    const { recordLocator } = await createBooking(desk, { ...order, pay: PAYPAL }, {});
    const [capture] = stub.captures;
    const reversed = capture ? { ...showMovement(capture), status: 'REVERSED' } : {};
    expect(await hear('PAYMENT.CAPTURE.REVERSED', 'capture', reversed)).toMatchObject({ status: 'parked' });
    const { items } = await listQueues(desk, { queue: 'payments', limit: 10 });
    expect(items).toMatchObject([{ what: expect.stringContaining('PAYMENT.CAPTURE.REVERSED') }]);
    expect(await statusOf(recordLocator)).toEqual(['confirmed', 'captured']);
  });

  it('is not half kept while it cannot be asked whether it did', async () => {
    const { recordLocator } = await createBooking(desk, order, {});
    const { url } = await requestPayment(desk, { recordLocator, gateway: 'paypal' }, {});
    stub.approve(url ?? '');
    const [page] = stub.pages;
    const word = payPalWordOf('CHECKOUT.ORDER.APPROVED', 'checkout-order', page ? stub.showPage(page) : {});
    stub.faultOf = ({ kind }) => (kind === 'verify' ? 'failed-before' : undefined);
    await expect(hearGateway(desk, word, {})).rejects.toMatchObject({ code: 'GATEWAY_UNAVAILABLE' });
    for (const table of ['gateway_event', 'gateway_inquiry'] as const) {
      const rows = await desk.session.composed((db) => db.selectFrom(table).selectAll());
      expect(rows.filter((row) => JSON.stringify(row).includes('WH-'))).toEqual([]);
    }
    stub.faultOf = () => undefined;
    expect(await hearGateway(desk, word, {})).toMatchObject({ status: 'settled' });
    expect(await statusOf(recordLocator)).toEqual(['confirmed', 'captured']);
    expect(stub.captures).toHaveLength(1);
  });
});
