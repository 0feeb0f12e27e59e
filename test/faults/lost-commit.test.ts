import { afterAll, beforeAll, expect, it } from 'vitest';
import { cancelBooking } from '../../src/booking/cancel-booking.js';
import { type CreateBookingInput, createBooking } from '../../src/booking/create-booking.js';
import { issueRefund } from '../../src/booking/issue-refund.js';
import { modifyBooking } from '../../src/booking/modify-booking.js';
import { reconcilePayments } from '../../src/booking/reconcile-payments.js';
import type { Desk } from '../../src/desk.js';
import { isOpsdeskError } from '../../src/kernel/errors.js';
import { takenAtGateway } from '../concurrency/taken-at-gateway.js';
import { onPostgres, type TrialDatabase } from '../support/backends.js';
import { addFlight, flightRef, openTestDesk, violationsOf } from '../support/desk.js';
import { type Cut, CuttingProxy } from './cutting-proxy.js';

const CUTS: readonly Cut[] = ['before-commit', 'after-commit', 'commit-comes-late'];
const card = { gateway: 'sandbox', source: 'tok_ok' };

onPostgres('a connection lost during COMMIT', (backend) => {
  let trial: TrialDatabase;
  let proxy: CuttingProxy;
  let desk: Desk;
  let customers = 0;

  beforeAll(async () => {
    trial = await backend.create();
    proxy = await CuttingProxy.start(trial.url);
    desk = await openTestDesk({ ...trial, url: proxy.url });
    await addFlight(desk, { number: '1', economyRows: 30 });
  });

  afterAll(async () => {
    expect(await violationsOf(desk)).toEqual([]);
    await desk.database.close();
    await proxy.stop();
    await trial.drop();
  });

  function newInput(): CreateBookingInput {
    customers += 1;
    return { flights: [{ ref: flightRef('1') }], passengers: ['LOST/A MR'], email: `lost-${customers}@example.com` };
  }
  const locatorsOf = async (email: string | undefined) =>
    (
      await desk.session.composed((db) =>
        db
          .selectFrom('booking')
          .select('record_locator')
          .where('contact_email', '=', email ?? ''),
      )
    ).map((row) => row.record_locator);

  it.each(CUTS)('makes one booking, and answers with that one (%s)', async (cut) => {
    const input = newInput();
    proxy.cutAt(1, cut);
    const cutsBefore = proxy.count;
    const booking = await createBooking(desk, input, {});
    expect(proxy.count).toBe(cutsBefore + 1);
    await proxy.untilServerIsDone();
    expect(await locatorsOf(input.email)).toEqual([booking.recordLocator]);
    const entries = await desk.session.composed((db) =>
      db.selectFrom('audit_entry').select('id').where('entity_id', '=', booking.recordLocator),
    );
    expect(entries).toHaveLength(1);
  });

  // Three transactions: the reserve, the gateway's own record, and the outcome.
  const moments = ([1, 2, 3] as const).flatMap((commit) => CUTS.map((cut) => ({ commit, cut })));
  it.each(moments)(
    'takes the money once when COMMIT $commit of a paid booking is lost ($cut)',
    async ({ commit, cut }) => {
      const input = newInput();
      proxy.cutAt(commit, cut);
      const cutsBefore = proxy.count;
      await createBooking(desk, { ...input, pay: card }, {}).catch((error: unknown) => {
        // The gateway was cut off from its caller: nobody knows yet what it did.
        if (commit !== 2 || !isOpsdeskError(error, 'PAYMENT_UNKNOWN')) throw error;
      });
      expect(proxy.count).toBe(cutsBefore + 1);
      await proxy.untilServerIsDone();
      await reconcilePayments(desk, {});
      const [locator, ...others] = await locatorsOf(input.email);
      expect(others).toEqual([]);
      expect(await takenAtGateway(desk, locator ?? '')).toEqual({ charges: 1, chargedMinor: 11_000, refundedMinor: 0 });
      expect(await violationsOf(desk)).toEqual([]);
      expect((await reconcilePayments(desk, {})).checked).toBe(0);
    },
  );

  it.each(moments)(
    'gives the money back once when COMMIT $commit of a refund is lost ($cut)',
    async ({ commit, cut }) => {
      const { recordLocator } = await createBooking(desk, { ...newInput(), pay: card }, {});
      proxy.cutAt(commit, cut);
      await issueRefund(desk, { recordLocator, amount: '40.00' }, {});
      await proxy.untilServerIsDone();
      await reconcilePayments(desk, {});
      expect(await takenAtGateway(desk, recordLocator)).toEqual({
        charges: 1,
        chargedMinor: 11_000,
        refundedMinor: 4_000,
      });
      expect(await violationsOf(desk)).toEqual([]);
    },
  );

  it.each(CUTS)('changes and cancels once (%s)', async (cut) => {
    const { recordLocator } = await createBooking(desk, newInput(), {});
    proxy.cutAt(1, cut);
    expect(await modifyBooking(desk, { recordLocator, remark: 'late' }, {})).toMatchObject({
      version: 2,
      remark: 'late',
    });
    proxy.cutAt(1, cut);
    expect(await cancelBooking(desk, { recordLocator }, {})).toMatchObject({ version: 3, status: 'cancelled' });
  });

  it.each(CUTS)('gives one answer under one idempotency key (%s)', async (cut) => {
    const input = { ...newInput(), pay: card };
    const options = { idempotencyKey: `lost-${CUTS.indexOf(cut)}` };
    proxy.cutAt(3, cut);
    const first = await createBooking(desk, input, options);
    expect(await createBooking(desk, input, options)).toEqual(first);
    expect(await locatorsOf(input.email)).toEqual([first.recordLocator]);
    expect((await takenAtGateway(desk, first.recordLocator)).charges).toBe(1);
  });
});
