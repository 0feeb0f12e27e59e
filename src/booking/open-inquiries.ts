import { timeOfId } from '../kernel/ids.js';
import type { Instant } from '../kernel/instant.js';
import type { DueAuthorisation } from '../payment/authorisation-repository.js';
import { listParkedEvents, subjectOfEvent } from '../payment/gateway-event-repository.js';
import type { InquirySubject } from '../payment/inquiry-pace.js';
import { openOperations } from '../payment/open-operations.js';
import { listOpenRequests } from '../payment/request-repository.js';
import type { WriteRequest } from '../runtime/request.js';
import type { BookingDeps } from './booking-deps.js';
import { settleAuthorisation } from './end-authorisation.js';
import { settleEvent } from './hear-gateway.js';
import { payOut } from './pay-out.js';
import { settleRequest } from './settle-request.js';
import { chargeAndSettle } from './take-payment.js';

/** Something that only a gateway can tell the end of. */
export interface Inquiry {
  readonly kind: InquirySubject;
  /** A payment, a refund or a payment request; of a gateway's word its own id. */
  readonly operationId: string;
  /** What workers take turns at. */
  readonly subject: string;
  /** By the real clock. */
  readonly openedAt: Instant;
  readonly status: string;
  /** The status that it has while the gateway cannot be asked. */
  readonly unasked: string;
  /** Asks, and records what came of it. @returns the status that it has now */
  settle(): Promise<string>;
}

/**
 * Payments, captures and voids, refunds, pages and gateways' words that are open, in this order and the oldest first.
 * @param due real time in milliseconds: what workers let rest until later is left out
 */
export async function openInquiries(deps: BookingDeps, request: WriteRequest, due: Instant): Promise<Inquiry[]> {
  const { session } = deps;
  const [open, pages, words] = await Promise.all([
    openOperations(session, deps.clock.real(), due),
    listOpenRequests(session, due),
    listParkedEvents(session, due),
  ]);
  const refunds = new Map(open.refundParts.map((part) => [part.refund_id, part]));
  return [
    ...open.payments.map((payment) =>
      operation(payment, async () => (await chargeAndSettle(deps, request, payment)).status),
    ),
    ...open.authorised.map((payment) => ending(deps, request, payment)),
    ...[...refunds].map(([id, { status }]) =>
      operation({ id, status }, async () => (await payOut(deps, request, id)).status),
    ),
    ...pages.map((page): Inquiry => {
      const settle = async () => (await settleRequest(deps, request, page)).status;
      return { ...operation(page, settle), kind: 'page' };
    }),
    ...words.map((word): Inquiry => {
      const { event_id: id, status, received_at: openedAt } = word;
      const settle = async () => ((await settleEvent(deps, request, word)) ? 'done' : status);
      return { ...operation({ id, status }, settle), kind: 'word', subject: subjectOfEvent(word), openedAt };
    }),
  ];
}

function operation({ id, status }: { id: string; status: string }, settle: Inquiry['settle']): Inquiry {
  return { kind: 'operation', operationId: id, subject: id, openedAt: timeOfId(id), status, unasked: status, settle };
}

/** An authorisation that nobody knows to be ended or not is as open as a payment without an answer. */
function ending(deps: BookingDeps, request: WriteRequest, due: DueAuthorisation): Inquiry {
  const { id, status, ending_id: endingId, expires_at: expiresAt } = due;
  const settle = async () => {
    const { payment, answer } = await settleAuthorisation(deps, request, id);
    return answer?.kind === 'unknown' ? UNKNOWN : payment.status;
  };
  const openedAt = endingId === null ? expiresAt : timeOfId(endingId);
  return { ...operation({ id, status }, settle), subject: endingId ?? id, openedAt, unasked: UNKNOWN };
}

const UNKNOWN = 'unknown';
