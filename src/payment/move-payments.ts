import type { PaymentRow } from '../database/schema.js';
import { invariant } from '../kernel/errors.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { gatewayKeyFor } from './gateways/gateway-key.js';
import { postMove } from './ledger.js';
import { lockRefundable } from './lock-refundable.js';
import { insertPayment, storeMovedOut } from './payment-repository.js';
import { type RefundShare, spreadRefund } from './refund-rules.js';

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
  const shares = spreadRefund(amountMinor, await lockRefundable(work.tx, fromBookingId));
  invariant(shares, `the payments of ${fromBookingId} have less left than ${amountMinor}`);
  for (const share of shares) await moveShare(work, share, toBookingId);
}

async function moveShare(
  work: UnitOfWork,
  { payment: from, amountMinor, chargedMinor }: RefundShare,
  toBookingId: string,
): Promise<void> {
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
    gateway_key: gatewayKeyFor('split', id),
    operation: 'charge',
    split_from: from.id,
    charged_minor: chargedMinor,
    charged_moved_minor: 0,
  };
  await storeMovedOut(work.tx, from.id, amountMinor, chargedMinor ?? 0);
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
