import type { PaymentRow } from '../database/schema.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';

/** One entry of the audit trail for what became of a payment. @param more what its row does not tell */
export function auditSettlement(work: UnitOfWork, before: PaymentRow, settled: PaymentRow, more: object = {}): void {
  work.audit({
    action: `payment.${settled.status}`,
    entity: 'payment',
    entityId: settled.id,
    before: { status: before.status },
    after: {
      bookingId: settled.booking_id,
      status: settled.status,
      capturedMinor: settled.captured_minor,
      currency: settled.currency,
      failure: settled.failure,
      ...more,
    },
  });
}
