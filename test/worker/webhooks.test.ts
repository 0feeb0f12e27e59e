import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createBooking } from '../../src/booking/create-booking.js';
import { hearGateway } from '../../src/booking/hear-gateway.js';
import { reconcileDue } from '../../src/booking/reconcile-payments.js';
import { requestPayment } from '../../src/booking/request-payment.js';
import { showBooking } from '../../src/booking/show-booking.js';
import { type Desk, openDesk } from '../../src/desk.js';
import type { GatewayWord } from '../../src/payment/read-word.js';
import { openWebHooks } from '../../src/web-hooks.js';
import type { Listening } from '../../src/worker/listen.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { cli } from '../support/cli.js';
import { addFlight, flightRef, testSettings, violationsOf } from '../support/desk.js';
import { PAYPAL_TEST_CREDENTIALS } from '../support/gateways/paypal-stub.js';
import { STRIPE_TEST_KEY } from '../support/gateways/stripe-stub.js';
import { type RemoteTrial, remoteTrials } from '../support/gateways/trials.js';
import { SeverableLine } from '../support/severable-line.js';
import { comes, StartedWorker } from '../support/started-worker.js';

/** Of keys, secrets and signatures. */
const SECRET = new RegExp(`${STRIPE_TEST_KEY}|whsec|v1=|${PAYPAL_TEST_CREDENTIALS.secret}|Bearer`);

