import { isOpsdeskError } from '../kernel/errors.js';
import { openOperations } from '../payment/open-operations.js';
import type { WriteOptions, WriteRequest } from '../runtime/request.js';
import type { BookingDeps } from './booking-deps.js';
import { payOut } from './pay-out.js';
import { chargeAndSettle } from './take-payment.js';

export interface ReconciledItem {
  /** A payment or a refund. */
  readonly operationId: string;
  readonly before: string;
  readonly status: string;
}

export interface ReconcileResult {
  readonly checked: number;
  readonly settled: number;
  readonly stillOpen: number;
  readonly items: readonly ReconciledItem[];
}

/**
 * Settles every payment and refund whose outcome is open, by asking its gateway again with the same key
 * and the same body: whatever happened then is what it answers, and what did not happen happens now.
 * It may run beside the command that it settles for; whoever comes second changes nothing.
 */
export async function reconcilePayments(deps: BookingDeps, options: WriteOptions): Promise<ReconcileResult> {
  const request: WriteRequest = { reason: options.reason, command: 'payment reconcile', input: {} };
  const open = await openOperations(deps.session);
  const items: ReconciledItem[] = [];
  for (const payment of open.payments) {
    const { status } = options.isDryRun
      ? payment
      : await settleOrKeep(() => chargeAndSettle(deps, request, payment), payment);
    items.push({ operationId: payment.id, before: payment.status, status });
  }
  const refunds = new Map(open.refundParts.map((part) => [part.refund_id, part]));
  for (const [refundId, part] of refunds) {
    const { status } = options.isDryRun ? part : await settleOrKeep(() => payOut(deps, request, refundId), part);
    items.push({ operationId: refundId, before: part.status, status });
  }
  const stillOpen = items.filter(
    ({ status }) => status === 'created' || status === 'pending' || status === 'unknown',
  ).length;
  return { checked: items.length, settled: items.length - stillOpen, stillOpen, items };
}

/** One operation that can't be asked about now must not keep the others from being settled. */
async function settleOrKeep<T extends { readonly status: string }>(
  settle: () => Promise<T>,
  before: T | { readonly status: string },
) {
  try {
    return await settle();
  } catch (error) {
    if (isOpsdeskError(error, 'DATABASE_BUSY') || isOpsdeskError(error, 'PRODUCTION_DATABASE')) return before;
    throw error;
  }
}
