import type { PaymentRow, RefundPartRow, RefundRow } from '../database/schema.js';
import { invariant } from '../kernel/errors.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { chargedOfPart } from './charged.js';
import type { LookUpOutcome } from './gateways/gateway.js';
import { postRefund } from './ledger.js';
import { isByVoucher } from './means.js';
import { addRefunded, lockPaymentsOfRefund } from './payment-repository.js';
import {
  listPartsOfRefund,
  lockRefund,
  type PartSettlement,
  storePartSettlement,
  storeRefundStatus,
} from './refund-repository.js';
import { refundStatusOf } from './refund-rules.js';
import type { RefundWithParts } from './reserve-refund.js';
import { lockVouchersOf, returnRedeemed } from './vouchers/redeem-voucher.js';

export interface PartOutcome {
  readonly partId: string;
  readonly outcome: LookUpOutcome;
}

export interface SettledRefund extends RefundWithParts {
  /** False when there was nothing to do: settled before, or still unknown. */
  readonly changed: boolean;
}

/**
 * Records what became of a refund's parts, each once: a part that is settled already stays as it is.
 * All its payments are locked in the order of their ids, whichever parts are told of, and then the
 * refund, so that two desks that settle it do not wait for one another in a circle.
 * In the global lock order the booking's row comes first.
 * @throws REFUND_NOT_FOUND
 */
export async function settleRefund(
  work: UnitOfWork,
  refundId: string,
  outcomes: readonly PartOutcome[],
): Promise<SettledRefund> {
  const { tx } = work;
  const [payments, refund, earlierParts] = await Promise.all([
    lockPaymentsOfRefund(tx, refundId),
    lockRefund(tx, refundId),
    listPartsOfRefund(tx, refundId),
  ]);
  if (outcomes.length > 0) await lockVouchersOf(work, payments);
  const parts: RefundPartRow[] = [];
  for (const part of earlierParts) {
    const outcome = outcomes.find((each) => each.partId === part.id)?.outcome;
    const settlement = outcome && settlementOf(part, outcome);
    if (!settlement) {
      parts.push(part);
      continue;
    }
    await storePartSettlement(tx, settlement);
    const settled = { ...part, ...settlement };
    if (settled.status === 'succeeded') await giveBack(work, refund, payments, settled);
    parts.push(settled);
  }
  const changedParts = parts.filter((part, index) => part !== earlierParts[index]);
  if (changedParts.length === 0) return { refund, parts, changed: false };

  const status = refundStatusOf(parts);
  const settledAt = status === 'succeeded' || status === 'failed' ? work.now : null;
  if (status !== refund.status) await storeRefundStatus(tx, refundId, status, settledAt);
  work.audit({
    action: status === refund.status ? 'refund.part_settled' : `refund.${status}`,
    entity: 'refund',
    entityId: refundId,
    before: { status: refund.status },
    after: {
      bookingId: refund.booking_id,
      status,
      parts: changedParts.map(({ id, payment_id, amount_minor, status, failure }) => ({
        partId: id,
        paymentId: payment_id,
        amountMinor: amount_minor,
        status,
        failure,
      })),
    },
  });
  return { refund: { ...refund, status, settled_at: settledAt }, parts, changed: true };
}

async function giveBack(
  work: UnitOfWork,
  refund: RefundRow,
  payments: readonly PaymentRow[],
  part: RefundPartRow,
): Promise<void> {
  const payment = payments.find((each) => each.id === part.payment_id);
  invariant(payment, `the payment of refund part ${part.id} was not locked`);
  await addRefunded(work.tx, payment.id, part.amount_minor);
  const { amountMinor: chargedMinor } = chargedOfPart(part, payment.currency);
  const isForVoucher = isByVoucher(payment) && refund.voucher_id === null && chargedMinor > 0;
  if (isForVoucher) await returnRedeemed(work, payment, chargedMinor);
  postRefund(work, refund, payment, part);
}

/** Undefined where the outcome tells nothing new of the part. */
function settlementOf(part: RefundPartRow, outcome: LookUpOutcome): PartSettlement | undefined {
  if (part.status !== 'pending' && part.status !== 'unknown') return undefined;
  const unsettled = { id: part.id, gateway_reference: null, failure: null };
  switch (outcome.kind) {
    case 'succeeded':
      return { ...unsettled, status: 'succeeded', gateway_reference: outcome.reference };
    case 'declined':
      return { ...unsettled, status: 'failed', failure: outcome.reason };
    case 'unknown':
      return part.status === 'unknown' ? undefined : { ...unsettled, status: 'unknown', failure: outcome.reason };
    case 'not-found':
      return { ...unsettled, status: 'needs_review', failure: 'not_found_at_gateway' };
  }
}
