import { afterAll, beforeAll, expect, it } from 'vitest';
import { cancelBooking } from '../../src/booking/cancel-booking.js';
import { createBooking } from '../../src/booking/create-booking.js';
import { issueRefund } from '../../src/booking/issue-refund.js';
import { issueVoucherFor } from '../../src/booking/issue-voucher.js';
import { reconcilePayments } from '../../src/booking/reconcile-payments.js';
import { showBooking } from '../../src/booking/show-booking.js';
import { splitBooking } from '../../src/booking/split-booking.js';
import { takePayment } from '../../src/booking/take-payment.js';
import { TABLES } from '../../src/database/schema.js';
import type { Desk } from '../../src/desk.js';
import { DAY_MS } from '../../src/kernel/instant.js';
import { parsePaymentSource } from '../../src/payment/payment-source.js';
import { replaceVoucherCode } from '../../src/payment/vouchers/replace-code.js';
import { listVouchers, showVoucher } from '../../src/payment/vouchers/show-voucher.js';
import { deskAt } from '../concurrency/desk-at.js';
import { crowd } from '../concurrency/outcomes.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { addFlight, flightRef, NOW, openTestDesk, violationsOf } from '../support/desk.js';

const card = { gateway: 'sandbox', source: 'tok_ok' };
const by = (code: string | null) => parsePaymentSource(`voucher:${code}`);

