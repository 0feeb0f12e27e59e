import type { PaymentRow } from '../database/schema.js';
import { invariant } from '../kernel/errors.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { postMove } from './ledger.js';
import { insertPayment, lockPaymentsOfBooking, storeMovedOut } from './payment-repository.js';
import { takenByRefunds } from './refund-repository.js';
import { spreadRefund } from './refund-rules.js';

export interface PaymentMove {
  readonly fromBookingId: string;
  /** Stands in the database already. */
  readonly toBookingId: string;
  /** Minor units, not below zero: no more than was captured and not given back. */
  readonly amountMinor: number;
}

/**
 * Lets a part of what was paid for one booking count for another: the newest payments first, as a refund would
 * take them. The moved part becomes a payment of its own with the reference of the gateway's charge, so that a
 * refund of either booking goes back to the means of payment that it came from, and the two together never give
 * back more than it took in. No gateway is asked. In the global lock order the booking's row comes first.
 */
export async function movePayments(work: UnitOfWork, move: PaymentMove): Promise<void> {
  const { fromBookingId, toBookingId, amountMinor } = move;
  if (amountMinor === 0) return;
  const [payments, taken] = await Promise.all([
    lockPaymentsOfBooking(work.tx, fromBookingId),
    takenByRefunds(work.tx, fromBookingId),
  ]);
  const shares = spreadRefund(
    amountMinor,
    payments.map((payment) => ({ payment, refundableMinor: payment.captured_minor - (taken.get(payment.id) ?? 0) })),
  );
  invariant(shares, `the payments of ${fromBookingId} have less left than ${amountMinor}`);
  for (const share of shares) await moveShare(work, share.payment, toBookingId, share.amountMinor);
}

async function moveShare(work: UnitOfWork, from: PaymentRow, toBookingId: string, amountMinor: number): Promise<void> {
  const id = work.ids.next('pay');
  // It is as old as the charge, so that "newest first" means the same for both bookings.
  const moved: PaymentRow = {
    ...from,
    id,
    booking_id: toBookingId,
    status: 'captured',
    amount_minor: amountMinor,
    captured_minor: amountMinor,
    refunded_minor: 0,
    moved_minor: 0,
    gateway_key: `split-${id}`,
    operation: 'charge',
    split_from: from.id,
  };
  await storeMovedOut(work.tx, from.id, amountMinor);
  await insertPayment(work.tx, moved);
  postMove(work, moved, from.booking_id);
  work.audit({
    action: 'payment.moved',
    entity: 'payment',
    entityId: from.id,
    before: { bookingId: from.booking_id, capturedMinor: from.captured_minor },
    after: { bookingId: from.booking_id, capturedMinor: from.captured_minor - amountMinor, movedTo: id },
  });
  work.audit({
    action: 'payment.split',
    entity: 'payment',
    entityId: id,
    after: {
      bookingId: toBookingId,
      gateway: moved.gateway,
      status: moved.status,
      capturedMinor: amountMinor,
      currency: moved.currency,
      splitFrom: from.id,
    },
  });
}
