import type { Money } from '../kernel/money.js';
import { getRefund, listPartsOfRefund } from '../payment/refund-repository.js';
import { type RefundView, viewRefund } from '../payment/refund-view.js';
import { type RefundWithParts, reserveRefund } from '../payment/reserve-refund.js';
import type { DataSubject } from '../runtime/personal-data.js';
import type { WriteOptions, WriteRequest } from '../runtime/request.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { requireVersion } from '../runtime/version.js';
import { requireAgreed } from './agreed-sum.js';
import { releaseSpace, saveSpace, withoutSpace } from './booked-space.js';
import type { BookingDeps } from './booking-deps.js';
import type { BookingRecord } from './booking-record.js';
import { getBookingById, lockBooking, updateBooking } from './booking-repository.js';
import { requireLive } from './booking-state.js';
import { releaseAuthorised, settleAuthorisation } from './end-authorisation.js';
import { queueCancellation } from './messages.js';
import { payOut, refundLeftOpen, requirePayable } from './pay-out.js';
import { storeQuote, sumRefund } from './refund-quote.js';
import { supersedeScheduleChanges } from './schedule-change-repository.js';
import { findStatutoryRefund } from './statutory-refund.js';
import { paymentLeftOpen } from './take-payment.js';
import { auditBooking, publishBooking } from './trail.js';
import { type BookingView, viewBooking } from './view-booking.js';
import { deleteEntries } from './waitlist-repository.js';
import { clearInPassing } from './waitlist-turn.js';

export interface CancelBookingInput {
  readonly recordLocator: string;
  /** Leaves the money: `refund issue` pays it later. */
  readonly isWithoutRefund?: boolean | undefined;
  readonly ifVersion?: number | undefined;
  /** What somebody was told that would go back. */
  readonly agreed?: Money | undefined;
}

/** The booking, and the refund that went out with it. */
export type CancelledView = BookingView & { readonly refund: RefundView | null };

interface CancelProgress {
  readonly bookingId: string;
  readonly refundId: string | undefined;
  /** Payments that are to be set free. */
  readonly released: readonly string[];
  readonly preview?: CancelledView | undefined;
}

/**
 * Gives up a booking: its seats go to those who wait or back on sale, and what its fares give back goes back to
 * the customer. What was only set aside is set free. One that waits itself leaves the list.
 * @throws WRONG_STATE, HOLD_EXPIRED, VERSION_CONFLICT, PRICE_CHANGED, GATEWAY_NOT_CONFIGURED
 */
export async function cancelBooking(
  deps: BookingDeps,
  input: CancelBookingInput,
  options: WriteOptions,
): Promise<CancelledView> {
  // What the caller had read is not what they want: a repeat that has read something newer is the same command.
  const wish = { ...input, ifVersion: undefined, agreed: undefined };
  const request: WriteRequest = { ...options, command: 'booking cancel', input: wish };
  let freed: number[] = [];
  const started = await deps.runner.start<CancelProgress, CancelledView>(request, async (work) => {
    const before = await lockBooking(work.tx, input.recordLocator);
    requireVersion(`booking ${before.booking.record_locator}`, before.booking.version, input.ifVersion);
    const isWaiting = before.booking.status === 'waitlisted';
    if (!isWaiting) requireLive(before, work.now);
    const released = await releaseAuthorised(deps, work, before);
    const { after, refund } = await giveUp(work, before, input.isWithoutRefund === true);
    requireAgreed(input.agreed, refund?.refund.amount_minor ?? 0, before.booking.currency, 'would go back');
    if (refund) await requirePayable(deps, work, refund.refund.id);
    if (isWaiting) deleteEntries(work.tx, before.booking.id);
    else freed = before.segments.map((segment) => segment.flight_id);
    const preview = work.request.isDryRun ? viewCancelled(work, after, refund) : undefined;
    return { bookingId: after.booking.id, refundId: refund?.refund.id, released, preview };
  });
  if (started.kind === 'answered') return deps.runner.finish(request, undefined, started.outcome);
  const { bookingId, refundId, released, preview } = started.progress;
  if (preview) return preview;
  await clearInPassing(deps, freed, request.command);
  for (const paymentId of released) await setFree(deps, request, paymentId);
  if (refundId === undefined) return answerCancelled(deps, request, bookingId, refundId);
  return deps.runner.carryOn(
    (cause) => refundLeftOpen(refundId, cause),
    async () => {
      await payOut(deps, request, refundId);
      return answerCancelled(deps, request, bookingId, refundId);
    },
  );
}

