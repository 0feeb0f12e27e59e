import { formatMoney } from '../catalog/currencies.js';
import type { RefundKind, RefundPartRow, RefundRow } from '../database/schema.js';
import { invariant, OpsdeskError } from '../kernel/errors.js';
import { money } from '../kernel/money.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { gatewayKeyFor } from './gateways/gateway-key.js';
import { lockRefundable } from './lock-refundable.js';
import { insertRefund } from './refund-repository.js';
import { spreadRefund } from './refund-rules.js';

export interface RefundReservation {
  readonly bookingId: string;
  readonly quoteId?: string | undefined;
  readonly kind: RefundKind;
  /** Minor units, above zero. */
  readonly amountMinor: number;
  readonly currency: string;
  readonly reason?: string | undefined;
  /** The voucher that it becomes, which stands in the database already. */
  readonly voucherId?: string | undefined;
}

export interface RefundWithParts {
  readonly refund: RefundRow;
  readonly parts: readonly RefundPartRow[];
}

/**
 * Sets money of a booking's payments aside to be given back. However many ask at once, the payments'
 * locks let them take turns, and a refund under way counts as given.
 * In the global lock order the booking's row comes first.
 * @throws REFUND_EXCEEDS_CAPTURED with `details.refundableMinor`
 */
export async function reserveRefund(work: UnitOfWork, reservation: RefundReservation): Promise<RefundWithParts> {
  const { bookingId, quoteId, kind, amountMinor, currency, reason, voucherId } = reservation;
  invariant(Number.isSafeInteger(amountMinor) && amountMinor > 0, `a refund of ${amountMinor} minor units`);
  const payments = await lockRefundable(work.tx, bookingId);
  const refundable = payments.filter(({ payment }) => payment.currency === currency);
  const shares = spreadRefund(amountMinor, refundable);
  if (!shares) {
    const refundableMinor = refundable.reduce((sum, each) => sum + each.refundableMinor, 0);
    throw exceedsCaptured(amountMinor, refundableMinor, currency);
  }
  const refund: RefundRow = {
    id: work.ids.next('ref'),
    booking_id: bookingId,
    quote_id: quoteId ?? null,
    status: 'pending',
    kind,
    currency,
    amount_minor: amountMinor,
    reason: reason ?? null,
    created_at: work.now,
    created_by: work.actor,
    settled_at: null,
    voucher_id: voucherId ?? null,
  };
  const parts = shares.map((share): RefundPartRow => {
    const id = work.ids.next('rfp');
    return {
      id,
      refund_id: refund.id,
      payment_id: share.payment.id,
      amount_minor: share.amountMinor,
      status: 'pending',
      gateway_key: gatewayKeyFor('refund', id),
      gateway_reference: null,
      failure: null,
      charged_currency: share.payment.charged_currency,
      charged_minor: share.chargedMinor,
    };
  });
  await insertRefund(work.tx, refund, parts);
  work.audit({
    action: 'refund.created',
    entity: 'refund',
    entityId: refund.id,
    after: {
      bookingId,
      quoteId: refund.quote_id,
      kind,
      status: refund.status,
      amountMinor,
      currency,
      voucherId: refund.voucher_id,
      parts: parts.map(({ payment_id: paymentId, amount_minor, charged_minor }) => ({
        ...{ paymentId, amountMinor: amount_minor },
        ...(charged_minor !== null && { chargedMinor: charged_minor }),
      })),
    },
  });
  return { refund, parts };
}

function exceedsCaptured(amountMinor: number, refundableMinor: number, currency: string): OpsdeskError {
  return new OpsdeskError('REFUND_EXCEEDS_CAPTURED', 'the refund is more than what is left of the payments', {
    hint:
      refundableMinor > 0
        ? `Ask for at most ${formatMoney(money(refundableMinor, currency))}.`
        : 'Everything that was captured has been given back, or is about to be.',
    details: { refundableMinor, amountMinor, currency },
  });
}
