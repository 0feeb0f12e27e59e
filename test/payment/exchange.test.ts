import { afterAll, beforeAll, expect, it } from 'vitest';
import { cancelBooking } from '../../src/booking/cancel-booking.js';
import { createBooking } from '../../src/booking/create-booking.js';
import { issueRefund } from '../../src/booking/issue-refund.js';
import { issueVoucherFor } from '../../src/booking/issue-voucher.js';
import { reconcilePayments } from '../../src/booking/reconcile-payments.js';
import { showBooking } from '../../src/booking/show-booking.js';
import { splitBooking } from '../../src/booking/split-booking.js';
import { takePayment } from '../../src/booking/take-payment.js';
import type { Desk } from '../../src/desk.js';
import { DAY_MS } from '../../src/kernel/instant.js';
import { parsePaymentSource } from '../../src/payment/payment-source.js';
import { pagePayments } from '../../src/payment/show-payment.js';
import { pageRefunds } from '../../src/payment/show-refund.js';
import { showVoucher } from '../../src/payment/vouchers/show-voucher.js';
import { reportLedger } from '../../src/report/ledger.js';
import { importRates } from '../../src/seeding/import-rates.js';
import { deskAt } from '../concurrency/desk-at.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { addFlight, flightRef, NOW, openTestDesk, violationsOf } from '../support/desk.js';

const card = { gateway: 'sandbox', source: 'tok_ok' };
const RATES = [
  '2026-10-24,EUR,USD,3',
  '2026-10-25,GBP,USD,1.25',
  '2026-10-30,EUR,USD,2',
  '2026-10-31,USD,EUR,0.92207',
  '2026-11-01,USD,JPY,154.327',
  '2026-11-02,EUR,USD,4',
  '2026-11-01,USD,KWD,0.30657',
];

