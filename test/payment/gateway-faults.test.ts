import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
import { isOpsdeskError } from '../../src/kernel/errors.js';
import { DAY_MS, HOUR_MS } from '../../src/kernel/instant.js';
import { pagePayments } from '../../src/payment/show-payment.js';
import { Random } from '../../src/seeding/random.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { addFlight, flightRef, testSettings, violationsOf } from '../support/desk.js';
import type { CallKind, Fault } from '../support/gateways/stub-server.js';
import { type RemoteTrial, remoteTrials } from '../support/gateways/trials.js';

const isLong = process.env.OPSDESK_TORTURE === '1';
/** Of each gateway, on each back end. */
const RUNS = isLong ? 250 : 12;
const FAULTS: readonly [Fault, ...Fault[]] = [
  'lost-before',
  'lost-after',
  'failed-before',
  'failed-after',
  'rate-limited',
  'busy',
  'malformed',
  'twice',
];
/** Longer than any gateway keeps a key, and than any search is behind. */
const LONG_AFTER_MS = 50 * DAY_MS;
const SEED = 6_001;

describe.each(Object.entries(remoteTrials))('%s, whatever goes wrong between it and the desk,', (_name, openTrial) => {
  onEveryBackend('', (backend) => {
    let trial: TrialDatabase;
    let desk: Desk;
    let remote: RemoteTrial;
    let cleanUp = async () => {};

    beforeAll(async () => {
      trial = await backend.create();
      remote = await openTrial();
      desk = await openDesk(testSettings(trial, { gateways: remote.settings }));
      await addFlight(desk, { number: '1', economyRows: Math.ceil((RUNS + 60) / 6) });
      cleanUp = async () => {
        await desk.database.close();
        await trial.drop();
        await remote.stub.stop();
      };
    });
    afterAll(() => cleanUp());

    const calm = () => {
      remote.stub.faultOf = () => undefined;
    };
    /** The desk as it is so much later, by the clocks of both sides. */
    const later = (aheadMs: number): Desk => {
      remote.stub.aheadMs = aheadMs;
      return { ...desk, clock: { now: () => desk.clock.now(), real: () => Date.now() + aheadMs } };
    };
    const order = (pays = remote.sources.pays) => ({
      flights: [{ ref: flightRef('1') }],
      passengers: ['SMITH/JOHN MR'],
      pay: { gateway: remote.name, source: pays },
    });
    const befall = (kind: CallKind, faults: readonly Fault[]) => {
      const left = [...faults];
      remote.stub.faultOf = (call) => (call.kind === kind ? left.shift() : undefined);
    };
    /** What the desk believes that it took and gave back. */
    const believed = async () => {
      const payments = await desk.session.composed((db) =>
        db
          .selectFrom('payment')
          .select(['gateway_key', 'captured_minor as amount_minor'])
          .where('status', 'in', ['captured', 'part_refunded', 'refunded']),
      );
      const parts = await desk.session.composed((db) =>
        db.selectFrom('refund_part').select(['gateway_key', 'amount_minor']).where('status', '=', 'succeeded'),
      );
      const held = await desk.session.composed((db) =>
        db.selectFrom('payment').select(['gateway_key', 'amount_minor']).where('status', '=', 'authorised'),
      );
      const list = (rows: typeof payments) => rows.map((row) => [row.gateway_key, row.amount_minor] as const).sort();
      return { charges: list(payments), refunds: list(parts), held: list(held) };
    };
    const expectAgreement = async () => {
      const { charges, refunds, held } = remote.effects();
      const sorted = (list: typeof held) => [...list].sort();
      expect(await believed()).toEqual({ charges: sorted(charges), refunds: sorted(refunds), held: sorted(held) });
    };
    const attempt = async (work: () => Promise<unknown>) => {
      try {
        await work();
      } catch (error) {
        const isExpected = (
          [
            'PAYMENT_UNKNOWN',
            'PAYMENT_DECLINED',
            'REFUND_UNKNOWN',
            'NOTHING_DUE',
            'NOTHING_OWED',
            'WRONG_STATE',
            'REFUND_EXCEEDS_CAPTURED',
            'PAYMENT_EXCEEDS_BALANCE',
            'GATEWAY_UNAVAILABLE',
          ] as const
        ).some((code) => isOpsdeskError(error, code));
        if (!isExpected) throw error;
      }
    };

    it('takes a lost answer for unknown, and finds it by the same key', async () => {
      for (const fault of FAULTS.filter((each) => each !== 'twice')) {
        befall('charge', [fault, fault]);
        const before = remote.effects().charges.length;
        await attempt(() => createBooking(desk, order(), { idempotencyKey: `pay-${fault}` }));
        calm();
        const result = await reconcilePayments(desk, {});
        expect(result.stillOpen, fault).toBe(0);
        const booking = await createBooking(desk, order(), { idempotencyKey: `pay-${fault}` });
        expect(booking.status, fault).toBe('confirmed');
        expect(remote.effects().charges.length, fault).toBe(before + 1);
        await expectAgreement();
      }
    });

    it.each([
      ['authorise', 'authorised'],
      ['capture', 'captured'],
      ['void', 'voided'],
    ] as const)('finds what became of a lost %s at once, and does not do it twice', async (kind, status) => {
      for (const fault of FAULTS) {
        const { recordLocator } = await createBooking(desk, { ...order(), pay: undefined }, {});
        const source = { gateway: remote.name, source: remote.sources.pays };
        if (kind === 'authorise') befall(kind, [fault, fault]);
        await attempt(() => authorisePayment(desk, { recordLocator, source }, {}));
        if (kind !== 'authorise') {
          befall(kind, [fault, fault]);
          await attempt(() => endAuthorisation(desk, { reference: recordLocator, ending: kind }, {}));
        }
        calm();
        expect((await reconcilePayments(desk, {})).stillOpen, fault).toBe(0);
        const { items } = await pagePayments(desk.session, { recordLocator, limit: 9 });
        expect(items, fault).toMatchObject([{ status }]);
        await expectAgreement();
        if (kind === 'authorise') await endAuthorisation(desk, { reference: recordLocator, ending: 'void' }, {});
      }
    });

    it('asks for nothing under a key that the gateway has forgotten, and finds what was done', async () => {
      remote.stub.searchLagMs = 30 * 60_000;
      befall('charge', ['lost-after', 'lost-after']);
      await attempt(() => createBooking(desk, order(), {}));
      befall('charge', ['lost-before', 'lost-before']);
      await attempt(() => createBooking(desk, order(), {}));
      calm();
      const asked = remote.stub.posts.length;
      const { charges } = remote.effects();
      const result = await reconcilePayments(later(LONG_AFTER_MS), {});
      remote.stub.aheadMs = 0;
      remote.stub.searchLagMs = 0;
      expect(result.items.map(({ status }) => status)).toEqual(['captured', 'needs_review']);
      expect(remote.stub.posts.length).toBe(asked);
      expect(remote.effects().charges).toEqual(charges);
      await expectAgreement();
    });

    it('does not take a miss for proof while the search may be behind', async () => {
      befall('charge', ['lost-before', 'lost-before']);
      await attempt(() => createBooking(desk, order(), {}));
      calm();
      const gateway = await desk.gatewayOf(remote.name);
      const soonAfter = gateway.keyRetentionMs('charge') + HOUR_MS / 2;
      const asked = remote.stub.posts.length;
      const early = await reconcilePayments(later(soonAfter), {});
      expect(early).toMatchObject({ stillOpen: 1, items: [{ status: 'unknown' }] });
      const late = await reconcilePayments(later(soonAfter + gateway.lookUpLagMs + 2 * HOUR_MS), {});
      expect(late).toMatchObject({ stillOpen: 0, items: [{ status: 'needs_review' }] });
      expect(remote.stub.posts.length).toBe(asked);
      remote.stub.aheadMs = 0;
    });

    it('believes no more by web hooks than what was done, in whatever order they come, and however often', async () => {
      for (const fault of FAULTS) {
        befall('charge', [fault, fault]);
        await attempt(() => createBooking(desk, order(), {}));
        calm();
        const refunded = await createBooking(desk, order(), {});
        befall('refund', [fault, fault]);
        await attempt(() => issueRefund(desk, { recordLocator: refunded.recordLocator, amount: '15.00' }, {}));
        befall('verify', [fault]);
        // Nobody may be there to say whether the first is genuine, and it comes again.
        const words = remote.words().slice(0, 3);
        for (const word of [...words, ...words.toReversed()]) await attempt(() => hearGateway(desk, word, {}));
        calm();
        expect((await reconcilePayments(desk, {})).stillOpen, fault).toBe(0);
        await expectAgreement();
        const parked = await desk.session.composed((db) =>
          db.selectFrom('gateway_event').selectAll().where('status', '=', 'parked'),
        );
        expect(parked, fault).toEqual([]);
      }
    });

    it(`charges and gives back once, and forgets nothing, in ${RUNS} seeded runs`, { timeout: 600_000 }, async () => {
      for (let run = 0; run < RUNS; run += 1) {
        const random = new Random(SEED + run);
        remote.stub.faultOf = ({ kind }) =>
          kind !== 'token' && random.below(100) < 45 ? random.pick(FAULTS) : undefined;
        remote.stub.searchLagMs = random.pick([0, 0, 60_000, 40 * 60_000]);
        const idempotencyKey = `run-${run}`;
        const orderOf = () => (isSetAside ? { ...order(), pay: undefined } : order(source));
        const isSetAside = random.below(3) === 0;
        const source = random.below(6) === 0 ? remote.sources.declines : remote.sources.pays;
        for (let tries = random.between(1, 3); tries > 0; tries -= 1) {
          await attempt(() => createBooking(desk, orderOf(), { idempotencyKey }));
        }
        const made = await createBooking(desk, orderOf(), { idempotencyKey }).catch(() => undefined);
        const { recordLocator } = made ?? (await newestBooking());
        const pay = { recordLocator, source: { gateway: remote.name, source: remote.sources.pays } };
        if (isSetAside) await setAside(random, recordLocator, source);
        if (random.below(3) === 0) await attempt(() => takePayment(desk, { ...pay, amount: '20.00' }, {}));
        if (random.below(2) === 0) await attempt(() => reconcilePayments(desk, {}));
        if (random.below(2) === 0) await attempt(() => issueRefund(desk, { recordLocator, amount: '15.00' }, {}));
        if (random.below(3) === 0) await attempt(() => cancelBooking(desk, { recordLocator }, {}));
        if (random.below(2) === 0) await tellSome(random);
        calm();
        if (random.below(4) === 0) {
          const asked = remote.stub.posts.length;
          const result = await reconcilePayments(later(LONG_AFTER_MS), {});
          expect(result.stillOpen, `run ${run}`).toBe(0);
          // What an operation that was settled now sets off, such as the refund of a late payment, is new.
          const used = new Set(remote.stub.posts.slice(0, asked).map(({ key }) => key));
          const again = remote.stub.posts.slice(asked).filter(({ key }) => used.has(key));
          expect(again, `run ${run}`).toEqual([]);
          remote.stub.aheadMs = 0;
          remote.stub.searchLagMs = 0;
        }
        remote.stub.searchLagMs = 0;
        for (let round = 0; round < 3; round += 1) await reconcilePayments(desk, {});
        // A decline that PayPal answered with a failure, which it keeps, left nothing to be found: certain only in time.
        if ((await reconcilePayments(desk, {})).stillOpen > 0) {
          const asked = remote.stub.posts.length;
          expect((await reconcilePayments(later(LONG_AFTER_MS), {})).stillOpen, `run ${run}`).toBe(0);
          expect(remote.stub.posts.length, `run ${run}`).toBe(asked);
          remote.stub.aheadMs = 0;
        }
        expect((await reconcilePayments(desk, {})).checked, `run ${run}`).toBe(0);
        await expectAgreement();
        expect((await showBooking(desk, recordLocator)).recordLocator).toBe(recordLocator);
      }
      expect(await violationsOf(desk)).toEqual([]);
    });

    /** Some of its web hooks come, and some of them twice. */
    const tellSome = async (random: Random) => {
      for (const word of random.shuffle(remote.words().slice(0, 4))) {
        for (let times = random.between(1, 2); times > 0; times -= 1) {
          await attempt(() => hearGateway(desk, word, {}));
        }
      }
    };

    /** A life of money that is set aside: it is taken, in part or whole, set free, or left to whoever cancels. */
    const setAside = async (random: Random, recordLocator: string, source: string) => {
      const from = { gateway: remote.name, source };
      const amount = random.below(3) === 0 ? '70.00' : undefined;
      for (let tries = random.between(1, 2); tries > 0; tries -= 1) {
        await attempt(() => authorisePayment(desk, { recordLocator, source: from, amount }, {}));
      }
      const ends: readonly [() => Promise<unknown>, ...(() => Promise<unknown>)[]] = [
        () => endAuthorisation(desk, { reference: recordLocator, ending: 'capture' }, {}),
        () => endAuthorisation(desk, { reference: recordLocator, ending: 'capture', amount: '30.00' }, {}),
        () => endAuthorisation(desk, { reference: recordLocator, ending: 'void' }, {}),
        () => reconcilePayments(desk, {}),
      ];
      for (let tries = random.between(0, 3); tries > 0; tries -= 1) await attempt(random.pick(ends));
    };

    const newestBooking = async () => {
      const [row] = await desk.session.composed((db) =>
        db.selectFrom('booking').select('record_locator').orderBy('id', 'desc').limit(1),
      );
      if (!row) throw new Error('there is no booking');
      return { recordLocator: row.record_locator };
    };
  });
});
