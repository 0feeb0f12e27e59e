import { minorDigits } from '../catalog/currencies.js';
import { OpsdeskError } from '../kernel/errors.js';
import { formatInstant, type Instant } from '../kernel/instant.js';
import { parseDecimal } from '../kernel/money.js';
import { codeIfIssued, expiryOf, issueVoucher } from '../payment/vouchers/issue-voucher.js';
import { hashVoucherCode, VOUCHER_CODE_BYTES, voucherCodeFrom } from '../payment/vouchers/voucher-code.js';
import { getVoucher } from '../payment/vouchers/voucher-repository.js';
import { type IssuedVoucherView, type VoucherView, viewVoucher } from '../payment/vouchers/voucher-view.js';
import type { WriteOptions } from '../runtime/request.js';
import type { BookingDeps } from './booking-deps.js';
import { getBooking } from './booking-repository.js';
import { issueRefund } from './issue-refund.js';

const ISSUE_VOUCHER = 'voucher issue';

export interface IssueVoucherInput {
  /** The booking that it is for. Without an amount the voucher is what that booking owes. */
  readonly recordLocator?: string | undefined;
  /** A decimal: a present of this much, in the booking's currency unless another is given. */
  readonly amount?: string | undefined;
  readonly currency?: string | undefined;
  /** After a year unless given. */
  readonly expiresAt?: Instant | undefined;
}

/**
 * Issues a voucher: for what a booking owes, or as a present.
 * @throws INVALID_INPUT, BOOKING_NOT_FOUND, NOTHING_OWED
 */
export async function issueVoucherFor(
  deps: BookingDeps,
  input: IssueVoucherInput,
  options: WriteOptions,
): Promise<IssuedVoucherView> {
  return input.amount === undefined ? issueForRefund(deps, input, options) : issueAsPresent(deps, input, options);
}

async function issueForRefund(
  deps: BookingDeps,
  { recordLocator, currency, expiresAt }: IssueVoucherInput,
  options: WriteOptions,
): Promise<IssuedVoucherView> {
  if (recordLocator === undefined || currency !== undefined) {
    throw new OpsdeskError('INVALID_INPUT', 'a voucher needs a booking that owes something, or an amount', {
      hint: 'Name the booking: opsdesk voucher issue K7QX2M. For a present: opsdesk voucher issue --amount 25.00 --currency EUR',
    });
  }
  const input = { recordLocator, to: 'voucher', voucherExpiresAt: expiresAt } as const;
  // A dry run leaves no voucher to be read: it is told from the refund.
  const refund = await issueRefund(deps, input, options, ISSUE_VOUCHER);
  const found = options.isDryRun ? undefined : await getVoucher(deps.session, refund.voucherId ?? '');
  const view: VoucherView = found
    ? viewVoucher(found, recordLocator, deps.clock.now())
    : {
        voucherId: refund.voucherId ?? '',
        status: 'active',
        kind: 'refund',
        issued: refund.amount,
        balance: refund.amount,
        expiresAt: formatInstant(expiryOf(deps.clock.now(), expiresAt)),
        recordLocator,
        createdAt: refund.createdAt,
      };
  return { ...view, code: refund.voucherCode };
}

async function issueAsPresent(
  deps: BookingDeps,
  input: IssueVoucherInput,
  options: WriteOptions,
): Promise<IssuedVoucherView> {
  let code: string | undefined;
  const view = await deps.runner.write({ ...options, command: ISSUE_VOUCHER, input }, async (work) => {
    const { recordLocator, expiresAt } = input;
    const booking = recordLocator === undefined ? undefined : (await getBooking(work.tx, recordLocator)).booking;
    const currency = (input.currency ?? booking?.currency ?? '').toUpperCase();
    if (currency === '') {
      throw new OpsdeskError('INVALID_INPUT', 'the amount has no currency', { hint: 'Add --currency EUR.' });
    }
    const amountMinor = parseDecimal(input.amount ?? '', minorDigits(currency));
    if (amountMinor <= 0) {
      throw new OpsdeskError('INVALID_INPUT', 'a voucher is worth more than nothing', {
        hint: 'Give --amount above 0.',
      });
    }
    code = voucherCodeFrom(work.ids.bytes(VOUCHER_CODE_BYTES));
    const codeHash = hashVoucherCode(code);
    const bookingId = booking?.id;
    const voucher = await issueVoucher(work, {
      codeHash,
      kind: 'goodwill',
      amountMinor,
      currency,
      bookingId,
      expiresAt,
    });
    return viewVoucher(voucher, booking?.record_locator ?? null, work.now);
  });
  return { ...view, code: await codeIfIssued(deps.session, view.voucherId, code) };
}
