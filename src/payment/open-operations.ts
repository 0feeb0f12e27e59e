import type { Session } from '../database/dialect.js';
import type { PaymentRow } from '../database/schema.js';
import type { Instant } from '../kernel/instant.js';
import { type DueAuthorisation, listDueAuthorisations } from './authorisation-repository.js';
import { EVERY_TURN } from './inquiry-repository.js';
import { listOpenPayments } from './payment-repository.js';
import { listOpenParts, type OpenRefundPart } from './refund-repository.js';

export interface OpenOperations {
  /** `created` or `unknown`, oldest first. */
  readonly payments: readonly PaymentRow[];
  /** `pending` or `unknown`, those of the oldest refund first. */
  readonly refundParts: readonly OpenRefundPart[];
  /** Authorised payments that are being ended, or have run out. */
  readonly authorised: readonly DueAuthorisation[];
}

/**
 * What is to be reconciled. Some of it may be in another desk's hands at this moment; asking the gateway
 * again with the same key does no harm to it.
 * @param real real time in milliseconds
 * @param due the same: what workers let rest until later is left out
 */
export async function openOperations(session: Session, real: Instant, due = EVERY_TURN): Promise<OpenOperations> {
  const [payments, refundParts, authorised] = await Promise.all([
    listOpenPayments(session, due),
    listOpenParts(session, due),
    listDueAuthorisations(session, real, due),
  ]);
  return { payments, refundParts, authorised };
}
