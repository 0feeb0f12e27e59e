import { isOpsdeskError, type OpsdeskError } from '../kernel/errors.js';
import { nextInquiry } from '../payment/inquiry-pace.js';
import { EVERY_TURN, takeTurns } from '../payment/inquiry-repository.js';
import type { WriteOptions, WriteRequest } from '../runtime/request.js';
import type { BookingDeps } from './booking-deps.js';
import { type Inquiry, openInquiries } from './open-inquiries.js';

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

const COMMAND = 'payment reconcile';

/**
 * Settles every payment and refund whose outcome is open, by asking its gateway again with the same key
 * and the same body: whatever happened then is what it answers, and what did not happen happens now. What is older
 * than the gateway's memory of keys is looked up instead, and nothing is asked for (`payment/ask-once.ts`).
 * Captures and voids likewise; what was set aside and has run out is looked at.
 * Pages on which customers were asked to pay are looked at, and told of once they have or cannot any more.
 * It may run beside the command that it settles for; whoever comes second changes nothing.
 * @throws INVALID_INPUT when a gateway that had to be asked is set up wrongly; those of the others are settled
 */
export async function reconcilePayments(deps: BookingDeps, options: WriteOptions): Promise<ReconcileResult> {
  const request: WriteRequest = { reason: options.reason, command: COMMAND, input: {} };
  const inquiries = await openInquiries(deps, request, EVERY_TURN);
  const round = new Round();
  for (const inquiry of inquiries) {
    if (options.isDryRun) round.show(inquiry);
    else await round.ask(inquiry);
  }
  return round.end();
}

/** Turns that are taken at once: few, so that several workers share them. */
const BATCH = 20;

/**
 * The same for workers, who take turns and let what stays open rest for longer each time (`nextInquiry`).
 * @param signal aborted when nothing new is to be begun
 */
export async function reconcileDue(deps: BookingDeps, signal: AbortSignal): Promise<ReconcileResult> {
  const request: WriteRequest = { command: COMMAND, input: {} };
  const due = await openInquiries(deps, request, deps.clock.real());
  const round = new Round();
  for (let at = 0; at < due.length && !signal.aborted; at += BATCH) {
    const batch = due.slice(at, at + BATCH);
    const now = deps.clock.real();
    const turns = batch.map(({ kind, subject, openedAt }) => ({ subject, next_at: nextInquiry(kind, openedAt, now) }));
    const taken = await deps.runner.step(request, ({ tx }) => takeTurns(tx, turns, now));
    for (const inquiry of batch) {
      if (taken.has(inquiry.subject) && !signal.aborted) await round.ask(inquiry);
    }
  }
  return round.end();
}

const NOT_NOW = ['DATABASE_BUSY', 'PRODUCTION_DATABASE', 'GATEWAY_NOT_CONFIGURED'] as const;
const OPEN: readonly string[] = ['created', 'pending', 'unknown'];

/** Asks about one after the other: one that can't be asked about now must not keep the others from being settled. */
class Round {
  private readonly items: ReconciledItem[] = [];
  private stillOpen = 0;
  private fault: OpsdeskError | undefined;

  async ask(inquiry: Inquiry): Promise<void> {
    const { kind, operationId, status: before } = inquiry;
    const status = await this.settle(inquiry);
    // Nothing is open about a page that its customer has not come to yet; and a gateway's word is about another item.
    if (kind === 'operation' || (kind === 'page' && status !== 'open')) this.tell(operationId, before, status);
    if (kind === 'operation' && OPEN.includes(status)) this.stillOpen += 1;
  }

  /** Without asking. */
  show({ kind, operationId, status }: Inquiry): void {
    if (kind !== 'operation') return;
    this.tell(operationId, status, status);
    this.stillOpen += 1;
  }

  /** @throws what kept a gateway from being asked and is for a person to mend */
  end(): ReconcileResult {
    if (this.fault) throw this.fault;
    const { items, stillOpen } = this;
    return { checked: items.length, settled: items.length - stillOpen, stillOpen, items };
  }

  private tell(operationId: string, before: string, status: string): void {
    this.items.push({ operationId, before, status });
  }

  private async settle(inquiry: Inquiry): Promise<string> {
    try {
      return await inquiry.settle();
    } catch (error) {
      if (isOpsdeskError(error, 'INVALID_INPUT')) this.fault ??= error;
      else if (!NOT_NOW.some((code) => isOpsdeskError(error, code))) throw error;
      return inquiry.unasked;
    }
  }
}
