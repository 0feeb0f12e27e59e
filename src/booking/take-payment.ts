import type { PaymentRow } from '../database/schema.js';
import { OpsdeskError } from '../kernel/errors.js';
import type { Instant } from '../kernel/instant.js';
import type { Money } from '../kernel/money.js';
import { chargePayment } from '../payment/charge-payment.js';
import { chargedOf } from '../payment/charged.js';
import type { LookUpOutcome } from '../payment/gateways/gateway.js';
import { getPayment } from '../payment/payment-repository.js';
import type { PaymentSource } from '../payment/payment-source.js';
import { reservePayment } from '../payment/reserve-payment.js';
import { settlePayment } from '../payment/settle-payment.js';
import { failedOutcome, type Outcome } from '../runtime/idempotency.js';
import type { WriteOptions, WriteRequest } from '../runtime/request.js';
import type { Started } from '../runtime/runner.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { requireVersion } from '../runtime/version.js';
import { requireAgreed } from './agreed-sum.js';
import { holdSpaceUntil } from './booked-space.js';
import type { BookingDeps } from './booking-deps.js';
import type { BookingRecord } from './booking-record.js';
import { getBookingById, lockBooking, lockBookingById } from './booking-repository.js';
import { type ChargeWish, decideCharge } from './decide-charge.js';
import { payOut } from './pay-out.js';
import { receivePayment, thawHold } from './receive-payment.js';
import { type BookingView, viewBooking } from './view-booking.js';

export interface TakePaymentInput {
  readonly recordLocator: string;
  readonly source: PaymentSource;
  /** A decimal in the currency that is charged; the whole balance unless given. */
  readonly amount?: string | undefined;
  /** That is charged; the booking's unless given. */
  readonly currency?: string | undefined;
  readonly ifVersion?: number | undefined;
  /** The sum that the customer said yes to. */
  readonly agreed?: Money | undefined;
}

/** What a payment that was begun needs to be carried on, by us or by whoever repeats the command. */
export interface PaymentProgress {
  readonly bookingId: string;
  readonly paymentId: string;
  /** Of a dry run, which goes no further. */
  readonly preview?: BookingView | undefined;
}

/**
 * Takes money for a booking, and confirms it when nothing is owed any more.
 * @throws NOTHING_DUE, PAYMENT_EXCEEDS_BALANCE, HOLD_EXPIRED, PRICE_CHANGED, WRONG_STATE, PAYMENT_DECLINED,
 *   NO_EXCHANGE_RATE, PAYMENT_UNKNOWN (nothing is lost: `reconcilePayments` settles it)
 */
export async function takePayment(
  deps: BookingDeps,
  input: TakePaymentInput,
  options: WriteOptions,
  command = 'payment take',
): Promise<BookingView> {
  // A payment that can't be made is refused before anything is reserved for it.
  await deps.gatewayOf(input.source.gateway);
  // What the caller had read is not what they want: a repeat that has read something newer is the same command.
  const wish = { ...input, ifVersion: undefined, agreed: undefined };
  const request: WriteRequest = { ...options, command, input: wish };
  const started = await deps.runner.start<PaymentProgress, BookingView>(request, async (work) => {
    const record = await lockBooking(work.tx, input.recordLocator);
    requireVersion(`booking ${record.booking.record_locator}`, record.booking.version, input.ifVersion);
    const payment = await beginPayment(work, record, input.source, input);
    requireAgreed(input.agreed, payment.amount_minor, payment.currency, 'is due now');
    return progressOf(work, record, payment);
  });
  return carryPayment(deps, request, started);
}

export function progressOf(work: UnitOfWork, record: BookingRecord, payment: PaymentRow): PaymentProgress {
  const progress = { bookingId: record.booking.id, paymentId: payment.id };
  return work.request.isDryRun ? { ...progress, preview: viewPaid(record, payment, work.now) } : progress;
}

function viewPaid(record: BookingRecord, payment: PaymentRow, now: Instant): BookingView {
  const view = viewBooking(record, now);
  return payment.charged_currency === null ? view : { ...view, charged: chargedOf(payment) };
}

/**
 * The first transaction of a payment: reserves the amount, and stops the hold from running out under it.
 * The booking's row is locked, so that twenty payments at once take turns and see each other's reserve.
 */
export async function beginPayment(
  work: UnitOfWork,
  record: BookingRecord,
  source: PaymentSource,
  wish: ChargeWish,
  operation?: PaymentRow['operation'],
): Promise<PaymentRow> {
  const { booking } = record;
  const due = await decideCharge(work, record, wish);
  if (due.status === 'held') await freezeHold(work, record);
  return reservePayment(work, {
    bookingId: booking.id,
    amountMinor: due.amountMinor,
    currency: booking.currency,
    exchange: due.exchange,
    gateway: source.gateway,
    source: source.source,
    operation,
    subject: record.subject,
  });
}

