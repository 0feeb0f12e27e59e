import type { PaymentRow } from '../database/schema.js';
import { OpsdeskError } from '../kernel/errors.js';
import { authorisationsOf } from '../payment/gateways/open-gateway.js';
import { getPayment } from '../payment/payment-repository.js';
import { type PaymentView, viewPayment } from '../payment/payment-view.js';
import { failedOutcome, type Outcome } from '../runtime/idempotency.js';
import type { WriteOptions, WriteRequest } from '../runtime/request.js';
import { requireVersion } from '../runtime/version.js';
import type { BookingDeps } from './booking-deps.js';
import { lockBooking } from './booking-repository.js';
import { beginPayment, chargeAndSettle, paymentLeftOpen, type TakePaymentInput } from './take-payment.js';

interface Progress {
  readonly paymentId: string;
  readonly preview?: PaymentView;
}

/**
 * Sets money for a booking aside at its gateway. Nothing is taken before `capture`; the booking keeps its space until
 * then, or until the gateway lets the money go. What is set aside counts as paid for whoever asks what is due.
 * @throws what `takePayment` throws, and INVALID_INPUT for a gateway that sets nothing aside
 */
export async function authorisePayment(
  deps: BookingDeps,
  input: Omit<TakePaymentInput, 'agreed' | 'currency'>,
  options: WriteOptions,
): Promise<PaymentView> {
  authorisationsOf(await deps.gatewayOf(input.source.gateway));
  const wish = { ...input, ifVersion: undefined };
  const request: WriteRequest = { ...options, command: 'payment authorise', input: wish };
  const started = await deps.runner.start<Progress, PaymentView>(request, async (work) => {
    const record = await lockBooking(work.tx, input.recordLocator);
    requireVersion(`booking ${record.booking.record_locator}`, record.booking.version, input.ifVersion);
    const payment = await beginPayment(work, record, input.source, { amount: input.amount }, 'authorise');
    if (!work.request.isDryRun) return { paymentId: payment.id };
    return { paymentId: payment.id, preview: viewPayment(await getPayment(work.tx, payment.id)) };
  });
  if (started.kind === 'answered') return deps.runner.finish(request, undefined, started.outcome);
  const { paymentId, preview } = started.progress;
  if (preview) return preview;
  return deps.runner.carryOn(
    (cause) => paymentLeftOpen(started.progress, cause),
    async () => {
      const payment = await getPayment(deps.session, paymentId);
      if (payment.status === 'created' || payment.status === 'unknown') await chargeAndSettle(deps, request, payment);
      const settled = await getPayment(deps.session, paymentId);
      const outcome = outcomeOf(settled, viewPayment(settled));
      // An unknown outcome is not the end: the same key asks the gateway again.
      const isOpen = outcome.kind === 'failed' && outcome.error.code === 'PAYMENT_UNKNOWN';
      return deps.runner.finish(isOpen ? { ...request, idempotencyKey: undefined } : request, undefined, outcome);
    },
  );
}

function outcomeOf(payment: PaymentRow, view: PaymentView): Outcome<PaymentView> {
  const { recordLocator, paymentId, gateway, failure: reason } = view;
  const details = { recordLocator, paymentId, gateway, reason };
  switch (payment.status) {
    case 'failed':
      return failedOutcome(
        new OpsdeskError('PAYMENT_DECLINED', `nothing was set aside: ${gateway} declined (${reason})`, {
          hint: `Ask for another means of payment: opsdesk payment authorise ${recordLocator} --pay GATEWAY:TOKEN`,
          details,
        }),
      );
    case 'created':
    case 'unknown':
    case 'needs_review':
      return failedOutcome(
        new OpsdeskError(
          'PAYMENT_UNKNOWN',
          `no answer from ${gateway} (${reason}): nobody knows yet whether anything was set aside for ${recordLocator}`,
          { hint: 'Its space is kept until it is settled. Run: opsdesk payment reconcile', details },
        ),
      );
    default:
      return { kind: 'done', answer: view };
  }
}