describe.each(Object.entries(remoteTrials))('web hooks of %s', (gateway, openTrial) => {
  onEveryBackend('that a worker takes', (backend) => {
    let trial: TrialDatabase;
    let desk: Desk;
    let remote: RemoteTrial;
    let hooks: Listening;
    /** What was told of each. */
    let told: string[];
    let logged: object[];

    beforeEach(async () => {
      trial = await backend.create();
      remote = await openTrial();
      desk = await openDesk(testSettings(trial, { gateways: remote.settings }), { maxConnections: 12 });
      await addFlight(desk, { number: '1' });
      hooks = await listen(desk);
    });
    afterEach(async () => {
      await hooks.close();
      expect(await violationsOf(desk)).toEqual([]);
      await desk.database.close();
      await trial.drop();
      await remote.stub.stop();
    });

    const listen = (at: Desk) => {
      told = [];
      logged = [];
      return openWebHooks(at, {
        port: 0,
        log: (level, event, fields) => logged.push({ level, event, ...fields }),
        onHeard: (gateway, outcome) => told.push(`${gateway} ${outcome}`),
      });
    };
    const post = async ({ body, headers: signed }: GatewayWord, port = hooks.port) => {
      const headers = { 'content-type': 'application/json', ...signed };
      return (await fetch(`http://127.0.0.1:${port}/webhooks/${gateway}`, { method: 'POST', headers, body })).status;
    };
    const order = { flights: [{ ref: flightRef('1') }], passengers: ['SMITH/JOHN MR'] };
    const paidPage = async () => {
      const { recordLocator } = await createBooking(desk, order, {});
      const { url } = await requestPayment(desk, { recordLocator, gateway }, {});
      expect(remote.payOn(url ?? '')).toBe(true);
      return { recordLocator, word: remote.wordOf('page') };
    };
    const events = () =>
      desk.session.composed((db) => db.selectFrom('gateway_event').select(['event_id', 'status']).orderBy('event_id'));
    const statusOf = async (locator: string) => (await showBooking(desk, locator)).status;

    it('are kept before they are answered, and settled behind that, once however often they come', async () => {
      const { recordLocator, word } = await paidPage();
      let letGo = () => {};
      const isHeld = new Promise<void>((resolve) => {
        letGo = resolve;
      });
      const slow: Desk = { ...desk, gatewayOf: heldBack(desk, isHeld) };
      const held = await listen(slow);
      expect(await post(word, held.port)).toBe(200);
      expect([await events(), await statusOf(recordLocator)]).toMatchObject([[{ status: 'parked' }], 'held']);
      expect(told).toEqual([]);
      const closed = held.close();
      letGo();
      await closed;
      // What was in hand is done when the worker has ended.
      expect([await events(), await statusOf(recordLocator)]).toMatchObject([[{ status: 'done' }], 'confirmed']);
      expect(told).toEqual([`${gateway} settled`]);
      expect(await post(word)).toBe(200);
      expect(told).toEqual([`${gateway} settled`, `${gateway} repeated`]);
    });

    it('that come twice at once count once', async () => {
      const { recordLocator, word } = await paidPage();
      expect(await Promise.all(Array.from({ length: 8 }, () => post(word)))).toEqual(Array(8).fill(200));
      await hooks.close();
      expect(await showBooking(desk, recordLocator)).toMatchObject({
        status: 'confirmed',
        paid: { amountMinor: 11_000 },
      });
      expect(told).toHaveLength(8);
      expect(new Set(told).size).toBeLessThanOrEqual(2);
      expect(await events()).toMatchObject([{ status: 'done' }]);
    });

    it('are refused when they are forged, stale or changed, too large or not for us, and nothing is kept', async () => {
      const { word } = await paidPage();
      expect(await post(remote.wordOf('page', { isForged: true }))).toBe(400);
      expect(await post(remote.wordOf('page', { isStale: true }))).toBe(400);
      expect(await post({ ...word, body: word.body.replace(/"id":"(evt_|WH-)/, '"id":"$1X') })).toBe(400);
      expect(await post({ ...word, headers: {} })).toBe(400);
      expect(await post({ ...word, body: `${word.body}${' '.repeat(1024 * 1024)}` })).toBe(413);
      const other = gateway === 'stripe' ? 'paypal' : 'stripe';
      const elsewhere = async (path: string, method = 'POST') =>
        (await fetch(`http://127.0.0.1:${hooks.port}${path}`, { method })).status;
      expect(
        await Promise.all([`/webhooks/${other}`, '/webhooks/', '/', '/healthz'].map((each) => elsewhere(each))),
      ).toEqual([404, 404, 404, 404]);
      expect(await elsewhere(`/webhooks/${gateway}`, 'GET')).toBe(404);
      expect(told).toEqual([...Array(4).fill(`${gateway} refused`), `${gateway} too_large`]);
      expect(await events()).toEqual([]);
      expect(await post(remote.wordOf('customer'))).toBe(200);
      expect(told.at(-1)).toBe(`${gateway} ignored`);
      expect(JSON.stringify(logged)).not.toMatch(SECRET);
    });

    it('that come before what they are about is committed are settled by whoever reconciles', async () => {
      const { recordLocator, word } = await paidPage();
      const key = (value: string) =>
        desk.database.transaction((tx) =>
          tx.composed((db) => db.updateTable('payment_request').set({ gateway_key: value })),
        );
      const [page] = await desk.session.composed((db) => db.selectFrom('payment_request').selectAll());
      await key('not-yet');
      expect(await post(word)).toBe(200);
      await hooks.close();
      expect(told).toEqual([`${gateway} parked`]);
      await key(page?.gateway_key ?? '');
      const later: Desk = {
        ...desk,
        clock: { now: () => desk.clock.now(), real: () => desk.clock.real() + 10_000 },
      };
      await reconcileDue(later, new AbortController().signal);
      expect([await events(), await statusOf(recordLocator)]).toMatchObject([[{ status: 'done' }], 'confirmed']);
    });

    it('are sent again when the database is away', async () => {
      const { recordLocator, word } = await paidPage();
      const away = await takenAway(trial, desk, remote);
      hooks = await listen(away.desk);
      away.take();
      expect(await post(word)).toBe(503);
      expect(told).toEqual([`${gateway} unavailable`]);
      await away.giveBack();
      expect(await events()).toEqual([]);
      expect(await post(word)).toBe(200);
      await hooks.close();
      expect(await statusOf(recordLocator)).toBe('confirmed');
      await away.end();
    });

    // Stripe's signature is checked here, and nobody is asked.
    it.runIf(gateway === 'paypal')('are sent again while their gateway does not say whether it sent them', async () => {
      const { recordLocator, word } = await paidPage();
      remote.stub.faultOf = ({ kind }) => (kind === 'verify' ? 'failed-before' : undefined);
      expect(await post(word)).toBe(503);
      expect([told, await events()]).toEqual([[`${gateway} unavailable`], []]);
      expect(JSON.stringify(logged)).toContain('server_error');
      expect(JSON.stringify(logged)).not.toMatch(SECRET);
      remote.stub.faultOf = () => undefined;
      expect(await post(word)).toBe(200);
      await hooks.close();
      expect(await statusOf(recordLocator)).toBe('confirmed');
    });

    it('are counted and logged by the program', async () => {
      const { recordLocator, word } = await paidPage();
      const worker = new StartedWorker(trial, ['--webhook-port', '0', '--metrics-port', '0'], { env: remote.env });
      const { port } = await worker.until('web hooks heard');
      expect(await post(word, Number(port))).toBe(200);
      expect(await post(remote.wordOf('page', { isForged: true }), Number(port))).toBe(400);
      await comes('a booking that is confirmed', async () => (await statusOf(recordLocator)) === 'confirmed');
      await worker.until('web hook', 2);
      const outcomes = worker.logged('web hook').map(({ gateway, outcome }) => `${gateway} ${outcome}`);
      expect(outcomes.toSorted()).toEqual([`${gateway} refused`, `${gateway} settled`]);
      const health = (await worker.until('health served')).port;
      const page = await (await fetch(`http://127.0.0.1:${health}/metrics`)).text();
      expect(page).toContain(`opsdesk_webhooks_total{gateway="${gateway}",outcome="settled"} 1`);
      expect(page).toContain(`opsdesk_webhooks_total{gateway="${gateway}",outcome="refused"} 1`);
      expect((await worker.stop()).exitCode).toBe(0);
      expect(`${worker.stderr}${page}`).not.toMatch(SECRET);
    });

    it('cannot be taken where nobody can tell them from forged ones', async () => {
      const secrets = ['OPSDESK_STRIPE_WEBHOOK_SECRET', 'OPSDESK_PAYPAL_WEBHOOK_ID'];
      const env = { ...remote.env, ...Object.fromEntries(secrets.map((name) => [name, ''])) };
      const { exitCode, stderr } = await cli(trial, ['worker', 'run', '--webhook-port', '0'], { env });
      expect(exitCode).toBe(2);
      for (const name of secrets) expect(stderr).toContain(name);
    });

    it('are the same to the command', async () => {
      const { word } = await paidPage();
      expect(await post(word)).toBe(200);
      await hooks.close();
      expect(await hearGateway(desk, word, {})).toMatchObject({ status: 'repeated' });
    });
  });
});

/** Gateways whose pages can only be looked at from then on. */
function heldBack(desk: Desk, then: Promise<void>): Desk['gatewayOf'] {
  return async (name) => {
    const gateway = await desk.gatewayOf(name);
    const { links } = gateway;
    if (!links) return gateway;
    const read: typeof links.read = async (...page) => {
      await then;
      return links.read(...page);
    };
    return Object.assign(Object.create(gateway) as typeof gateway, { links: { ...links, read } });
  };
}

/** A desk whose database can be taken from it: its line is cut, or another process keeps writing. */
async function takenAway(trial: TrialDatabase, desk: Desk, { settings: gateways }: RemoteTrial) {
  if (trial.dialect === 'sqlite') {
    const other = await openDesk(testSettings(trial, { gateways }), { busyTimeoutMs: 1 });
    let giveBack = () => {};
    let writing: Promise<unknown> = Promise.resolve();
    return {
      desk: other,
      take: () => {
        const isOver = new Promise<void>((resolve) => {
          giveBack = resolve;
        });
        writing = desk.database.transaction(() => isOver);
      },
      giveBack: async () => {
        giveBack();
        await writing;
      },
      end: () => other.database.close(),
    };
  }
  const line = await SeverableLine.lay(trial.url);
  const other = await openDesk(testSettings({ ...trial, url: line.url }, { gateways }));
  return {
    desk: other,
    take: () => line.sever(),
    giveBack: async () => line.mend(),
    end: async () => {
      await other.database.close();
      line.remove();
    },
  };
}
