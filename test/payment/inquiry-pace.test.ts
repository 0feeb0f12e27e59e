import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { authorisePayment } from '../../src/booking/authorise-payment.js';
import { createBooking } from '../../src/booking/create-booking.js';
import { endAuthorisation } from '../../src/booking/end-authorisation.js';
import { hearGateway } from '../../src/booking/hear-gateway.js';
import { reconcileDue, reconcilePayments } from '../../src/booking/reconcile-payments.js';
import { requestPayment } from '../../src/booking/request-payment.js';
import { showBooking } from '../../src/booking/show-booking.js';
import { type Desk, openDesk } from '../../src/desk.js';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/kernel/instant.js';
import { nextInquiry } from '../../src/payment/inquiry-pace.js';
import { listQueues } from '../../src/queue/list-queues.js';
import { gatewaySettings } from '../../src/settings/gateway-settings.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { addFlight, flightRef, testSettings, violationsOf } from '../support/desk.js';
import { type StripeStub, webHookOf } from '../support/gateways/stripe-stub.js';
import { stripeTrial } from '../support/gateways/trials.js';

const SECOND_MS = 1_000;
const NEVER = new AbortController().signal;

describe('the rest of what is open at a gateway', () => {
  const restAt = (kind: 'operation' | 'page' | 'word', ageMs: number) => nextInquiry(kind, 0, ageMs) - ageMs;

  it('doubles from a few seconds to some minutes', () => {
    const ages = [0, 4, 8, 16, 300, 86_400].map((seconds) => restAt('operation', seconds * SECOND_MS) / SECOND_MS);
    expect(ages).toEqual([4, 4, 8, 16, 300, 300]);
    expect(restAt('page', 0)).toBe(30 * SECOND_MS);
    expect(restAt('word', 2 * DAY_MS)).toBe(5 * MINUTE_MS);
    expect(restAt('word', 4 * DAY_MS)).toBe(DAY_MS);
  });
});

