import type { PaymentRow } from '../database/schema.js';
import { OpsdeskError } from '../kernel/errors.js';
import { isId } from '../kernel/ids.js';
import { type Ending, getAuthorisation, listAuthorised } from '../payment/authorisation-repository.js';
import { askEnding, type EndingAnswer, reserveEnding, settleEnding } from '../payment/end-authorisation.js';
import { getPayment, lockPayment, lockPaymentsOfBooking } from '../payment/payment-repository.js';
import { type PaymentView, viewPayment } from '../payment/payment-view.js';
import { failedOutcome, type Outcome } from '../runtime/idempotency.js';
import type { WriteOptions, WriteRequest } from '../runtime/request.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import type { BookingDeps } from './booking-deps.js';
import { amountOf, type BookingRecord } from './booking-record.js';
import { lockBookingById } from './booking-repository.js';
import { requireLive, requireSettled } from './booking-state.js';
import { payOut } from './pay-out.js';
import { receivePayment, thawHold } from './receive-payment.js';
import { paymentLeftOpen } from './take-payment.js';

export interface EndAuthorisationInput {
  /** Of the payment, or of the booking that has one payment which is set aside. */
  readonly reference: string;
  readonly ending: Ending;
  /** What is captured, a decimal in the booking's currency; all of it unless given. */
  readonly amount?: string | undefined;
}

interface Progress {
  readonly paymentId: string;
  readonly preview?: PaymentView;
}

/**
 * Takes money that was set aside, all or a part of it, or sets it free. What is not captured is free at once.
 * @throws WRONG_STATE, PAYMENT_NOT_FOUND, PAYMENT_EXCEEDS_BALANCE, HOLD_EXPIRED, INVALID_INPUT, PAYMENT_DECLINED,
 *   PAYMENT_UNKNOWN (nothing is lost: `reconcilePayments` settles it)
 */
export async function endAuthorisation(
  deps: BookingDeps,
  input: EndAuthorisationInput,
  options: WriteOptions,
): Promise<PaymentView> {
  const { ending } = input;
  const request: WriteRequest = { ...options, command: `payment ${ending}`, input: { ...input } };
  const started = await deps.runner.start<Progress, PaymentView>(request, async (work) => {
    const paymentId = await idOf(work, input.reference);
    const record = await lockBookingById(work.tx, (await getPayment(work.tx, paymentId)).booking_id);
    const payment = await lockPayment(work.tx, paymentId);
    if (ending === 'capture') requireLive(record, work.now);
    await reserveEnding(work, payment, ending, amountOf(record, input.amount));
    await deps.requireGateway(payment.gateway);
    if (!work.request.isDryRun) return { paymentId };
    return { paymentId, preview: viewPayment(await getPayment(work.tx, paymentId)) };
  });
  if (started.kind === 'answered') return deps.runner.finish(request, undefined, started.outcome);
  const { paymentId, preview } = started.progress;
  if (preview) return preview;
  return deps.runner.carryOn(
    (cause) => paymentLeftOpen(started.progress, cause),
    async () => {
      const { answer } = await settleAuthorisation(deps, request, paymentId);
      const outcome = outcomeOf(ending, viewPayment(await getPayment(deps.session, paymentId)), answer);
      // An unknown outcome is not the end: the same key asks the gateway again.
      const isOpen = outcome.kind === 'failed' && outcome.error.code === 'PAYMENT_UNKNOWN';
      return deps.runner.finish(isOpen ? { ...request, idempotencyKey: undefined } : request, undefined, outcome);
    },
  );
}

/**
 * Brings an authorised payment up to date with its gateway: carries out what was reserved, or looks what is there.
 * @returns the payment, and the answer unless it was settled before
 */