onEveryBackend('a payment in another currency', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;

  const bring = (rows: readonly string[], isReplacing = false) => {
    const source = (async function* () {
      yield Buffer.from(['date,base,quote,rate', ...rows].join('\n'));
    })();
    return importRates(desk.runner, { source, name: 'bank.csv', isReplacing }, { reason: 'test' });
  };

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial);
    await addFlight(desk, { number: '1', economyRows: 60 });
    await bring(RATES);
  });
  afterAll(async () => {
    expect(await violationsOf(desk)).toEqual([]);
    const { trialBalance } = await reportLedger(desk.session, {}, NOW);
    expect(trialBalance.map(({ balance }) => balance.amountMinor)).toEqual(trialBalance.map(() => 0));
    expect(trialBalance.map(({ balance }) => balance.currency)).toEqual(expect.arrayContaining(['EUR', 'JPY', 'USD']));
    await desk.database.close();
    await trial.drop();
  });

  const book = (more: object = {}, at = desk) =>
    createBooking(at, { flights: [{ ref: flightRef('1') }], passengers: ['PAYER/A MR'], ...more }, {});
  const held = async (more: object = {}) => (await book(more)).recordLocator;
  const take = (recordLocator: string, currency: string, amount?: string, source: object = card, at = desk) =>
    takePayment(at, { recordLocator, source: { ...card, ...source }, currency, amount }, {});
  const payments = async (recordLocator: string) =>
    (await pagePayments(desk.session, { recordLocator, limit: 20 })).items.toReversed();
  const refund = (recordLocator: string, amount: string) => issueRefund(desk, { recordLocator, amount }, {});
  const goesBack = async (recordLocator: string) =>
    (await pageRefunds(desk.session, { recordLocator, limit: 50 })).items
      .toReversed()
      .map(({ parts }) => parts.map(({ charged }) => charged?.amountMinor ?? null));
  /** What the sandbox has in its own books of a payment and its refunds. */
  const atGateway = async (paymentId: string) =>
    desk.session.composed((db) =>
      db
        .selectFrom('sandbox_operation')
        .select(['kind', 'amount_minor', 'currency'])
        .where((is) =>
          is.or([
            is('gateway_key', '=', `charge-${paymentId}`),
            is(
              'parent_reference',
              'in',
              is.selectFrom('payment').select('gateway_reference').where('id', '=', paymentId).$castTo<string>(),
            ),
          ]),
        )
        .orderBy('created_at')
        .orderBy('amount_minor'),
    );

  it('charges the whole balance at the newest rate up to today, whichever way it is quoted', async () => {
    const order = { pay: card, payIn: 'EUR' };
    const input = { flights: [{ ref: flightRef('1') }], passengers: ['PAYER/A MR'] };
    const charged = { amountMinor: 10_143, currency: 'EUR' };
    expect(await createBooking(desk, { ...input, ...order }, { isDryRun: true })).toMatchObject({ charged });
    const { recordLocator, ...booked } = await book(order);
    expect(booked).toMatchObject({
      ...{ status: 'confirmed', paid: { amountMinor: 11_000 }, balance: { amountMinor: 0 }, charged },
    });
    const [payment] = await payments(recordLocator);
    // 110.00 USD × 0.92207 is 101.4277 EUR.
    expect(payment).toMatchObject({
      amount: { amountMinor: 11_000, currency: 'USD' },
      captured: { amountMinor: 11_000, currency: 'USD' },
      charged: { amountMinor: 10_143, currency: 'EUR' },
      exchange: { base: 'USD', quote: 'EUR', rate: '0.92207', date: '2026-10-31' },
    });
    expect(await atGateway(payment?.paymentId ?? '')).toEqual([
      { kind: 'charge', amount_minor: 10_143, currency: 'EUR' },
    ]);
    const one = { booking: recordLocator };
    expect((await reportLedger(desk.session, one, NOW)).accounts).toMatchObject([
      { balance: { amountMinor: -11_000, currency: 'USD' } },
    ]);
  });

  it('takes parts of it, each at its worth, and the last to the cent', async () => {
    const recordLocator = await held();
    expect(await take(recordLocator, 'EUR', '25.00')).toMatchObject({ paid: { amountMinor: 2_711 }, status: 'held' });
    expect(await take(recordLocator, 'JPY', '1000')).toMatchObject({ paid: { amountMinor: 2_711 + 648 } });
    // 7641 cents are 11,792.1 yen, and 11,792 yen 7640.92 cents: what all of it comes to takes all of it.
    await expect(take(recordLocator, 'JPY', '11793')).rejects.toMatchObject({ code: 'PAYMENT_EXCEEDS_BALANCE' });
    expect(await take(recordLocator, 'JPY', '11791')).toMatchObject({
      status: 'held',
      balance: { amountMinor: 1 },
    });
    await expect(take(recordLocator, 'JPY')).resolves.toMatchObject({
      status: 'confirmed',
      balance: { amountMinor: 0 },
    });
    const charged = (await payments(recordLocator)).map((each) => [each.charged?.amountMinor, each.amount.amountMinor]);
    expect(charged).toEqual([
      [2_500, 2_711],
      [1_000, 648],
      [11_791, 7_640],
      [2, 1],
    ]);
  });

  it('takes the whole balance where its worth comes back as a cent more', async () => {
    const recordLocator = await held();
    await take(recordLocator, 'USD', '0.03');
    // 109.97 USD are 87.976 GBP, and 87.98 GBP 109.975 USD.
    expect(await take(recordLocator, 'GBP', '87.98')).toMatchObject({
      ...{ status: 'confirmed', balance: { amountMinor: 0 }, charged: { amountMinor: 8_798, currency: 'GBP' } },
    });
  });

  it('is refused without a rate of the last seven days, in no currency, and for less than a coin', async () => {
    const recordLocator = await held();
    await expect(take(recordLocator, 'CHF')).rejects.toMatchObject({
      code: 'NO_EXCHANGE_RATE',
      hint: expect.stringContaining('opsdesk fx import'),
      details: { base: 'CHF', quote: 'USD', earliest: '2026-10-25', latest: '2026-11-01' },
    });
    await expect(take(recordLocator, 'EURO')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(take(recordLocator, 'JPY', '0')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(take(recordLocator, 'JPY', '1.5')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(take(recordLocator, 'KWD', '0.001')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect(await payments(recordLocator)).toEqual([]);
    // Seven days old is young enough, and a day more is not.
    const dry = (at: number) =>
      takePayment(deskAt(desk, at), { recordLocator, source: card, currency: 'GBP', amount: '1' }, { isDryRun: true });
    await expect(dry(NOW)).resolves.toMatchObject({ recordLocator });
    const later = await createBooking(
      deskAt(desk, NOW + DAY_MS),
      { flights: [{ ref: flightRef('1') }], passengers: ['PAYER/B MR'] },
      {},
    );
    await expect(
      takePayment(
        deskAt(desk, NOW + DAY_MS),
        { recordLocator: later.recordLocator, source: card, currency: 'GBP' },
        {},
      ),
    ).rejects.toMatchObject({ code: 'NO_EXCHANGE_RATE' });
  });

  it('is a plain one in the currency of the booking', async () => {
    const recordLocator = await held();
    await take(recordLocator, 'USD');
    expect(await payments(recordLocator)).toMatchObject([{ charged: null, exchange: null }]);
  });

  it('goes back at the rate that it came in, part by part, to the cent that was charged', async () => {
    const recordLocator = await held();
    await take(recordLocator, 'JPY');
    const [payment] = await payments(recordLocator);
    expect(payment?.charged?.amountMinor).toBe(16_976);
    await bring(['2026-11-01,USD,JPY,200'], true);
    for (const amount of ['0.01', '0.01', '33.33', '33.33', '43.32']) await refund(recordLocator, amount);
    await bring(['2026-11-01,USD,JPY,154.327'], true);
    // 1.5, 3.1, 5146.8, 10290.5 and all of it, rounded, each less what went before.
    expect(await goesBack(recordLocator)).toEqual([[2], [1], [5_144], [5_144], [6_685]]);
    expect((await payments(recordLocator))[0]).toMatchObject({ status: 'refunded', refunded: { amountMinor: 11_000 } });
    const kept = await atGateway(payment?.paymentId ?? '');
    expect(kept.filter(({ kind }) => kind === 'refund').reduce((sum, each) => sum + each.amount_minor, 0)).toBe(16_976);
    await expect(refund(recordLocator, '0.01')).rejects.toMatchObject({ code: 'REFUND_EXCEEDS_CAPTURED' });
  });

  it('asks nobody for a part that is less than a coin of what was charged', async () => {
    const recordLocator = await held();
    await bring(['2026-11-01,KRW,USD,0.05'], false);
    // 100 won are 5 dollars here: a cent is a fifth of a won.
    await take(recordLocator, 'KRW', '100');
    expect((await payments(recordLocator))[0]).toMatchObject({ captured: { amountMinor: 500 } });
    const bare = { ...desk, requireGateway: () => Promise.reject(new Error('there are no credentials')) };
    await expect(issueRefund(bare, { recordLocator, amount: '0.05' }, {})).rejects.toThrow('no credentials');
    expect(await issueRefund(bare, { recordLocator, amount: '0.01' }, {})).toMatchObject({ status: 'succeeded' });
    expect(await refund(recordLocator, '0.04')).toMatchObject({ status: 'succeeded' });
    expect(await refund(recordLocator, '4.95')).toMatchObject({ status: 'succeeded' });
    expect(await goesBack(recordLocator)).toEqual([[0], [1], [99]]);
    expect(await atGateway((await payments(recordLocator))[0]?.paymentId ?? '')).toMatchObject([
      { kind: 'charge', amount_minor: 100 },
      { kind: 'refund', amount_minor: 1 },
      { kind: 'refund', amount_minor: 99 },
    ]);
  });

  it('is spread over means of several currencies, newest first', async () => {
    const recordLocator = await held();
    await take(recordLocator, 'USD', '50.00');
    await take(recordLocator, 'EUR', undefined, {}, deskAt(desk, NOW + 600_000));
    const { refund: made } = await cancelBooking(deskAt(desk, NOW + 900_000), { recordLocator }, {});
    expect(made).toMatchObject({
      amount: { amountMinor: 8_000 },
      parts: [
        { amount: { amountMinor: 6_000 }, charged: { amountMinor: 5_532, currency: 'EUR' } },
        { amount: { amountMinor: 2_000 }, charged: null },
      ],
    });
  });

  it('shares what was charged out with a booking that is split, to the cent', async () => {
    const recordLocator = await held({ passengers: ['A/B', 'C/D', 'E/F'] });
    await take(recordLocator, 'EUR');
    await refund(recordLocator, '0.10');
    const split = await splitBooking(desk, { recordLocator, passengers: ['P2'] }, {});
    const [[one], [two]] = await Promise.all([payments(recordLocator), payments(split.recordLocator)]);
    expect(one?.charged).toEqual({ amountMinor: 30_428, currency: 'EUR' });
    expect(two).toMatchObject({ splitFrom: one?.paymentId, charged: { amountMinor: 10_143, currency: 'EUR' } });
    await refund(split.recordLocator, '110.00');
    await refund(recordLocator, '219.90');
    expect(await goesBack(split.recordLocator)).toEqual([[10_143]]);
    expect(await goesBack(recordLocator)).toEqual([[9], [20_276]]);
  });

  it('becomes a voucher in the currency of the booking, and what was charged stays', async () => {
    const recordLocator = await held();
    await take(recordLocator, 'EUR');
    await cancelBooking(desk, { recordLocator, isWithoutRefund: true }, {});
    const made = await issueRefund(desk, { recordLocator, to: 'voucher' }, {});
    expect(made).toMatchObject({ status: 'succeeded', amount: { amountMinor: 8_000, currency: 'USD' } });
    expect(await atGateway((await payments(recordLocator))[0]?.paymentId ?? '')).toHaveLength(1);
  });

  it('is paid by a voucher in its own currency, which gets its own back', async () => {
    const { code } = await issueVoucherFor(desk, { amount: '60.00', currency: 'EUR' }, {});
    const source = parsePaymentSource(`voucher:${code}`);
    const recordLocator = await held();
    await expect(takePayment(desk, { recordLocator, source }, {})).rejects.toMatchObject({ code: 'CURRENCY_MISMATCH' });
    await expect(take(recordLocator, 'EUR', '60.01', source)).rejects.toMatchObject({ code: 'VOUCHER_EXCEEDED' });
    expect(await take(recordLocator, 'EUR', '60.00', source)).toMatchObject({ paid: { amountMinor: 6_507 } });
    await refund(recordLocator, '32.54');
    expect(await showVoucher(desk.session, code ?? '', NOW)).toMatchObject({
      balance: { amountMinor: 3_000, currency: 'EUR' },
      movements: [
        { kind: 'redeemed', amount: { amountMinor: 6_000, currency: 'EUR' } },
        { kind: 'returned', amount: { amountMinor: 3_000, currency: 'EUR' } },
      ],
    });
  });

  it('is asked for again as it was charged where the answer was lost, whatever the rate is by then', async () => {
    const recordLocator = await held();
    await expect(take(recordLocator, 'EUR', undefined, { source: 'tok_timeout' })).rejects.toMatchObject({
      code: 'PAYMENT_UNKNOWN',
    });
    await bring(['2026-11-01,EUR,USD,1.5']);
    expect(await reconcilePayments(desk, {})).toMatchObject({ settled: 1, stillOpen: 0 });
    expect(await showBooking(desk, recordLocator)).toMatchObject({ status: 'confirmed', balance: { amountMinor: 0 } });
    expect(await payments(recordLocator)).toMatchObject([
      { status: 'captured', charged: { amountMinor: 10_143, currency: 'EUR' } },
    ]);
  });

  it('is looked at by the doctor, in the currency that was charged', async () => {
    const recordLocator = await held();
    await take(recordLocator, 'EUR');
    await refund(recordLocator, '10.00');
    const [payment] = await payments(recordLocator);
    const id = payment?.paymentId ?? '';
    const run = (sql: string) => desk.database.dedicated((raw) => raw.execute(sql, []));
    const faults: [place: string, column: string, ...finders: string[]][] = [
      [`sandbox_operation where gateway_key = 'charge-${id}'`, 'amount_minor', 'gateway-charges-captured'],
      [`payment where id = '${id}'`, 'charged_minor', 'operations-posted-once', 'gateway-charges-captured'],
      [`payment where id = '${id}'`, 'charged_moved_minor', 'split-payments-add-up'],
      [`refund_part where payment_id = '${id}'`, 'charged_minor', 'operations-posted-once', 'gateway-refunds-recorded'],
      [`refund_part where payment_id = '${id}'`, 'charged_minor * 30', 'charged-gives-back-charged'],
    ];
    for (const [place, column, ...finders] of faults) {
      const [table, where] = place.split(' where ');
      const [name, times = '1'] = column.split(' * ');
      const { rows } = await run(`select ${name} as kept from ${place}`);
      await run(`update ${table} set ${name} = ${name} * ${times} + 1 where ${where}`);
      const found = (await violationsOf(desk)).map((each) => each.split(':')[0]);
      await run(`update ${table} set ${name} = ${rows[0]?.kept} where ${where}`);
      expect(found, column).toEqual(expect.arrayContaining(finders));
    }
    expect(await violationsOf(desk)).toEqual([]);
  });

  it('stands in an account of its own between the two currencies', async () => {
    const { accounts } = await reportLedger(desk.session, { account: 'exchange', currency: 'KRW' }, NOW);
    expect(accounts).toMatchObject([
      { account: 'exchange', debits: { amountMinor: 100 }, credits: { amountMinor: 100 }, balance: { amountMinor: 0 } },
    ]);
  });
});
