import type { BookingStatus, PaymentRow } from '../database/schema.js';
import { reserveRefund } from '../payment/reserve-refund.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { holdSpaceUntil, sellSpace } from './booked-space.js';
import { type BookingRecord, balanceMinor, isLive } from './booking-record.js';
import { updateBooking } from './booking-repository.js';
import { queueItinerary } from './messages.js';
import { auditBooking, publishBooking } from './trail.js';

/**
 * What a payment that was captured makes of its booking: it is confirmed once nothing is owed any more.
 * @param before as it was while the payment was under way
 * @returns the refund of a payment that came too late for its booking
 */
export async function receivePayment(
  work: UnitOfWork,
  before: BookingRecord,
  payment: PaymentRow,
): Promise<string | undefined> {
  const { booking } = before;
  const money = {
    ...before.money,
    paidMinor: before.money.paidMinor + payment.captured_minor,
    reservedMinor: before.money.reservedMinor - payment.amount_minor,
  };
  if (booking.status !== 'held' && booking.status !== 'confirmed')
    return refundLatePayment(work, before, payment, booking.status);
  // Another payment under way is spoken for and may yet be declined: only what was taken confirms.
  const isPaid = balanceMinor({ booking, money: { ...money, reservedMinor: 0 } }) <= 0;
  if (booking.status === 'held' && isPaid && !(await sellSpace(work, before))) {
    throw new Error(`the frozen space of ${booking.id} were taken: a payment under way must keep them`);
  }
  const status = isPaid ? 'confirmed' : booking.status;
  const after: BookingRecord = {
    ...before,
    booking: {
      ...booking,
      status,
      version: booking.version + 1,
      hold_expires_at: status === 'confirmed' ? null : booking.hold_expires_at,
      updated_at: work.now,
    },
    seats: before.seats.map((seat) => ({ ...seat, status: status === 'confirmed' ? 'sold' : seat.status })),
    money,
  };
  updateBooking(work.tx, after.booking);
  if (status === 'held' && money.reservedMinor === 0) await holdSpaceUntil(work, before, booking.hold_expires_at);
  const action = booking.status === 'held' && status === 'confirmed' ? 'booking.confirmed' : 'booking.paid';
  auditBooking(work, action, before, after);
  publishBooking(work, action, after);
  // What it was paid for may have been cancelled meanwhile: such a booking is no good news.
  const isGoodNews = [...after.segments, ...after.stays].some(isLive);
  if (action === 'booking.confirmed') queueItinerary(work, isGoodNews ? 'confirmation' : 'change', after);
  return undefined;
}

/** The booking was cancelled or ran out while the answer was on its way: the money goes back. */
export async function refundLatePayment(
  work: UnitOfWork,
  { booking }: BookingRecord,
  payment: PaymentRow,
  status: BookingStatus,
): Promise<string> {
  const { refund } = await reserveRefund(work, {
    bookingId: booking.id,
    kind: 'late_payment',
    amountMinor: payment.captured_minor,
    currency: payment.currency,
    reason: `the payment arrived when the booking was ${status}`,
  });
  return refund.id;
}

/** After a decline the hold runs out as it would have. */
export async function thawHold(work: UnitOfWork, record: BookingRecord, payment: PaymentRow): Promise<void> {
  const { booking, money } = record;
  const isLastOpen = money.reservedMinor - payment.amount_minor <= 0;
  if (booking.status === 'held' && isLastOpen) await holdSpaceUntil(work, record, booking.hold_expires_at);
}
