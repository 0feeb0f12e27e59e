import { afterAll, beforeAll, expect, it } from 'vitest';
import { cancelBooking } from '../../src/booking/cancel-booking.js';
import { type CreateBookingInput, createBooking } from '../../src/booking/create-booking.js';
import { issueRefund } from '../../src/booking/issue-refund.js';
import { modifyBooking } from '../../src/booking/modify-booking.js';
import { reconcilePayments } from '../../src/booking/reconcile-payments.js';
import { showBooking } from '../../src/booking/show-booking.js';
import { takePayment } from '../../src/booking/take-payment.js';
import type { Desk } from '../../src/desk.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { addFlight, flightRef, openTestDesk, violationsOf } from '../support/desk.js';
import { allAtOnce, crowd, Tally } from './outcomes.js';
import { takenAtGateway } from './taken-at-gateway.js';

const card = (source = 'tok_ok') => ({ gateway: 'sandbox', source });

onEveryBackend('money', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial, { maxConnections: 10 });
    await addFlight(desk, { number: '1', economyRows: 60 });
    await addFlight(desk, { number: '2', economyRows: 60 });
  });

  afterAll(async () => {
    expect(await violationsOf(desk)).toEqual([]);
    await desk.database.close();
    await trial.drop();
  });

  const input = (more: Partial<CreateBookingInput> = {}): CreateBookingInput => ({
    flights: [{ ref: flightRef('1') }],
    passengers: ['PAYER/A MR'],
    ...more,
  });
  const book = (more: Partial<CreateBookingInput> = {}) => createBooking(desk, input(more), {});

  it.each([
    ['a key each', (index: number) => ({ idempotencyKey: `payer-${index}` })],
    ['no key', () => ({})],
  ])('is taken once from 20 who pay for one booking with %s', async (_name, options) => {
    const { recordLocator } = await book();
    const race = await crowd(20, (index) => takePayment(desk, { recordLocator, source: card() }, options(index)));
    expect(race.counts).toEqual({ done: 1, NOTHING_DUE: 19 });
    expect(await showBooking(desk, recordLocator)).toMatchObject({
      status: 'confirmed',
      paid: { amountMinor: 11_000 },
    });
    expect(await takenAtGateway(desk, recordLocator)).toEqual({ charges: 1, chargedMinor: 11_000, refundedMinor: 0 });
  });

  it('is taken up to the total from 20 who pay a third each', async () => {
    const { recordLocator } = await book();
    const race = await crowd(20, () => takePayment(desk, { recordLocator, source: card(), amount: '36.00' }, {}));
    expect(race.counts).toEqual({ done: 3, PAYMENT_EXCEEDS_BALANCE: 17 });
    expect(await takenAtGateway(desk, recordLocator)).toEqual({ charges: 3, chargedMinor: 10_800, refundedMinor: 0 });
  });

  it('is given back no more than was taken by 16 refunds', async () => {
    const { recordLocator } = await book({ pay: card() });
    const race = await crowd(16, () => issueRefund(desk, { recordLocator, amount: '30.00' }, {}));
    expect(race.counts).toEqual({ done: 3, REFUND_EXCEEDS_CAPTURED: 13 });
    expect(race.done.map((refund) => refund.status)).toEqual(['succeeded', 'succeeded', 'succeeded']);
    expect(await takenAtGateway(desk, recordLocator)).toEqual({
      charges: 1,
      chargedMinor: 11_000,
      refundedMinor: 9_000,
    });
  });

  it('is settled once by 8 desks that reconcile beside the command', async () => {
    const locators = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const lost = book({ pay: card('tok_timeout') });
        return (await lost.catch((error: { details: { recordLocator: string } }) => error.details)).recordLocator;
      }),
    );
    const race = await crowd(8, () => reconcilePayments(desk, {}));
    expect(race.counts).toEqual({ done: 8 });
    for (const locator of locators) {
      expect(await showBooking(desk, locator)).toMatchObject({
        status: 'confirmed',
        version: 2,
        paid: { amountMinor: 11_000 },
      });
      expect((await takenAtGateway(desk, locator)).charges).toBe(1);
    }
    expect(await reconcilePayments(desk, {})).toMatchObject({ checked: 0 });
  });

  it('and one booking come of 20 with one idempotency key, and one answer', async () => {
    const options = { idempotencyKey: 'one-booking' };
    const race = await crowd(20, () => createBooking(desk, input({ pay: card(), email: 'one@example.com' }), options));
    expect(race.counts).toEqual({ done: 20 });
    expect(new Set(race.done.map((answer) => JSON.stringify(answer))).size).toBe(1);
    const locator = race.done[0]?.recordLocator ?? '';
    expect(await takenAtGateway(desk, locator)).toEqual({ charges: 1, chargedMinor: 11_000, refundedMinor: 0 });
    const made = await desk.session.composed((db) =>
      db.selectFrom('booking').select('id').where('contact_email', '=', 'one@example.com'),
    );
    expect(made).toHaveLength(1);
    const other = input({ pay: card(), email: 'two@example.com' });
    await expect(createBooking(desk, other, options)).rejects.toMatchObject({ code: 'IDEMPOTENCY_MISMATCH' });
  });

  it('moves once for 20 payments, 20 refunds and 20 cancellations with one idempotency key each', async () => {
    const { recordLocator } = await book();
    const paid = await crowd(20, () => takePayment(desk, { recordLocator, source: card() }, { idempotencyKey: 'pay' }));
    expect(paid.counts).toEqual({ done: 20 });
    const given = await crowd(20, () =>
      issueRefund(desk, { recordLocator, amount: '10.00' }, { idempotencyKey: 'give' }),
    );
    expect(given.counts).toEqual({ done: 20 });
    expect(new Set(given.done.map((refund) => refund.refundId)).size).toBe(1);
    const gone = await crowd(20, () => cancelBooking(desk, { recordLocator }, { idempotencyKey: 'go' }));
    expect(gone.counts).toEqual({ done: 20 });
    expect(new Set(gone.done.map((view) => JSON.stringify(view))).size).toBe(1);
    expect(await takenAtGateway(desk, recordLocator)).toEqual({
      charges: 1,
      chargedMinor: 11_000,
      // The present of 10.00, and what the fare gives back of 110.00 after its fee of 30.00.
      refundedMinor: 9_000,
    });
    await expect(
      takePayment(desk, { recordLocator, source: card('tok_slow') }, { idempotencyKey: 'pay' }),
    ).rejects.toMatchObject({
      code: 'IDEMPOTENCY_MISMATCH',
    });
  });

  it('gives one declined answer to 20 with one idempotency key, and asks the gateway once', async () => {
    const race = await crowd(20, () =>
      createBooking(desk, input({ pay: card('tok_decline') }), { idempotencyKey: 'declined' }),
    );
    expect(race.counts).toEqual({ PAYMENT_DECLINED: 20 });
    const declined = await desk.session.composed((db) =>
      db.selectFrom('sandbox_operation').select('gateway_key').where('outcome', '=', 'declined'),
    );
    expect(declined).toHaveLength(1);
  });

  it('stays right when a booking is cancelled, changed, paid and refunded at the same moment', async () => {
    const tally = new Tally();
    const refusals = [
      'done',
      'NOTHING_DUE',
      'WRONG_STATE',
      'REFUND_EXCEEDS_CAPTURED',
      'PAYMENT_EXCEEDS_BALANCE',
      'NOTHING_OWED',
    ];
    for (let round = 0; round < 20; round += 1) {
      const { recordLocator } = await book(round % 2 === 0 ? { pay: card() } : {});
      const calls: (() => Promise<unknown>)[] = [
        () => cancelBooking(desk, { recordLocator }, {}),
        () => modifyBooking(desk, { recordLocator, flight: { ref: flightRef('2') } }, {}),
        () => takePayment(desk, { recordLocator, source: card() }, {}),
        () => issueRefund(desk, { recordLocator, amount: '20.00' }, {}),
        () => takePayment(desk, { recordLocator, source: card(), amount: '5.00' }, {}),
        () => modifyBooking(desk, { recordLocator, remark: `round ${round}` }, {}),
      ];
      const turned = [...calls.slice(round % calls.length), ...calls.slice(0, round % calls.length)];
      const race = await allAtOnce(turned);
      tally.add(race);
      for (const code of Object.keys(race.counts)) expect(refusals).toContain(code);
      expect(await violationsOf(desk)).toEqual([]);
    }
    tally.print(`${backend.dialect}: cancel, change, pay, refund`);
  });
});
