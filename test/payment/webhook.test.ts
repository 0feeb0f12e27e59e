import { afterEach, beforeEach, expect, it } from 'vitest';
import { createBooking } from '../../src/booking/create-booking.js';
import { type GatewayWord, hearGateway } from '../../src/booking/hear-gateway.js';
import { issueRefund } from '../../src/booking/issue-refund.js';
import { reconcilePayments } from '../../src/booking/reconcile-payments.js';
import { requestPayment } from '../../src/booking/request-payment.js';
import { showBooking } from '../../src/booking/show-booking.js';
import { type Desk, openDesk } from '../../src/desk.js';
import { hasCardNumber } from '../../src/kernel/card-number.js';
import { MINUTE_MS } from '../../src/kernel/instant.js';
import { listQueues } from '../../src/queue/list-queues.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { addFlight, flightRef, testSettings, violationsOf } from '../support/desk.js';
import { type StripeStub, showIntent, showRefund, webHookOf } from '../support/gateways/stripe-stub.js';
import { stripeTrial } from '../support/gateways/trials.js';

const CARD = { gateway: 'stripe', source: 'pm_card_visa' };

onEveryBackend('a web hook', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;
  let stub: StripeStub;

  beforeEach(async () => {
    trial = await backend.create();
    const remote = await stripeTrial();
    stub = remote.stub;
    desk = await openDesk(testSettings(trial, { gateways: remote.settings }), { maxConnections: 12 });
    await addFlight(desk, { number: '1' });
  });
  afterEach(async () => {
    expect(await violationsOf(desk)).toEqual([]);
    await desk.database.close();
    await trial.drop();
    await stub.stop();
  });

  const order = { flights: [{ ref: flightRef('1') }], passengers: ['SMITH/JOHN MR'] };
  const hear = (word: GatewayWord) => hearGateway(desk, word, {});
  const parked = async () => {
    const rows = await desk.session.composed((db) =>
      db.selectFrom('gateway_event').select(['event_id', 'status']).orderBy('event_id'),
    );
    return rows.filter(({ status }) => status === 'parked').length;
  };
  const paidPage = async () => {
    const { recordLocator } = await createBooking(desk, order, {});
    const { url } = await requestPayment(desk, { recordLocator, gateway: 'stripe' }, {});
    stub.payOn(url ?? '');
    const session = stub.sessions.at(-1);
    if (!session) throw new Error('there is no page');
    return { recordLocator, session: stub.showSession(session) };
  };

  it('confirms the booking whose page was paid, once, however often it comes', async () => {
    const { recordLocator, session } = await paidPage();
    const word = webHookOf('checkout.session.completed', session);
    const heard = await Promise.all(Array.from({ length: 12 }, () => hear(word)));
    expect(heard.some(({ status }) => status === 'settled')).toBe(true);
    expect(await hear(word)).toMatchObject({ status: 'repeated' });
    expect(await showBooking(desk, recordLocator)).toMatchObject({
      status: 'confirmed',
      paid: { amountMinor: 11_000 },
    });
    expect(await parked()).toBe(0);
  });

  it('is believed in nothing but where to look', async () => {
    const { recordLocator } = await createBooking(desk, order, {});
    await requestPayment(desk, { recordLocator, gateway: 'stripe' }, {});
    const session = stub.showSession(stub.sessions[0] as (typeof stub.sessions)[number]);
    const lie = { ...session, payment_status: 'paid', status: 'complete', payment_intent: 'pi_never' };
    await hear(webHookOf('checkout.session.completed', lie));
    expect(await showBooking(desk, recordLocator)).toMatchObject({ status: 'held', paid: { amountMinor: 0 } });
  });

  it.each([
    ['forged', { secret: 'whsec_of_somebody_else' }],
    ['stale', { at: Date.now() - 6 * MINUTE_MS }],
  ])('that is %s is refused, and nothing is kept of it', async (_what, wrong) => {
    const { recordLocator, session } = await paidPage();
    await expect(hear(webHookOf('checkout.session.completed', session, wrong))).rejects.toMatchObject({
      code: 'WEBHOOK_REFUSED',
    });
    const genuine = webHookOf('checkout.session.completed', session);
    const changed = { ...genuine, body: genuine.body.replace('"evt_', '"evt_x') };
    await expect(hear(changed)).rejects.toMatchObject({ code: 'WEBHOOK_REFUSED' });
    await expect(hear({ ...genuine, signature: '' })).rejects.toMatchObject({ code: 'WEBHOOK_REFUSED' });
    expect(await desk.session.composed((db) => db.selectFrom('gateway_event').selectAll())).toEqual([]);
    expect(await showBooking(desk, recordLocator)).toMatchObject({ status: 'held' });
  });

  it('settles a payment and a refund whose answers were lost, in either order', async () => {
    stub.faultOf = ({ kind }) => (kind === 'charge' ? 'failed-after' : undefined);
    await expect(createBooking(desk, { ...order, pay: CARD }, {})).rejects.toMatchObject({ code: 'PAYMENT_UNKNOWN' });
    const [intent] = stub.intents;
    if (!intent) throw new Error('nothing was charged');
    expect(await hear(webHookOf('payment_intent.succeeded', showIntent(intent)))).toMatchObject({ status: 'settled' });
    expect(await hear(webHookOf('payment_intent.created', showIntent(intent)))).toMatchObject({ status: 'settled' });
    const [row] = await desk.session.composed((db) => db.selectFrom('booking').select('record_locator'));
    const recordLocator = row?.record_locator ?? '';
    expect(await showBooking(desk, recordLocator)).toMatchObject({ status: 'confirmed' });
    stub.faultOf = ({ kind }) => (kind === 'refund' ? 'failed-after' : undefined);
    const refund = await issueRefund(desk, { recordLocator, amount: '10.00' }, {});
    expect(refund.status).toBe('unknown');
    const [given] = stub.refunds;
    if (!given) throw new Error('nothing was given back');
    const word = webHookOf('refund.updated', showRefund(given));
    expect(await hear(word)).toMatchObject({ status: 'settled', subject: refund.refundId });
    expect(await showBooking(desk, recordLocator)).toMatchObject({ refunded: { amountMinor: 1_000 } });
    expect(stub.refunds).toHaveLength(1);
  });

  it('of what is not known here yet is parked, and settled once it is', async () => {
    const { recordLocator, session } = await paidPage();
    const rename = (key: string) =>
      desk.database.transaction((tx) =>
        tx.composed((db) => db.updateTable('payment_request').set({ gateway_key: key, gateway_reference: key })),
      );
    const [known] = await desk.session.composed((db) => db.selectFrom('payment_request').selectAll());
    await rename('not-yet');
    expect(await hear(webHookOf('checkout.session.completed', session))).toMatchObject({ status: 'parked' });
    await desk.database.transaction((tx) =>
      tx.composed((db) =>
        db.updateTable('payment_request').set({
          gateway_key: known?.gateway_key ?? '',
          gateway_reference: known?.gateway_reference ?? null,
        }),
      ),
    );
    await reconcilePayments(desk, {});
    expect(await parked()).toBe(0);
    expect(await showBooking(desk, recordLocator)).toMatchObject({ status: 'confirmed' });
  });

  it('of a page that cannot be looked at is parked, and settled once it can', async () => {
    const { recordLocator, session } = await paidPage();
    stub.faultOf = ({ kind }) => (kind === 'look-up' ? 'lost-before' : undefined);
    const word = webHookOf('checkout.session.completed', session);
    expect(await hear(word)).toMatchObject({ status: 'parked', subject: null });
    expect(await showBooking(desk, recordLocator)).toMatchObject({ status: 'held' });
    stub.faultOf = () => undefined;
    await reconcilePayments(desk, {});
    expect(await parked()).toBe(0);
    expect(await hear(word)).toMatchObject({ status: 'repeated' });
    expect(await showBooking(desk, recordLocator)).toMatchObject({ status: 'confirmed' });
  });

  it('of money that is in no book of ours stays on the queue', async () => {
    const { recordLocator } = await createBooking(desk, { ...order, pay: CARD }, {});
    const [intent] = stub.intents;
    const byHand = { id: 're_by_hand', intent: intent?.id ?? '', amount: 500, currency: 'usd', key: '', createdAt: 0 };
    const refund = { ...showRefund(byHand), metadata: {} };
    expect(await hear(webHookOf('refund.created', refund))).toMatchObject({ status: 'parked', subject: null });
    await reconcilePayments(desk, {});
    const { items } = await listQueues(desk, { queue: 'payments', limit: 10 });
    expect(items).toMatchObject([{ what: 'stripe tells of money that is not in our books: refund.created' }]);
    expect(await showBooking(desk, recordLocator)).toMatchObject({ refunded: { amountMinor: 0 } });
  });

  it('about no money is not kept', async () => {
    expect(await hear(webHookOf('customer.created', { id: 'cus_1' }))).toMatchObject({ status: 'ignored' });
    expect(await desk.session.composed((db) => db.selectFrom('gateway_event').selectAll())).toEqual([]);
  });

  it('is taken whatever the gateway calls it, though it looks like the number of a card', async () => {
    const { recordLocator, session } = await paidPage();
    const id = 'WH-2WR32451HC4929421-234600821FL454371';
    expect(hasCardNumber(id)).toBe(true);
    expect(await hear(webHookOf('checkout.session.completed', session, { id }))).toMatchObject({ status: 'settled' });
    expect(await showBooking(desk, recordLocator)).toMatchObject({ status: 'confirmed' });
  });

  it('cannot be told from a forged one without a secret', async () => {
    await expect(hear({ gateway: 'sandbox', body: '{}', signature: '' })).rejects.toMatchObject({
      code: 'GATEWAY_NOT_CONFIGURED',
    });
  });
});