onEveryBackend('a worker that asks about what is open', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;
  let stub: StripeStub;
  /** What the gateway was asked, by its kind. */
  let asked: string[];
  let start: number | undefined;

  beforeEach(async () => {
    trial = await backend.create();
    const remote = await stripeTrial();
    stub = remote.stub;
    asked = [];
    start = undefined;
    stub.faultOf = ({ kind }) => {
      asked.push(kind);
      return kind === 'charge' ? 'failed-before' : undefined;
    };
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
  const CARD = { gateway: 'stripe', source: 'pm_card_visa' };
  /** So much after it was first asked for, however long the machine takes. */
  const later = (ms: number): Desk => {
    start ??= Date.now();
    const real = start + ms;
    return { ...desk, clock: { now: () => desk.clock.now(), real: () => real } };
  };
  /** How many questions of a kind a round so much later comes to. */
  const askedBy = async (kind: string, round: () => Promise<unknown>) => {
    asked = [];
    await round();
    return asked.filter((each) => each === kind).length;
  };
  const due = (ms: number) => () => reconcileDue(later(ms), NEVER);

  it('lets a payment rest between two times, and longer each time; a person asks at once', async () => {
    await expect(createBooking(desk, { ...order, pay: CARD }, {})).rejects.toMatchObject({ code: 'PAYMENT_UNKNOWN' });
    expect(await askedBy('charge', due(0))).toBe(1);
    expect(await askedBy('charge', due(SECOND_MS))).toBe(0);
    expect(await askedBy('charge', () => reconcilePayments(later(SECOND_MS), {}))).toBe(1);
    expect(await askedBy('charge', due(MINUTE_MS))).toBe(1);
    expect(await askedBy('charge', due(MINUTE_MS + 50 * SECOND_MS))).toBe(0);
    expect(await askedBy('charge', due(3 * MINUTE_MS))).toBe(1);
    stub.faultOf = () => undefined;
    expect(await reconcileDue(later(10 * MINUTE_MS), NEVER)).toMatchObject({ settled: 1, stillOpen: 0 });
  });

  it('shares it with the others', async () => {
    for (let each = 0; each < 3; each += 1) {
      await expect(createBooking(desk, { ...order, pay: CARD }, {})).rejects.toMatchObject({ code: 'PAYMENT_UNKNOWN' });
    }
    const crowd = () => Promise.all(Array.from({ length: 6 }, () => due(MINUTE_MS)()));
    expect(await askedBy('charge', crowd)).toBe(3);
  });

  it('lets a capture rest as long as it has been under way itself', async () => {
    stub.faultOf = ({ kind }) => {
      asked.push(kind);
      return kind === 'capture' ? 'failed-before' : undefined;
    };
    const { recordLocator } = await createBooking(desk, order, {});
    const { paymentId } = await authorisePayment(desk, { recordLocator, source: CARD }, {});
    const capture = endAuthorisation(desk, { reference: paymentId, ending: 'capture' }, {});
    await expect(capture).rejects.toMatchObject({ code: 'PAYMENT_UNKNOWN' });
    expect(await askedBy('capture', due(0))).toBe(1);
    expect(await askedBy('capture', due(SECOND_MS))).toBe(0);
    stub.faultOf = () => undefined;
    expect(await reconcileDue(later(10 * SECOND_MS), NEVER)).toMatchObject({ settled: 1, stillOpen: 0 });
  });

  it('settles the others where one gateway is set up wrongly, and says so', async () => {
    await expect(createBooking(desk, { ...order, pay: CARD }, {})).rejects.toMatchObject({ code: 'PAYMENT_UNKNOWN' });
    const lost = createBooking(desk, { ...order, pay: { gateway: 'sandbox', source: 'tok_timeout' } }, {});
    await expect(lost).rejects.toMatchObject({ code: 'PAYMENT_UNKNOWN' });
    const gateways = gatewaySettings({ OPSDESK_STRIPE_KEY_FILE: '/no/such/file' });
    const other = await openDesk(testSettings(trial, { gateways }));
    await expect(reconcilePayments(other, {})).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await other.database.close();
    const { items } = await reconcilePayments(desk, { isDryRun: true });
    expect(items).toHaveLength(1);
  });

  it('looks at a page every half minute at first', async () => {
    const { recordLocator } = await createBooking(desk, order, {});
    const { url } = await requestPayment(desk, { recordLocator, gateway: 'stripe' }, {});
    expect(await askedBy('look-up', due(20 * SECOND_MS))).toBe(0);
    expect(await askedBy('look-up', due(40 * SECOND_MS))).toBe(1);
    stub.payOn(url ?? '');
    expect(await askedBy('look-up', due(65 * SECOND_MS))).toBe(0);
    expect(await showBooking(desk, recordLocator)).toMatchObject({ status: 'held' });
    expect(await askedBy('look-up', due(2 * MINUTE_MS))).toBe(1);
    expect(await showBooking(desk, recordLocator)).toMatchObject({ status: 'confirmed' });
  });

  it('comes back to a web hook that nobody knows, daily in the end, and it stays on the queue', async () => {
    const { recordLocator } = await createBooking(desk, order, {});
    await requestPayment(desk, { recordLocator, gateway: 'stripe' }, {});
    const [session] = stub.sessions;
    const word = webHookOf('checkout.session.completed', session ? stub.showSession(session) : {});
    // The page cannot be looked at, so that its word stays as it is.
    stub.faultOf = ({ kind }) => {
      asked.push(kind);
      return kind === 'look-up' ? 'failed-before' : undefined;
    };
    await hearGateway(desk, word, {});
    // The page and the word about it.
    expect(await askedBy('look-up', due(5 * DAY_MS))).toBe(2);
    expect(await askedBy('look-up', due(5 * DAY_MS + HOUR_MS))).toBe(1);
    expect(await askedBy('look-up', due(6 * DAY_MS + HOUR_MS))).toBe(2);
    const { items } = await listQueues(desk, { queue: 'payments', limit: 10 });
    expect(items).toMatchObject([{ what: expect.stringContaining('checkout.session.completed') }]);
  });
});
