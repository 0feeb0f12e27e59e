import { afterAll, beforeAll, expect, it } from 'vitest';
import { vouchers } from '../../migrations/0006-vouchers.js';
import { cancelBooking } from '../../src/booking/cancel-booking.js';
import { createBooking } from '../../src/booking/create-booking.js';
import { issueRefund } from '../../src/booking/issue-refund.js';
import { modifyBooking } from '../../src/booking/modify-booking.js';
import { takePayment } from '../../src/booking/take-payment.js';
import { ddlOf } from '../../src/database/migration.js';
import type { Desk } from '../../src/desk.js';
import { DAY_MS } from '../../src/kernel/instant.js';
import { type LedgerQuery, reportLedger } from '../../src/report/ledger.js';
import { deskAt } from '../concurrency/desk-at.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { addFlight, flightRef, NOW, openTestDesk, violationsOf } from '../support/desk.js';

const source = { gateway: 'sandbox', source: 'tok_ok' };

onEveryBackend('the ledger', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;
  /** Changed for a fee; cancelled with a fee kept; confirmed, with a present; held. */
  let locators: string[];

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial);
    for (const number of ['1', '2']) await addFlight(desk, { number, economyRows: 5 });
    const book = async (passenger: string, at = desk) =>
      (await createBooking(at, { flights: [{ ref: flightRef('1') }], passengers: [passenger], pay: source }, {}))
        .recordLocator;
    const [changed, cancelled, presented] = [await book('A/B'), await book('C/D'), await book('E/F')];
    const { balance } = await modifyBooking(desk, { recordLocator: changed, flight: { ref: flightRef('2') } }, {});
    expect(balance.amountMinor).toBe(2_500);
    await cancelBooking(desk, { recordLocator: cancelled }, {});
    await issueRefund(desk, { recordLocator: presented, amount: '10.00' }, {});
    const later = await book('G/H', deskAt(desk, NOW + DAY_MS));
    locators = [changed, cancelled, presented, later];
  });
  afterAll(async () => {
    await desk.database.close();
    await trial.drop();
  });

  const lines = async (query: LedgerQuery = {}) => {
    const report = await reportLedger(desk.session, query, NOW + 2 * DAY_MS);
    expect(report.trialBalance.map(({ balance }) => balance.amountMinor)).toEqual(report.trialBalance.map(() => 0));
    return report.accounts.map(({ account, debits, credits, balance }) => [
      ...[account, debits.amountMinor, credits.amountMinor, balance.amountMinor],
    ]);
  };

  it('has an account for what is held, kept, given away and at the gateway', async () => {
    expect(await lines()).toEqual([
      ['bookings', 2_500 + 11_000 + 1_000, 4 * 11_000 + 1_000, -30_500],
      ['fees', 0, 2_500 + 3_000, -5_500],
      ['gateway:sandbox', 44_000, 9_000, 35_000],
      ['goodwill', 1_000, 0, 1_000],
    ]);
    expect(await violationsOf(desk)).toEqual([]);
  });

  it('tells what a single booking has: less than nothing where a fee is due, nothing once it is over', async () => {
    const balances = await Promise.all(locators.map((booking) => lines({ booking })));
    expect(balances.map(([line]) => line?.[3])).toEqual([-8_500, 0, -11_000, -11_000]);
    expect(balances[0]?.[0]?.[0]).toBe(`booking:${locators[0]}`);
    await expect(lines({ booking: 'ZZZZZZ' })).rejects.toMatchObject({ code: 'BOOKING_NOT_FOUND' });
  });

  it('is told as of a moment, by account and by currency', async () => {
    expect(await lines({ asOf: NOW + DAY_MS / 2, account: 'gateway:sandbox' })).toEqual([
      ['gateway:sandbox', 33_000, 9_000, 24_000],
    ]);
    expect(await lines({ asOf: NOW - DAY_MS })).toEqual([]);
    expect(await lines({ currency: 'EUR' })).toEqual([]);
    expect(await lines({ currency: 'USD' })).toHaveLength(4);
    await expect(lines({ currency: 'ABC' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('has a fee once, whatever follows it', async () => {
    const { recordLocator } = await createBooking(
      desk,
      { flights: [{ ref: flightRef('1') }], passengers: ['I/J'], pay: source },
      {},
    );
    await modifyBooking(desk, { recordLocator, flight: { ref: flightRef('2') } }, {});
    expect(await lines({ booking: recordLocator })).toMatchObject([[expect.anything(), 2_500, 11_000, -8_500]]);
    await takePayment(desk, { recordLocator, source }, {});
    await cancelBooking(desk, { recordLocator }, {});
    // The penalty comes on top of the fee that was posted before.
    expect(await lines({ booking: recordLocator })).toMatchObject([[expect.anything(), 13_500, 13_500, 0]]);
    expect(await violationsOf(desk)).toEqual([]);
  });

  it('can neither be changed nor cut', async () => {
    for (const text of ['update posting set amount_minor = 0', 'delete from posting']) {
      await expect(desk.database.dedicated((raw) => raw.execute(text, []))).rejects.toThrow(/append-only/);
    }
    if (backend.dialect === 'postgres') {
      await expect(desk.database.dedicated((raw) => raw.execute('truncate posting', []))).rejects.toThrow(
        /append-only/,
      );
    }
  });

  it('is given what an older desk did not post', async () => {
    const before = await lines();
    const opening = vouchers.statements(ddlOf(backend.dialect)).filter((text) => text.startsWith('insert'));
    const isSqlite = backend.dialect === 'sqlite';
    const unguarded = isSqlite ? 'drop trigger posting_no_delete' : 'alter table posting disable trigger user';
    const newer = "delete from posting where journal_id like '%_goodwill' or operation_id like 'bkg_%'";
    for (const text of [unguarded, newer]) await desk.database.dedicated((raw) => raw.execute(text, []));
    expect(await violationsOf(desk)).not.toEqual([]);
    for (const text of opening) await desk.database.dedicated((raw) => raw.execute(text, []));
    expect(await violationsOf(desk)).toEqual([]);
    expect((await lines()).map(([account, , , balance]) => [account, balance])).toEqual(
      before.map(([account, , , balance]) => [account, balance]),
    );
  });
});
