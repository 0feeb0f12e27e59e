import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createBooking } from '../../src/booking/create-booking.js';
import { hearGateway } from '../../src/booking/hear-gateway.js';
import { issueRefund } from '../../src/booking/issue-refund.js';
import { reconcilePayments } from '../../src/booking/reconcile-payments.js';
import { requestPayment } from '../../src/booking/request-payment.js';
import { showBooking } from '../../src/booking/show-booking.js';
import { type Desk, openDesk } from '../../src/desk.js';
import { hasCardNumber } from '../../src/kernel/card-number.js';
import type { GatewayWord } from '../../src/payment/read-word.js';
import { listQueues } from '../../src/queue/list-queues.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { addFlight, flightRef, testSettings, violationsOf } from '../support/desk.js';
import { type RemoteTrial, remoteTrials } from '../support/gateways/trials.js';

describe.each(Object.entries(remoteTrials))('a web hook of %s', (gateway, openTrial) => {
  onEveryBackend('', (backend) => {
    let trial: TrialDatabase;
    let desk: Desk;
    let remote: RemoteTrial;

    beforeEach(async () => {
      trial = await backend.create();
      remote = await openTrial();
      desk = await openDesk(testSettings(trial, { gateways: remote.settings }), { maxConnections: 12 });
      await addFlight(desk, { number: '1' });
    });
    afterEach(async () => {
      expect(await violationsOf(desk)).toEqual([]);
      await desk.database.close();
      await trial.drop();
      await remote.stub.stop();
    });

    const order = { flights: [{ ref: flightRef('1') }], passengers: ['SMITH/JOHN MR'] };
    const hear = (word: GatewayWord) => hearGateway(desk, word, {});
    const kept = () => desk.session.composed((db) => db.selectFrom('gateway_event').selectAll());
    const parked = async () => (await kept()).filter(({ status }) => status === 'parked').length;
    const openPage = async () => {
      const { recordLocator } = await createBooking(desk, order, {});
      const { url } = await requestPayment(desk, { recordLocator, gateway }, {});
      return { recordLocator, url: url ?? '' };
    };
    const paidPage = async () => {
      const { recordLocator, url } = await openPage();
      expect(remote.payOn(url)).toBe(true);
      return recordLocator;
    };
    const paid = () => ({ ...order, pay: { gateway, source: remote.sources.pays } });
    /** What the desk calls its page. */
    const namePages = (names?: { gateway_key: string; gateway_reference: string | null }) =>
      desk.database.transaction((tx) =>
        tx.composed((db) =>
          db.updateTable('payment_request').set(names ?? { gateway_key: 'not-yet', gateway_reference: 'not-yet' }),
        ),
      );

    it('confirms the booking whose page was paid, once, however often it comes', async () => {
      const recordLocator = await paidPage();
      const word = remote.wordOf('page');
      const heard = await Promise.all(Array.from({ length: 12 }, () => hear(word)));
      expect(heard.some(({ status }) => status === 'settled')).toBe(true);
      expect(await hear(word)).toMatchObject({ status: 'repeated' });
      expect(await showBooking(desk, recordLocator)).toMatchObject({
        status: 'confirmed',
        paid: { amountMinor: 11_000 },
      });
      expect(await parked()).toBe(0);
      expect(remote.effects().charges).toHaveLength(1);
    });

    it('is believed in nothing but where to look', async () => {
      const { recordLocator } = await openPage();
      await hear(remote.wordOf('page'));
      expect(await showBooking(desk, recordLocator)).toMatchObject({ status: 'held', paid: { amountMinor: 0 } });
      expect(remote.effects().charges).toEqual([]);
    });

    it('that is forged, stale or changed is refused, and nothing is kept of it', async () => {
      const recordLocator = await paidPage();
      const refused = async (word: GatewayWord) =>
        expect(hear(word)).rejects.toMatchObject({ code: 'WEBHOOK_REFUSED' });
      await refused(remote.wordOf('page', { isForged: true }));
      await refused(remote.wordOf('page', { isStale: true }));
      const genuine = { ...remote.wordOf('page'), signature: undefined };
      await refused({ ...genuine, body: genuine.body.replace(/"id":"(evt_|WH-)/, '"id":"$1X') });
      for (const header of Object.keys(genuine.headers)) {
        const { [header]: _, ...headers } = genuine.headers;
        await expect(hear({ ...genuine, headers })).rejects.toMatchObject({
          code: 'WEBHOOK_REFUSED',
          message: expect.stringContaining(header),
        });
      }
      expect(await kept()).toEqual([]);
      expect(await showBooking(desk, recordLocator)).toMatchObject({ status: 'held' });
      expect(await hear(genuine)).toMatchObject({ status: 'settled' });
    });

    it('settles a payment and a refund whose answers were lost, in whatever order they come', async () => {
      remote.stub.faultOf = ({ kind }) => (kind === 'charge' ? 'failed-after' : undefined);
      await expect(createBooking(desk, paid(), {})).rejects.toMatchObject({ code: 'PAYMENT_UNKNOWN' });
      expect(await hear(remote.wordOf('charge'))).toMatchObject({ status: 'settled' });
      expect(await hear(remote.wordOf('charge'))).toMatchObject({ status: 'settled' });
      const [row] = await desk.session.composed((db) => db.selectFrom('booking').select('record_locator'));
      const recordLocator = row?.record_locator ?? '';
      expect(await showBooking(desk, recordLocator)).toMatchObject({ status: 'confirmed' });
      remote.stub.faultOf = ({ kind }) => (kind === 'refund' ? 'failed-after' : undefined);
      const refund = await issueRefund(desk, { recordLocator, amount: '10.00' }, {});
      expect(refund.status).toBe('unknown');
      expect(await hear(remote.wordOf('refund'))).toMatchObject({ status: 'settled', subject: refund.refundId });
      expect(await hear(remote.wordOf('charge'))).toMatchObject({ status: 'settled' });
      expect(await showBooking(desk, recordLocator)).toMatchObject({ refunded: { amountMinor: 1_000 } });
      expect(remote.effects().refunds).toHaveLength(1);
    });

    it('of what is not known here yet is parked, and settled once it is', async () => {
      const recordLocator = await paidPage();
      const [known] = await desk.session.composed((db) => db.selectFrom('payment_request').selectAll());
      await namePages();
      expect(await hear(remote.wordOf('page'))).toMatchObject({ status: 'parked' });
      await namePages({
        gateway_key: known?.gateway_key ?? '',
        gateway_reference: known?.gateway_reference ?? null,
      });
      await reconcilePayments(desk, {});
      expect(await parked()).toBe(0);
      expect(await showBooking(desk, recordLocator)).toMatchObject({ status: 'confirmed' });
    });

    it('of a page that cannot be looked at is parked, and settled once it can', async () => {
      const recordLocator = await paidPage();
      remote.stub.faultOf = ({ kind }) => (kind === 'look-up' ? 'lost-before' : undefined);
      const word = remote.wordOf('page');
      expect(await hear(word)).toMatchObject({ status: 'parked', subject: null });
      expect(await showBooking(desk, recordLocator)).toMatchObject({ status: 'held' });
      remote.stub.faultOf = () => undefined;
      await reconcilePayments(desk, {});
      expect(await parked()).toBe(0);
      expect(await hear(word)).toMatchObject({ status: 'repeated' });
      expect(await showBooking(desk, recordLocator)).toMatchObject({ status: 'confirmed' });
    });

    it('of money that is in no book of ours stays on the queue', async () => {
      const { recordLocator } = await createBooking(desk, paid(), {});
      remote.giveBackByHand();
      expect(await hear(remote.wordOf('refund'))).toMatchObject({ status: 'parked', subject: null });
      await reconcilePayments(desk, {});
      const { items } = await listQueues(desk, { queue: 'payments', limit: 10 });
      const what = `${gateway} tells of money that is not in our books: `;
      expect(items).toMatchObject([{ what: expect.stringContaining(what) }]);
      expect(await showBooking(desk, recordLocator)).toMatchObject({ refunded: { amountMinor: 0 } });
    });

    it('about no money is not kept', async () => {
      expect(await hear(remote.wordOf('customer'))).toMatchObject({ status: 'ignored' });
      expect(await kept()).toEqual([]);
    });

    it('is taken whatever the gateway calls it, though it looks like the number of a card', async () => {
      const recordLocator = await paidPage();
      const id = 'WH-2WR32451HC4929421-234600821FL454371';
      expect(hasCardNumber(id)).toBe(true);
      expect(await hear(remote.wordOf('page', { id }))).toMatchObject({ status: 'settled' });
      expect(await showBooking(desk, recordLocator)).toMatchObject({ status: 'confirmed' });
    });

    it('cannot be told from a forged one without what it is signed with', async () => {
      const sandbox = { ...remote.wordOf('customer'), gateway: 'sandbox' };
      await expect(hear(sandbox)).rejects.toMatchObject({
        code: 'GATEWAY_NOT_CONFIGURED',
        hint: 'sandbox sends none.',
      });
    });
  });
});