onEveryBackend('a voucher', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial, { maxConnections: 10 });
    await addFlight(desk, { number: '1', economyRows: 60 });
  });
  afterAll(async () => {
    expect(await violationsOf(desk)).toEqual([]);
    await desk.database.close();
    await trial.drop();
  });

  const book = (more: object = {}, at = desk) =>
    createBooking(at, { flights: [{ ref: flightRef('1') }], passengers: ['PAYER/A MR'], ...more }, {});
  const present = async (amount: string, more: object = {}) =>
    (await issueVoucherFor(desk, { amount, currency: 'USD', ...more }, {})).code ?? '';
  const balanceOf = async (code: string) => (await showVoucher(desk.session, code, NOW)).balance.amountMinor;

  it('pays a part of what it has at a time, and the rest stays on it', async () => {
    const code = await present('200.00');
    const { recordLocator } = await book({ pay: by(code) });
    expect(await showBooking(desk, recordLocator)).toMatchObject({
      status: 'confirmed',
      paid: { amountMinor: 11_000 },
    });
    const other = await book();
    await takePayment(
      desk,
      { recordLocator: other.recordLocator, source: by(code.toLowerCase()), amount: '60.00' },
      {},
    );
    expect(await showVoucher(desk.session, code, NOW)).toMatchObject({
      status: 'active',
      balance: { amountMinor: 3_000 },
      movements: [
        { kind: 'redeemed', amount: { amountMinor: 11_000 }, recordLocator },
        { kind: 'redeemed', amount: { amountMinor: 6_000 }, recordLocator: other.recordLocator },
      ],
    });
  });

  it('pays no more than it has, in no other currency, to nobody who lacks the code, and not once it has run out', async () => {
    const code = await present('50.00');
    const { recordLocator } = await book();
    const pay = (source: string, at = desk) =>
      takePayment(at, { recordLocator, source: parsePaymentSource(`voucher:${source}`), amount: '50.01' }, {});
    await expect(pay(code)).rejects.toMatchObject({ code: 'VOUCHER_EXCEEDED', details: { balanceMinor: 5_000 } });
    const euro = (await issueVoucherFor(desk, { amount: '500', currency: 'EUR' }, {})).code ?? '';
    await expect(pay(euro)).rejects.toMatchObject({ code: 'CURRENCY_MISMATCH' });
    await expect(pay('2222-2222-2222-2222-2222')).rejects.toMatchObject({ code: 'VOUCHER_NOT_FOUND' });
    const { voucherId } = await showVoucher(desk.session, code, NOW);
    for (const wrong of ['', 'tok_ok', code.slice(1), voucherId]) {
      expect(() => by(wrong)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
    }
    const brief = await present('200.00', { expiresAt: NOW + DAY_MS });
    await expect(pay(brief, deskAt(desk, NOW + DAY_MS))).rejects.toMatchObject({
      code: expect.stringMatching(/EXPIRED/),
    });
    await expect(present('5.00', { expiresAt: NOW })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect(await showBooking(desk, recordLocator)).toMatchObject({ paid: { amountMinor: 0 } });
  });

  it('is given back what it paid, and is good for a while again where it has run out', async () => {
    const code = await present('110.00', { expiresAt: NOW + DAY_MS });
    const { recordLocator } = await book({ pay: by(code) });
    expect(await showVoucher(desk.session, code, NOW)).toMatchObject({ status: 'spent' });
    const { refund } = await cancelBooking(deskAt(desk, NOW + 2 * DAY_MS), { recordLocator }, {});
    expect(refund).toMatchObject({ status: 'succeeded', amount: { amountMinor: 8_000 }, voucherId: null });
    expect(await showVoucher(desk.session, code, NOW + 3 * DAY_MS)).toMatchObject({
      status: 'active',
      balance: { amountMinor: 8_000 },
      expiresAt: '2027-02-02T00:00:00Z',
      movements: [{ kind: 'redeemed' }, { kind: 'returned', amount: { amountMinor: 8_000 } }],
    });
  });

  it('pays beside a card, newest back first, and goes along with a booking that is split', async () => {
    const code = await present('100.00');
    const order = { passengers: ['A/B', 'C/D'] };
    const { recordLocator } = await book(order);
    await takePayment(desk, { recordLocator, source: card, amount: '120.00' }, {});
    await takePayment(deskAt(desk, NOW + 1_000), { recordLocator, source: by(code), amount: '100.00' }, {});
    const split = await splitBooking(desk, { recordLocator, passengers: ['P2'] }, {});
    await cancelBooking(desk, { recordLocator: split.recordLocator }, {});
    const both = await Promise.all([recordLocator].map((each) => cancelBooking(desk, { recordLocator: each }, {})));
    expect(both.map(({ refund }) => refund?.status)).toEqual(['succeeded']);
    expect(await violationsOf(desk)).toEqual([]);
    expect(await balanceOf(code)).toBeGreaterThan(0);
  });

  it('takes the place of a refund only where that was asked for, and its code is told once', async () => {
    const { recordLocator } = await book({ pay: card });
    await cancelBooking(desk, { recordLocator, isWithoutRefund: true }, {});
    const input = { recordLocator, to: 'voucher' } as const;
    expect(await issueRefund(desk, input, { isDryRun: true })).toMatchObject({ voucherCode: null });
    const race = await crowd(8, () => issueRefund(desk, input, { idempotencyKey: 'as-voucher' }));
    expect(race.counts).toEqual({ done: 8 });
    const codes = race.done.flatMap(({ voucherCode }) => voucherCode ?? []);
    expect(codes).toHaveLength(1);
    expect(await showVoucher(desk.session, codes[0] ?? '', NOW)).toMatchObject({
      kind: 'refund',
      recordLocator,
      balance: { amountMinor: 8_000 },
    });
    expect(await showBooking(desk, recordLocator)).toMatchObject({ refunded: { amountMinor: 8_000 } });
    await expect(issueRefund(desk, input, {})).rejects.toMatchObject({ code: 'NOTHING_OWED' });
    const goodwill = await issueRefund(
      desk,
      { ...input, recordLocator: (await book({ pay: card })).recordLocator, amount: '10' },
      {},
    );
    expect(goodwill).toMatchObject({ kind: 'goodwill', status: 'succeeded' });
    expect(await balanceOf(goodwill.voucherCode ?? '')).toBe(1_000);
  });

  it('of a booking is what that owes; a present repeats as itself; and a lost code is replaced', async () => {
    const { recordLocator } = await book({ pay: card });
    await expect(issueVoucherFor(desk, { recordLocator }, {})).rejects.toMatchObject({ code: 'NOTHING_OWED' });
    await expect(issueVoucherFor(desk, {}, {})).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await cancelBooking(desk, { recordLocator, isWithoutRefund: true }, {});
    expect(await issueVoucherFor(desk, { recordLocator }, {})).toMatchObject({
      kind: 'refund',
      issued: { amountMinor: 8_000 },
    });
    const key = { idempotencyKey: 'present' };
    const [first, again] = [
      await issueVoucherFor(desk, { recordLocator, amount: '5' }, key),
      await issueVoucherFor(desk, { recordLocator, amount: '5' }, key),
    ];
    expect(again).toEqual({ ...first, code: null });
    const { code } = await replaceVoucherCode(desk, first.voucherId, {});
    await expect(showVoucher(desk.session, first.code ?? '', NOW)).rejects.toMatchObject({ code: 'VOUCHER_NOT_FOUND' });
    expect(await balanceOf(code ?? '')).toBe(500);
    const listed = await listVouchers(desk.session, { recordLocator, status: 'active', limit: 10 }, NOW);
    expect(listed.items.map(({ kind }) => kind)).toEqual(['goodwill', 'refund']);
  });

  it('never gives more than it has to 32 who redeem it at once', async () => {
    const code = await present('330.00');
    const held = await Promise.all(Array.from({ length: 32 }, () => book()));
    const race = await crowd(32, (index) =>
      takePayment(desk, { recordLocator: held[index]?.recordLocator ?? '', source: by(code) }, {}),
    );
    expect(race.counts.done).toBe(3);
    const refused = ['done', 'PAYMENT_DECLINED', 'VOUCHER_EXCEEDED'];
    for (const outcome of Object.keys(race.counts)) expect(refused).toContain(outcome);
    expect(await showVoucher(desk.session, code, NOW)).toMatchObject({ status: 'spent', balance: { amountMinor: 0 } });
    expect(await violationsOf(desk)).toEqual([]);
  });

  it('pays once for 20 with one key, and for a command that was lost before it was recorded', async () => {
    const code = await present('220.00');
    const { recordLocator } = await book();
    const race = await crowd(20, () =>
      takePayment(desk, { recordLocator, source: by(code) }, { idempotencyKey: 'redeem' }),
    );
    expect(race.counts).toEqual({ done: 20 });
    expect(await balanceOf(code)).toBe(11_000);

    const lost = await book();
    const gatewayOf = () => Promise.reject(new Error('the process ends here'));
    await expect(
      takePayment(
        { ...desk, gatewayOf: stopsAtSecond(desk, gatewayOf) },
        { recordLocator: lost.recordLocator, source: by(code) },
        {},
      ),
    ).rejects.toThrow('ends here');
    expect(await balanceOf(code)).toBe(11_000);
    expect(await reconcilePayments(desk, {})).toMatchObject({ settled: 1, stillOpen: 0 });
    expect(await reconcilePayments(desk, {})).toMatchObject({ checked: 0 });
    expect(await balanceOf(code)).toBe(0);
    expect(await showBooking(desk, lost.recordLocator)).toMatchObject({ status: 'confirmed' });
  });

  it('has its code nowhere in the database', async () => {
    const code = await present('12.00');
    const cells: string[] = [];
    await desk.database.dedicated(async (raw) => {
      for (const table of TABLES) {
        const { rows } = await raw.execute(`select * from ${table}`, []);
        cells.push(...rows.flatMap((row) => Object.values(row).map(String)));
      }
    });
    const letters = code.replaceAll('-', '');
    expect(cells.filter((cell) => cell.includes(code) || cell.includes(letters))).toEqual([]);
  });
});

/** The first call says whether the gateway may be used; the second is the payment's own. */
function stopsAtSecond(desk: Desk, stop: () => Promise<never>): Desk['gatewayOf'] {
  let calls = 0;
  return (name) => {
    calls += 1;
    return calls === 1 ? desk.gatewayOf(name) : stop();
  };
}