export async function settleAuthorisation(
  deps: BookingDeps,
  request: WriteRequest,
  paymentId: string,
): Promise<{ readonly payment: PaymentRow; readonly answer?: EndingAnswer }> {
  const payment = await getPayment(deps.session, paymentId);
  if (payment.status !== 'authorised') return { payment };
  const row = await getAuthorisation(deps.session, paymentId);
  const answer = await askEnding(await deps.gatewayOf(payment.gateway), payment, row, deps.clock.real());
  const recorded = await deps.runner.step(request, async (work) => {
    const record = await lockBookingById(work.tx, payment.booking_id);
    const { payment: settled, changed } = await settleEnding(work, paymentId, answer, deps.clock.real());
    if (!changed) return { settled };
    if (settled.status === 'captured') return { settled, refundId: await receivePayment(work, record, settled) };
    if (settled.status === 'voided') await thawHold(work, record, settled);
    return { settled };
  });
  if (recorded.refundId) await payOut(deps, request, recorded.refundId);
  return { payment: recorded.settled, answer };
}

/**
 * Has all that is set aside for a booking, which is about to be given up, set free by whoever carries this on.
 * @returns the payments that are to be settled behind the commit
 * @throws WRONG_STATE while any other payment is under way, or one is being captured; GATEWAY_NOT_CONFIGURED
 */
export async function releaseAuthorised(
  deps: BookingDeps,
  work: UnitOfWork,
  record: BookingRecord,
): Promise<readonly string[]> {
  if (record.money.reservedMinor === 0) return [];
  const payments = await lockPaymentsOfBooking(work.tx, record.booking.id);
  const authorised = payments.filter(({ status }) => status === 'authorised');
  const authorisedMinor = authorised.reduce((sum, { amount_minor }) => sum + amount_minor, 0);
  requireSettled({
    ...record,
    money: { ...record.money, reservedMinor: record.money.reservedMinor - authorisedMinor },
  });
  for (const payment of authorised) {
    await deps.requireGateway(payment.gateway);
    await reserveEnding(work, payment, 'void');
  }
  return authorised.map(({ id }) => id);
}

async function idOf(work: UnitOfWork, reference: string): Promise<string> {
  if (isId('pay', reference)) return reference;
  const ids = await listAuthorised(work.tx, reference);
  const [only] = ids;
  if (only !== undefined && ids.length === 1) return only;
  if (only === undefined) {
    throw new OpsdeskError('WRONG_STATE', `nothing is set aside for ${reference}`, {
      hint: `See its payments: opsdesk payment list --booking ${reference}`,
      details: { recordLocator: reference },
    });
  }
  throw new OpsdeskError('INVALID_INPUT', `${ids.length} payments are set aside for ${reference}`, {
    hint: `Name one of them: ${ids.join(', ')}`,
    details: { recordLocator: reference, paymentIds: ids },
  });
}

function outcomeOf(ending: Ending, view: PaymentView, answer: EndingAnswer | undefined): Outcome<PaymentView> {
  const { paymentId, gateway, recordLocator, status } = view;
  const details = { recordLocator, paymentId, gateway, status };
  if (answer?.kind === 'unknown') {
    return failedOutcome(
      new OpsdeskError(
        'PAYMENT_UNKNOWN',
        `no answer from ${gateway} (${answer.reason}): nobody knows yet whether its ${ending} was carried out`,
        { hint: 'Run: opsdesk payment reconcile', details: { ...details, reason: answer.reason } },
      ),
    );
  }
  const isDone = ending === 'void' ? status === 'voided' : view.captured.amountMinor > 0;
  if (isDone) return { kind: 'done', answer: view };
  const reason = (answer?.kind === 'open' || answer?.kind === 'over' ? answer.reason : null) ?? view.failure ?? status;
  const left = status === 'authorised' ? 'it is still set aside' : `the payment is ${status}`;
  return failedOutcome(
    new OpsdeskError('PAYMENT_DECLINED', `${gateway} refused the ${ending} (${reason}); ${left}`, {
      hint:
        status === 'voided'
          ? `Set the money aside anew: opsdesk payment authorise ${recordLocator} --pay GATEWAY:TOKEN`
          : `Look at it: opsdesk payment show ${paymentId}`,
      details: { ...details, reason },
    }),
  );
}
