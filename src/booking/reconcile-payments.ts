import { isOpsdeskError } from '../kernel/errors.js';
import { listParkedEvents } from '../payment/gateway-event-repository.js';
import { openOperations } from '../payment/open-operations.js';
import { listDueRequests } from '../payment/request-repository.js';
import type { WriteOptions, WriteRequest } from '../runtime/request.js';
import type { BookingDeps } from './booking-deps.js';
import { settleAuthorisation } from './end-authorisation.js';
import { settleEvent } from './hear-gateway.js';
import { payOut } from './pay-out.js';
import { settleRequest } from './settle-request.js';
import { chargeAndSettle } from './take-payment.js';

export interface ReconciledItem {
  /** A payment, a refund, or the page that a customer was asked to pay on. */
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
 * and the same body: whatever happened then is what it answers, and what did not happen happens now. What is older
 * than the gateway's memory of keys is looked up instead, and nothing is asked for (`payment/ask-once.ts`).
 * Captures and voids likewise; what was set aside and has run out is looked at.
 * Pages on which customers were asked to pay are looked at, and told of once they have or cannot any more.
 * It may run beside the command that it settles for; whoever comes second changes nothing.
 * @param pagesEveryMs a page is left alone for so many milliseconds after a look
 */
export async function reconcilePayments(
  deps: BookingDeps,
  options: WriteOptions,
  pagesEveryMs = 0,
): Promise<ReconcileResult> {
  const request: WriteRequest = { reason: options.reason, command: 'payment reconcile', input: {} };
  const open = await openOperations(deps.session, deps.clock.real());
  const items: ReconciledItem[] = [];
  for (const payment of open.payments) {
    const { status } = options.isDryRun
      ? payment
      : await settleOrKeep(() => chargeAndSettle(deps, request, payment), payment);
    items.push({ operationId: payment.id, before: payment.status, status });
  }
  for (const payment of open.authorised) {
    const settle = async () => {
      const { payment: settled, answer } = await settleAuthorisation(deps, request, payment.id);
      return answer?.kind === 'unknown' ? UNKNOWN : settled;
    };
    const { status } = options.isDryRun ? payment : await settleOrKeep(settle, UNKNOWN);
    items.push({ operationId: payment.id, before: payment.status, status });
  }
  const refunds = new Map(open.refundParts.map((part) => [part.refund_id, part]));
  for (const [refundId, part] of refunds) {
    const { status } = options.isDryRun ? part : await settleOrKeep(() => payOut(deps, request, refundId), part);
    items.push({ operationId: refundId, before: part.status, status });
  }
  if (!options.isDryRun) items.push(...(await settlePages(deps, request, pagesEveryMs)));
  if (!options.isDryRun) await settleParked(deps, request);
  const stillOpen = items.filter(
    ({ before, status }) => OPEN.includes(status) || (options.isDryRun && before === status),
  ).length;
  return { checked: items.length, settled: items.length - stillOpen, stillOpen, items };
}

/** Of a payment or a refund. */
const OPEN: readonly string[] = ['created', 'pending', 'unknown'];
/** Of an authorisation that nobody knows to be ended or not. */
const UNKNOWN = { status: 'unknown' };

async function settlePages(deps: BookingDeps, request: WriteRequest, everyMs: number): Promise<ReconciledItem[]> {
  const items: ReconciledItem[] = [];
  for (const page of await listDueRequests(deps.session, deps.clock.real() - everyMs)) {
    const settle = async () => ({ status: await settleRequest(deps, request, page) });
    const { status } = await settleOrKeep(settle, page);
    // Nothing is open about one that its customer has not come to yet.
    if (status !== 'open') items.push({ operationId: page.id, before: page.status, status });
  }
  return items;
}

/** What a gateway told of before we knew what it was about. */
async function settleParked(deps: BookingDeps, request: WriteRequest): Promise<void> {
  for (const event of await listParkedEvents(deps.session)) {
    await settleOrKeep(async () => {
      await settleEvent(deps, request, event);
      return event;
    }, event);
  }
}

const NOT_NOW = ['DATABASE_BUSY', 'PRODUCTION_DATABASE', 'GATEWAY_NOT_CONFIGURED'] as const;

/** One operation that can't be asked about now must not keep the others from being settled. */
async function settleOrKeep<T extends { readonly status: string }>(
  settle: () => Promise<T>,
  before: T | { readonly status: string },
) {
  try {
    return await settle();
  } catch (error) {
    if (NOT_NOW.some((code) => isOpsdeskError(error, code))) return before;
    throw error;
  }
}
