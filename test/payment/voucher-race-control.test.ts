import BetterSqlite from 'better-sqlite3';
import { expect, it, vi } from 'vitest';
import { createBooking } from '../../src/booking/create-booking.js';
import { issueVoucherFor } from '../../src/booking/issue-voucher.js';
import { takePayment } from '../../src/booking/take-payment.js';
import type { Transaction } from '../../src/database/dialect.js';
import { postgresSyntax } from '../../src/database/postgres-session.js';
import { SqliteDatabase } from '../../src/database/sqlite.js';
import { statement } from '../../src/database/statement.js';
import { parsePaymentSource } from '../../src/payment/payment-source.js';
import type * as Vouchers from '../../src/payment/vouchers/voucher-repository.js';
import { crowd } from '../concurrency/outcomes.js';
import { onEveryBackend } from '../support/backends.js';
import { addFlight, flightRef, openTestDesk } from '../support/desk.js';

/*
 * The race of vouchers.test.ts without what decides it: no locks, what a voucher has is read before it is written, and
 * the table does not look. It must be lost here, or it proves nothing there.
 */
const ROUNDS = 10;

Object.assign(postgresSyntax, { forUpdate: () => '' });
const execute = BetterSqlite.prototype.exec;
BetterSqlite.prototype.exec = function (this: BetterSqlite.Database, sql: string) {
  return /^(begin immediate|commit|rollback)$/.test(sql) ? this : execute.call(this, sql);
};
Object.assign(SqliteDatabase.prototype, { exclusively: (work: () => Promise<unknown>) => work() });

const takeUnguarded = statement<{ id: string; amount_minor: number }>(
  'test_take_from_voucher',
  'update voucher set balance_minor = balance_minor - :amount_minor where id = :id',
);

vi.mock('../../src/payment/vouchers/voucher-repository.js', async (original) => {
  const real = await original<typeof Vouchers>();
  const takeFromVoucher = async (tx: Transaction, id: string, amountMinor: number) => {
    const { balance_minor: balanceMinor } = await real.lockVoucher(tx, id);
    if (balanceMinor < amountMinor) return false;
    return (await tx.run(takeUnguarded, { id, amount_minor: amountMinor })) === 1;
  };
  return { ...real, takeFromVoucher };
});

const UNCHECKED = {
  sqlite: 'pragma ignore_check_constraints = on',
  postgres: 'alter table voucher drop constraint voucher_check',
};

onEveryBackend('without locks and guards a voucher', (backend) => {
  it('gives more than it has to those who redeem it at once', async () => {
    const trial = await backend.create();
    const desk = await openTestDesk(trial, { maxConnections: 10 });
    try {
      await desk.database.dedicated((raw) => raw.execute(UNCHECKED[backend.dialect], []));
      let done = 0;
      for (let round = 1; round <= ROUNDS && done <= 3; round += 1) {
        await addFlight(desk, { number: String(round), economyRows: 8 });
        const order = { flights: [{ ref: flightRef(String(round)) }], passengers: ['PAYER/A MR'] };
        const { code } = await issueVoucherFor(desk, { amount: '330.00', currency: 'USD' }, {});
        const source = parsePaymentSource(`voucher:${code}`);
        const held: string[] = [];
        for (let index = 0; index < 32; index += 1) held.push((await createBooking(desk, order, {})).recordLocator);
        const race = await crowd(32, (index) => takePayment(desk, { recordLocator: held[index] ?? '', source }, {}));
        done = race.done.length;
      }
      console.log(`${backend.dialect} without locks: ${done} payments by a voucher that has 3`);
      expect(done).toBeGreaterThan(3);
    } finally {
      await desk.database.close();
      await trial.drop();
    }
  });
});