/** Its void is reserved: what keeps it from being carried out now, whoever reconciles does later. */
function setFree(deps: BookingDeps, request: WriteRequest, paymentId: string): Promise<unknown> {
  return deps.runner.carryOn(
    (cause) => paymentLeftOpen({ paymentId }, cause),
    () => settleAuthorisation(deps, request, paymentId),
  );
}

async function answerCancelled(
  deps: BookingDeps,
  request: WriteRequest,
  bookingId: string,
  refundId: string | undefined,
): Promise<CancelledView> {
  const { view, subject } = await readCancelled(deps, bookingId, refundId);
  const isOpen = view.refund !== null && (view.refund.status === 'pending' || view.refund.status === 'unknown');
  return isOpen ? view : deps.runner.finish(request, subject, { kind: 'done', answer: view });
}

async function giveUp(
  work: UnitOfWork,
  before: BookingRecord,
  isWithoutRefund: boolean,
): Promise<{ after: BookingRecord; refund: RefundWithParts | undefined }> {
  const { booking } = before;
  const sum = sumRefund(before, work.now, await findStatutoryRefund(work.tx, before, work.now));
  await releaseSpace(work, before);
  await supersedeScheduleChanges(work.tx, before.segments, work.now);
  const after: BookingRecord = {
    ...before,
    booking: {
      ...booking,
      status: 'cancelled',
      version: booking.version + 1,
      // What is kept: so that the balance says what is owed to the customer.
      total_minor: sum.paidMinor - sum.owedMinor,
      discount_minor: 0,
      hold_expires_at: null,
      updated_at: work.now,
    },
    ...withoutSpace(before),
  };
  updateBooking(work.tx, after.booking);
  saveSpace(work, after);
  auditBooking(work, 'booking.cancelled', before, after);
  publishBooking(work, 'booking.cancelled', after);
  if (booking.status === 'confirmed') queueCancellation(work, after, isWithoutRefund ? 0 : sum.owedMinor);
  if (sum.owedMinor === 0) return { after, refund: undefined };
  const quote = storeQuote(work, after, sum);
  if (isWithoutRefund) return { after, refund: undefined };
  await work.tx.sendLater();
  const refund = await reserveRefund(work, {
    bookingId: booking.id,
    quoteId: quote.id,
    kind: 'cancellation',
    amountMinor: sum.owedMinor,
    currency: booking.currency,
    reason: work.request.reason,
  });
  return { after, refund };
}

function viewCancelled(work: UnitOfWork, after: BookingRecord, refund: RefundWithParts | undefined): CancelledView {
  const { record_locator: locator } = after.booking;
  return { ...viewBooking(after, work.now), refund: refund ? viewRefund(refund.refund, refund.parts, locator) : null };
}

async function readCancelled(
  deps: BookingDeps,
  bookingId: string,
  refundId: string | undefined,
): Promise<{ view: CancelledView; subject: DataSubject }> {
  const record = await getBookingById(deps.session, bookingId);
  const refund = refundId === undefined ? null : await getRefund(deps.session, refundId);
  const parts = refundId === undefined ? [] : await listPartsOfRefund(deps.session, refundId);
  return {
    view: {
      ...viewBooking(record, deps.clock.now()),
      refund: refund ? viewRefund(refund, parts, record.booking.record_locator) : null,
    },
    subject: record.subject,
  };
}
