import { OpsdeskError } from '../kernel/errors.js';
import type { Instant } from '../kernel/instant.js';
import type { Money } from '../kernel/money.js';
import { getRefund, listPartsOfRefund } from '../payment/refund-repository.js';
import { type RefundView, viewRefund } from '../payment/refund-view.js';
import { type RefundReservation, type RefundWithParts, reserveRefund } from '../payment/reserve-refund.js';
import { settleRefund } from '../payment/settle-refund.js';
import { codeIfIssued, issueVoucher } from '../payment/vouchers/issue-voucher.js';
import { hashVoucherCode, VOUCHER_CODE_BYTES, voucherCodeFrom } from '../payment/vouchers/voucher-code.js';
import type { WriteOptions, WriteRequest } from '../runtime/request.js';
import type { Started } from '../runtime/runner.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { requireVersion } from '../runtime/version.js';
import { requireAgreed } from './agreed-sum.js';
import type { BookingDeps } from './booking-deps.js';
import { amountOf, type BookingRecord } from './booking-record.js';
import { lockBooking } from './booking-repository.js';
import { payOut, refundLeftOpen, requirePayable } from './pay-out.js';
import { findNewestQuote, storeQuote, sumRefund } from './refund-quote.js';
import { findStatutoryRefund } from './statutory-refund.js';
import { publishBooking } from './trail.js';

export interface IssueRefundInput {
  readonly recordLocator: string;
  /** A decimal. Without it the refund is what the booking owes; with it, goodwill up to what was captured. */
  readonly amount?: string | undefined;
  /** Where the customer chose a voucher; else it goes back to where the money came from. */
  readonly to?: 'voucher' | undefined;
  /** When the voucher runs out; after a year unless given. */
  readonly voucherExpiresAt?: Instant | undefined;
  readonly ifVersion?: number | undefined;
  /** What somebody was told that would go back. */
  readonly agreed?: Money | undefined;
}

/** The code of the voucher is told once: to whoever repeats the command it is null. */
export type IssuedRefundView = RefundView & { readonly voucherCode: string | null };

export interface RefundProgress {
  readonly refundId: string;
  readonly preview?: RefundView | undefined;
}

/**
 * Gives money back to where it came from, newest payment first; or as a voucher, which no gateway is asked for.
 * @throws NOTHING_OWED, PRICE_CHANGED, REFUND_EXCEEDS_CAPTURED, GATEWAY_NOT_CONFIGURED, REFUND_UNKNOWN (`reconcilePayments` settles it)
 */
export async function issueRefund(
  deps: BookingDeps,
  input: IssueRefundInput,
  options: WriteOptions,
  command = 'refund issue',
): Promise<IssuedRefundView> {
  // What the caller had read is not what they want: a repeat that has read something newer is the same command.
  const wish = { ...input, ifVersion: undefined, agreed: undefined };
  const request: WriteRequest = { ...options, command, input: wish };
  let code: string | undefined;
  const started = await deps.runner.start<RefundProgress, RefundView>(request, async (work) => {
    code = input.to === 'voucher' ? voucherCodeFrom(work.ids.bytes(VOUCHER_CODE_BYTES)) : undefined;
    const progress = await beginRefund(work, input, code);
    await requirePayable(deps, work, progress.refundId);
    return progress;
  });
  const view = await carryRefund(deps, request, started);
  return { ...view, voucherCode: await codeIfIssued(deps.session, view.voucherId, code) };
}