async function freezeHold(work: UnitOfWork, record: BookingRecord): Promise<void> {
  if (await holdSpaceUntil(work, record, null)) return;
  throw new OpsdeskError(
    'HOLD_EXPIRED',
    `space of ${record.booking.record_locator} have gone to others since its hold ran out`,
    {
      hint: "Book again at today's price: opsdesk booking create",
      details: { recordLocator: record.booking.record_locator },
    },
  );
}

/** The call and what follows it, for a payment that this command or an earlier run of it began. */
export async function carryPayment(
  deps: BookingDeps,
  request: WriteRequest,
  started: Started<PaymentProgress, BookingView>,
): Promise<BookingView> {
  if (started.kind === 'answered') {
    return deps.runner.finish(request, undefined, started.outcome);
  }
  const { progress } = started;
  if (progress.preview) return progress.preview;
  return deps.runner.carryOn(
    (cause) => paymentLeftOpen(progress, cause),
    () => chargeAndAnswer(deps, request, progress),
  );
}

async function chargeAndAnswer(
  deps: BookingDeps,
  request: WriteRequest,
  { bookingId, paymentId }: PaymentProgress,
): Promise<BookingView> {
  const payment = await getPayment(deps.session, paymentId);
  const isOpen = payment.status === 'created' || payment.status === 'unknown';
  const settled = isOpen ? await chargeAndSettle(deps, request, payment) : payment;
  const record = await getBookingById(deps.session, bookingId);
  const outcome = outcomeOf(settled, record, viewPaid(record, settled, deps.clock.now()));
  // An unknown outcome is not the end: the same key asks the gateway again.
  if (outcome.kind === 'failed' && outcome.error.code === 'PAYMENT_UNKNOWN') {
    return deps.runner.finish({ ...request, idempotencyKey: undefined }, undefined, outcome);
  }
  return deps.runner.finish(request, record.subject, outcome);
}

/** Asks the gateway outside any transaction, then records the answer in a second one. */
export async function chargeAndSettle(
  deps: BookingDeps,
  request: WriteRequest,
  payment: PaymentRow,
): Promise<PaymentRow> {
  const outcome = await chargePayment(await deps.gatewayOf(payment.gateway), payment, deps.clock.real());
  return recordOutcome(deps, request, payment, outcome);
}

export async function recordOutcome(
  deps: BookingDeps,
  request: WriteRequest,
  payment: PaymentRow,
  outcome: LookUpOutcome,
): Promise<PaymentRow> {
  const recorded = await deps.runner.step(request, async (work) => {
    const record = await lockBookingById(work.tx, payment.booking_id);
    const { payment: settled, changed } = await settlePayment(work, payment.id, outcome);
    if (!changed) return { settled };
    if (settled.status === 'captured') return { settled, refundId: await receivePayment(work, record, settled) };
    if (settled.status === 'failed') await thawHold(work, record, settled);
    return { settled };
  });
  if (recorded.refundId) await payOut(deps, request, recorded.refundId);
  return recorded.settled;
}

/** For whatever went wrong with the database while a payment was under way. */
export function paymentLeftOpen({ paymentId }: Pick<PaymentProgress, 'paymentId'>, cause: OpsdeskError): OpsdeskError {
  return new OpsdeskError('PAYMENT_UNKNOWN', `${cause.message}, while payment ${paymentId} was under way`, {
    hint: 'Its seats are kept until it is settled. Do not take the money again; when the database is back, run: opsdesk payment reconcile',
    details: { paymentId },
    cause,
  });
}

function outcomeOf(payment: PaymentRow, record: BookingRecord, view: BookingView): Outcome<BookingView> {
  if (payment.captured_minor > 0) return { kind: 'done', answer: view };
  const { record_locator: locator } = record.booking;
  const details = { recordLocator: locator, paymentId: payment.id, bookingStatus: view.status };
  if (payment.status === 'failed') {
    const reason = payment.failure ?? 'no reason given';
    return failedOutcome(
      new OpsdeskError('PAYMENT_DECLINED', `the payment was declined (${reason}); ${locator} is still ${view.status}`, {
        hint: `Ask for another means of payment: opsdesk booking confirm ${locator} --pay GATEWAY:TOKEN`,
        details: { ...details, reason },
      }),
    );
  }
  return failedOutcome(
    new OpsdeskError(
      'PAYMENT_UNKNOWN',
      `no answer from ${payment.gateway} (${payment.failure}): nobody knows yet whether ${locator} was paid`,
      {
        hint: 'Its seats are kept until it is settled. Do not take the money again; run: opsdesk payment reconcile',
        details: { ...details, gateway: payment.gateway, reason: payment.failure },
      },
    ),
  );
}
