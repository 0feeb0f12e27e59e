import type { RefundRow } from '../database/schema.js';
import { OpsdeskError } from '../kernel/errors.js';
import type { Digest } from '../notification/notification-repository.js';
import { isAskedFor, payOutRefund } from '../payment/pay-out-refund.js';
import { getRefund, listOpenPartsOfRefund } from '../payment/refund-repository.js';
import { settleRefund } from '../payment/settle-refund.js';
import type { WriteRequest } from '../runtime/request.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import type { BookingDeps } from './booking-deps.js';
import { lockBookingById } from './booking-repository.js';
import { queueRefundNotice } from './messages.js';
import { publishBooking } from './trail.js';

/**
 * Asks the gateways for a reserved refund outside any transaction, then records what they said.
 * @param digest where the customer hears of other bookings as well
 */
export async function payOut(
  deps: BookingDeps,
  request: WriteRequest,
  refundId: string,
  digest?: Digest,
): Promise<RefundRow> {
  const reserved = await getRefund(deps.session, refundId);
  const outcomes = await payOutRefund(deps.session, deps.gatewayOf, refundId, deps.clock.real());
  if (outcomes.length === 0) return reserved;
  return deps.runner.step(request, async (work) => {
    const record = await lockBookingById(work.tx, reserved.booking_id);
    const { refund, changed } = await settleRefund(work, refundId, outcomes);
    if (changed && refund.status === 'succeeded') {
      publishBooking(work, 'refund.succeeded', record);
      queueRefundNotice(work, record, refund.amount_minor, digest);
    }
    return refund;
  });
}

/**
 * What was reserved and can't be asked for here would leave a customer without their money and this desk with an error
 * that sounds as if nothing had happened: so it is not reserved.
 * @throws GATEWAY_NOT_CONFIGURED, PRODUCTION_DATABASE, INVALID_INPUT
 */
export async function requirePayable(deps: BookingDeps, { tx }: UnitOfWork, refundId: string): Promise<void> {
  for (const part of await listOpenPartsOfRefund(tx, refundId)) {
    if (isAskedFor(part)) await deps.requireGateway(part.gateway);
  }
}

/** For whatever went wrong with the database while a refund was under way. */
export function refundLeftOpen(refundId: string, cause: OpsdeskError): OpsdeskError {
  return new OpsdeskError('REFUND_UNKNOWN', `${cause.message}, while refund ${refundId} was under way`, {
    hint: 'Do not give the money back again; when the database is back, run: opsdesk payment reconcile',
    details: { refundId },
    cause,
  });
}
