import { formatMoney } from '../../catalog/currencies.js';
import type { PaymentRow, VoucherRow } from '../../database/schema.js';
import { invariant, OpsdeskError } from '../../kernel/errors.js';
import { endOfDayIn, formatInstant } from '../../kernel/instant.js';
import { type Money, money } from '../../kernel/money.js';
import type { UnitOfWork } from '../../runtime/unit-of-work.js';
import { chargedOf } from '../charged.js';
import type { LookUpOutcome } from '../gateways/gateway.js';
import { isByVoucher, VOUCHER } from '../means.js';
import { getVoucherByCode, lockVoucher, returnToVoucher, takeFromVoucher } from './voucher-repository.js';

/** What comes back onto a voucher that ran out meanwhile can be spent for as long at least. */
const RETURNED_FOR_DAYS = 90;

/**
 * The voucher that is to pay, by its code. It is not locked: what it has is decided when it pays (`redeemVoucher`).
 * @param codeHash of `hashVoucherCode`
 * @throws VOUCHER_NOT_FOUND, VOUCHER_EXPIRED, VOUCHER_EXCEEDED, CURRENCY_MISMATCH
 */
export async function findRedeemable(
  work: UnitOfWork,
  codeHash: string,
  { amountMinor, currency }: Money,
): Promise<VoucherRow> {
  const voucher = await getVoucherByCode(work.tx, codeHash);
  const details = { voucherId: voucher.id, balanceMinor: voucher.balance_minor, currency: voucher.currency };
  if (voucher.currency !== currency) {
    throw new OpsdeskError('CURRENCY_MISMATCH', `the voucher is in ${voucher.currency}, the payment in ${currency}`, {
      hint: `Pay in its currency, at the rate of the day: payment take --currency ${voucher.currency}. Or take another means of payment.`,
      details,
    });
  }
  if (voucher.expires_at <= work.now) {
    throw new OpsdeskError('VOUCHER_EXPIRED', `the voucher could be spent until ${formatInstant(voucher.expires_at)}`, {
      hint: 'Take another means of payment.',
      details,
    });
  }
  if (voucher.balance_minor >= amountMinor) return voucher;
  const balance = formatMoney(money(voucher.balance_minor, currency));
  throw new OpsdeskError('VOUCHER_EXCEEDED', `the voucher has ${balance}, less than is to be paid`, {
    hint:
      voucher.balance_minor > 0
        ? `Take ${balance} of it by payment take --amount, and the rest by another means.`
        : 'Take another means of payment.',
    details,
  });
}

/**
 * The moment in which a voucher pays: in the transaction that records the payment, under the voucher's lock, so that
 * however many redeem it at once, it never gives more than it has; who comes too late is declined.
 * @param payment open, and locked
 */
export async function redeemVoucher(work: UnitOfWork, payment: PaymentRow): Promise<LookUpOutcome> {
  const { source: id } = payment;
  const { amountMinor } = chargedOf(payment);
  const before = await lockVoucher(work.tx, id);
  if (!(await takeFromVoucher(work.tx, id, amountMinor))) return { kind: 'declined', reason: 'voucher_exceeded' };
  auditBalance(work, 'voucher.redeemed', before, {
    balanceMinor: before.balance_minor - amountMinor,
    paymentId: payment.id,
  });
  return { kind: 'succeeded', reference: `${VOUCHER}_${payment.id}` };
}

/** What a voucher paid comes back onto it. One that has run out meanwhile is good for a while again. */
export async function returnRedeemed(work: UnitOfWork, payment: PaymentRow, amountMinor: number): Promise<void> {
  invariant(isByVoucher(payment), `payment ${payment.id} was not paid by a voucher`);
  const before = await lockVoucher(work.tx, payment.source);
  const isOver = before.expires_at <= work.now;
  const expiresAt = isOver ? endOfDayIn(work.now, RETURNED_FOR_DAYS) : before.expires_at;
  await returnToVoucher(work.tx, before.id, amountMinor, expiresAt);
  auditBalance(work, 'voucher.returned', before, {
    balanceMinor: before.balance_minor + amountMinor,
    expiresAt: formatInstant(expiresAt),
    paymentId: payment.id,
  });
}

/** Locks the vouchers that paid, in the order of their ids, before any of them is given something back. */
export async function lockVouchersOf(work: UnitOfWork, payments: readonly PaymentRow[]): Promise<void> {
  const ids = new Set(payments.filter(isByVoucher).map(({ source }) => source));
  for (const id of [...ids].toSorted()) await lockVoucher(work.tx, id);
}

function auditBalance(work: UnitOfWork, action: string, before: VoucherRow, after: object): void {
  work.audit({
    action,
    entity: 'voucher',
    entityId: before.id,
    before: { balanceMinor: before.balance_minor },
    after: { ...after, currency: before.currency },
  });
}
