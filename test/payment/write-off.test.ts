import { afterAll, beforeAll, expect, it } from 'vitest';
import { cancelBooking } from '../../src/booking/cancel-booking.js';
import { createBooking } from '../../src/booking/create-booking.js';
import { modifyBooking } from '../../src/booking/modify-booking.js';
import { reconcilePayments } from '../../src/booking/reconcile-payments.js';
import { showBooking } from '../../src/booking/show-booking.js';
import { showBookingAsOf } from '../../src/booking/show-booking-as-of.js';
import { splitBooking } from '../../src/booking/split-booking.js';
import { takePayment } from '../../src/booking/take-payment.js';
import { writeOff } from '../../src/booking/write-off.js';
import type { Desk } from '../../src/desk.js';
import { reportLedger } from '../../src/report/ledger.js';
import { deskAt } from '../concurrency/desk-at.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { addFlight, flightRef, NOW, openTestDesk, violationsOf } from '../support/desk.js';

const card = { gateway: 'sandbox', source: 'tok_ok' };
const HOUR = 3_600_000;

onEveryBackend('a balance that nobody will collect', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial, { maxConnections: 8 });
    await addFlight(desk, { number: '1', economyRows: 10 });
    await addFlight(desk, { number: '2', economyRows: 10 });
  });
  afterAll(async () => {
    expect(await violationsOf(desk)).toEqual([]);
    await desk.database.close();
    await trial.drop();
  });

  const book = (more: object = {}) =>
    createBooking(desk, { flights: [{ ref: flightRef('1') }], passengers: ['PAYER/A MR'], ...more }, {});
  /** Paid, and moved to another flight: the change fee, 25.00 for each passenger, is owed. */
  const owing = async (passengers = ['PAYER/A MR']) => {
    const { recordLocator } = await book({ passengers, pay: card });
    await modifyBooking(desk, { recordLocator, flight: { ref: flightRef('2') } }, {});
    return recordLocator;
  };
  const give = (recordLocator: string, amount: string, options: object = {}, at = desk) =>
    writeOff(at, { recordLocator, amount }, { reason: 'bank charges', ...options });
  const shown = async (recordLocator: string) => {
    const { status, balance, writtenOff, paid } = await showBooking(desk, recordLocator);
    return [status, paid.amountMinor, writtenOff.amountMinor, balance.amountMinor];
  };
  const account = async (query: object) =>
    (await reportLedger(desk.session, query, NOW)).accounts.reduce((sum, each) => sum + each.balance.amountMinor, 0);
  const lost = () => account({ account: 'write_off' });

  it('falls by what is written off, and stands in an account of its own', async () => {
    const recordLocator = await owing();
    expect(await shown(recordLocator)).toEqual(['confirmed', 11_000, 0, 2_500]);
    const before = await lost();
    expect(await give(recordLocator, '5.00', { isDryRun: true })).toMatchObject({ balance: { amountMinor: 2_000 } });
    expect(await shown(recordLocator)).toEqual(['confirmed', 11_000, 0, 2_500]);
    const once = { idempotencyKey: 'once' };
    const first = await give(recordLocator, '5.00', once);
    expect(first).toMatchObject({ writtenOff: { amountMinor: 500 }, balance: { amountMinor: 2_000 } });
    expect(await give(recordLocator, '5.00', once)).toEqual(first);
    expect([await lost(), await account({ booking: recordLocator })]).toEqual([before + 500, -9_000]);
    await takePayment(desk, { recordLocator, source: card }, {});
    expect(await shown(recordLocator)).toEqual(['confirmed', 13_000, 500, 0]);
    await expect(takePayment(desk, { recordLocator, source: card }, {})).rejects.toMatchObject({ code: 'NOTHING_DUE' });
  });

  it('is written off with a reason, of what was sold, and no further than it goes', async () => {
    const recordLocator = await owing();
    await expect(give(recordLocator, '5.00', { reason: undefined })).rejects.toMatchObject({ code: 'INPUT_REQUIRED' });
    await expect(give(recordLocator, '25.01')).rejects.toMatchObject({
      ...{ code: 'PAYMENT_EXCEEDS_BALANCE', hint: '25.00 USD is due.' },
    });
    await expect(give(recordLocator, '0')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    const old = writeOff(desk, { recordLocator, amount: '1', ifVersion: 1 }, { reason: 'x' });
    await expect(old).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
    const hold = await book();
    await expect(give(hold.recordLocator, '1.00')).rejects.toMatchObject({ code: 'WRONG_STATE' });
    const paid = await book({ pay: card });
    await expect(give(paid.recordLocator, '0.01')).rejects.toMatchObject({ code: 'NOTHING_DUE' });
    expect(await shown(recordLocator)).toEqual(['confirmed', 11_000, 0, 2_500]);
  });

  it('is written off once by however many do it at once', async () => {
    const recordLocator = await owing();
    const ended = await Promise.allSettled(Array.from({ length: 6 }, () => give(recordLocator, '10.00')));
    expect(ended.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    expect(await shown(recordLocator)).toEqual(['confirmed', 11_000, 2_000, 500]);
  });

  it('counts a payment under way as paid', async () => {
    const recordLocator = await owing();
    const unknown = takePayment(
      desk,
      { recordLocator, source: { ...card, source: 'tok_timeout' }, amount: '20.00' },
      {},
    );
    await expect(unknown).rejects.toMatchObject({ code: 'PAYMENT_UNKNOWN' });
    await expect(give(recordLocator, '5.01')).rejects.toMatchObject({ code: 'PAYMENT_EXCEEDS_BALANCE' });
    await give(recordLocator, '5.00');
    await reconcilePayments(desk, {});
    expect(await shown(recordLocator)).toEqual(['confirmed', 13_000, 500, 0]);
  });

  it('gives none of it back with a cancellation, which leaves nothing that was written off', async () => {
    const recordLocator = await owing();
    const before = await lost();
    await give(recordLocator, '25.00');
    expect(await lost()).toBe(before + 2_500);
    const { refund } = await cancelBooking(desk, { recordLocator }, {});
    // Paid 110.00; kept are the cancellation's 30.00 and the fee of the change.
    expect(refund).toMatchObject({ status: 'succeeded', amount: { amountMinor: 5_500 } });
    expect(await shown(recordLocator)).toEqual(['cancelled', 11_000, 0, 0]);
    expect([await lost(), await account({ booking: recordLocator })]).toEqual([before, 0]);
  });

  it.each([
    ['all', '50.00', 0],
    ['a part', '10.00', 4_000],
  ])(
    'goes to both parts of a booking that is split, %s of it, so that neither owes it again',
    async (_, amount, due) => {
      const recordLocator = await owing(['A/B', 'C/D']);
      const before = await lost();
      await give(recordLocator, amount);
      const { recordLocator: other } = await splitBooking(desk, { recordLocator, passengers: ['P2'] }, {});
      const [stays, leaves] = [await shown(recordLocator), await shown(other)];
      expect(Number(stays?.[3]) + Number(leaves?.[3])).toBe(due);
      expect(Number(stays?.[2]) + Number(leaves?.[2])).toBe(5_000 - due);
      expect(await lost()).toBe(before + 5_000 - due);
    },
  );

  it('is shown as it was before', async () => {
    const recordLocator = await owing();
    await give(recordLocator, '25.00', {}, deskAt(desk, NOW + 2 * HOUR));
    const later = deskAt(desk, NOW + 4 * HOUR);
    const asOf = async (at: number) => (await showBookingAsOf(later, recordLocator, at)).balance.amountMinor;
    expect([await asOf(NOW + HOUR), await asOf(NOW + 3 * HOUR)]).toEqual([2_500, 0]);
  });
});
