import type { Session } from '../database/dialect.js';
import type { PaymentRow } from '../database/schema.js';
import { listOpenPayments } from './payment-repository.js';
import { listOpenParts, type OpenRefundPart } from './refund-repository.js';

export interface OpenOperations {
  /** `created` or `unknown`, oldest first. */
  readonly payments: readonly PaymentRow[];
  /** `pending` or `unknown`, those of the oldest refund first. */
  readonly refundParts: readonly OpenRefundPart[];
}

/**
 * What is to be reconciled. Some of it may be in another desk's hands at this moment; asking the gateway
 * again with the same key does no harm to it.
 */
export async function openOperations(session: Session): Promise<OpenOperations> {
  const [payments, refundParts] = await Promise.all([listOpenPayments(session), listOpenParts(session)]);
  return { payments, refundParts };
}
