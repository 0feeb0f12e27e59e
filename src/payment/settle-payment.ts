import type { PaymentRow } from '../database/schema.js';
import { formatInstant } from '../kernel/instant.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { auditSettlement } from './audit-settlement.js';
import { insertAuthorisation } from './authorisation-repository.js';
import type { LookUpOutcome } from './gateways/gateway.js';
import { postCapture } from './ledger.js';
import { isByVoucher } from './means.js';
import { lockPayment, type PaymentSettlement, storeSettlement } from './payment-repository.js';
import { redeemVoucher } from './vouchers/redeem-voucher.js';

export interface SettledPayment {
  readonly payment: PaymentRow;
  /** False when there was nothing to do: settled before, or still unknown. */
  readonly changed: boolean;
}

/**
 * Records what became of a charge, or of an authorisation, once: a payment that is settled already stays as it is, so
 * that two desks may settle the same one. What the gateway does not find needs a person (`needs_review`).
 * In the global lock order the booking's row comes first.
 * @param asked what its gateway said; a voucher pays here and now
 * @throws PAYMENT_NOT_FOUND
 */
export async function settlePayment(
  work: UnitOfWork,
  paymentId: string,
  asked: LookUpOutcome,
): Promise<SettledPayment> {
  const payment = await lockPayment(work.tx, paymentId);
  const isOpen = payment.status === 'created' || payment.status === 'unknown';
  if (!isOpen || (payment.status === 'unknown' && asked.kind === 'unknown')) return { payment, changed: false };
  const outcome = isByVoucher(payment) ? await redeemVoucher(work, payment) : asked;
  const settlement = settlementOf(payment, outcome, work.now);
  await storeSettlement(work.tx, settlement);
  const settled: PaymentRow = { ...payment, ...settlement };
  if (settled.status === 'captured') postCapture(work, settled);
  const expiresAt = outcome.kind === 'succeeded' ? outcome.expiresAt : undefined;
  if (settled.status === 'authorised') await insertAuthorisation(work.tx, payment.id, expiresAt);
  auditSettlement(work, payment, settled, expiresAt === undefined ? {} : { expiresAt: formatInstant(expiresAt) });
  return { payment: settled, changed: true };
}

function settlementOf(payment: PaymentRow, outcome: LookUpOutcome, now: number): PaymentSettlement {
  const unsettled = { id: payment.id, captured_minor: 0, gateway_reference: null, failure: null, settled_at: null };
  switch (outcome.kind) {
    case 'succeeded':
      if (payment.operation === 'authorise') {
        return { ...unsettled, status: 'authorised', gateway_reference: outcome.reference };
      }
      return {
        ...unsettled,
        status: 'captured',
        captured_minor: payment.amount_minor,
        gateway_reference: outcome.reference,
        settled_at: now,
      };
    case 'declined':
      return { ...unsettled, status: 'failed', failure: outcome.reason, settled_at: now };
    case 'unknown':
      return { ...unsettled, status: 'unknown', failure: outcome.reason };
    case 'not-found':
      return { ...unsettled, status: 'needs_review', failure: 'not_found_at_gateway' };
  }
}