async function beginRefund(
  work: UnitOfWork,
  input: IssueRefundInput,
  voucherCode: string | undefined,
): Promise<RefundProgress> {
  const record = await lockBooking(work.tx, input.recordLocator);
  requireVersion(`booking ${record.booking.record_locator}`, record.booking.version, input.ifVersion);
  const { booking } = record;
  const askedMinor = amountOf(record, input.amount);
  if (askedMinor !== undefined && askedMinor <= 0) {
    throw new OpsdeskError('INVALID_INPUT', 'a refund gives back more than nothing', {
      hint: 'Give --amount above 0, or leave it out.',
    });
  }
  const sum = sumRefund(record, work.now, await findStatutoryRefund(work.tx, record, work.now));
  const isGoodwill = askedMinor !== undefined;
  const amountMinor = askedMinor ?? sum.owedNowMinor;
  if (amountMinor === 0) throw nothingOwed(record);
  requireAgreed(input.agreed, amountMinor, booking.currency, 'would go back');
  const isOver = booking.status === 'cancelled' || booking.status === 'expired';
  const newest = isGoodwill ? undefined : await findNewestQuote(work.tx, booking.id);
  const isCurrent =
    newest &&
    newest.booking_version === booking.version &&
    newest.expires_at > work.now &&
    newest.amount_minor === amountMinor;
  const quote = isGoodwill ? undefined : isCurrent ? newest : storeQuote(work, record, sum);
  await work.tx.sendLater();
  const reservation: RefundReservation = {
    bookingId: booking.id,
    quoteId: quote?.id,
    kind: isGoodwill ? 'goodwill' : isOver ? 'cancellation' : 'overpayment',
    amountMinor,
    currency: booking.currency,
    reason: work.request.reason,
  };
  const { refund, parts } =
    voucherCode === undefined
      ? await reserveRefund(work, reservation)
      : await refundToVoucher(work, record, reservation, voucherCode, input.voucherExpiresAt);
  const preview = work.request.isDryRun ? viewRefund(refund, parts, booking.record_locator) : undefined;
  return { refundId: refund.id, preview };
}

/** All in one transaction: nobody is asked for a voucher. It is not told of by mail, where its code would have to stand. */
async function refundToVoucher(
  work: UnitOfWork,
  record: BookingRecord,
  reservation: RefundReservation,
  code: string,
  expiresAt: Instant | undefined,
): Promise<RefundWithParts> {
  const { bookingId, amountMinor, currency } = reservation;
  const codeHash = hashVoucherCode(code);
  const voucher = await issueVoucher(work, { codeHash, kind: 'refund', amountMinor, currency, bookingId, expiresAt });
  const { refund, parts } = await reserveRefund(work, { ...reservation, voucherId: voucher.id });
  const outcome = { kind: 'succeeded', reference: voucher.id } as const;
  const settled = await settleRefund(
    work,
    refund.id,
    parts.map((part) => ({ partId: part.id, outcome })),
  );
  publishBooking(work, 'refund.succeeded', record);
  return settled;
}

async function carryRefund(
  deps: BookingDeps,
  request: WriteRequest,
  started: Started<RefundProgress, RefundView>,
): Promise<RefundView> {
  if (started.kind === 'answered') return deps.runner.finish(request, undefined, started.outcome);
  if (started.progress.preview) return started.progress.preview;
  const { refundId } = started.progress;
  return deps.runner.carryOn(
    (cause) => refundLeftOpen(refundId, cause),
    () => payOutAndAnswer(deps, request, refundId),
  );
}

async function payOutAndAnswer(deps: BookingDeps, request: WriteRequest, refundId: string): Promise<RefundView> {
  await payOut(deps, request, refundId);
  const [refund, parts] = await Promise.all([
    getRefund(deps.session, refundId),
    listPartsOfRefund(deps.session, refundId),
  ]);
  const view = viewRefund(refund, parts, refund.record_locator);
  if (view.status === 'succeeded' || view.status === 'failed') {
    return deps.runner.finish(request, undefined, { kind: 'done', answer: view });
  }
  // The same key asks the gateway again: nothing is stored while the outcome is open.
  return view;
}

function nothingOwed({ booking }: BookingRecord): OpsdeskError {
  const isOver = booking.status === 'cancelled' || booking.status === 'expired';
  return new OpsdeskError('NOTHING_OWED', `nothing is owed on ${booking.record_locator} as it stands`, {
    hint: isOver
      ? `What was paid has gone back, or is kept by the fare's rules: opsdesk refund quote ${booking.record_locator}`
      : `To give money back for a live booking, name the --amount; to give the booking up: opsdesk booking cancel ${booking.record_locator}`,
    details: { recordLocator: booking.record_locator },
  });
}
