import type { AuthorisationRow, PaymentRow } from '../database/schema.js';
import { invariant, OpsdeskError } from '../kernel/errors.js';
import { timeOfId } from '../kernel/ids.js';
import { formatInstant, HOUR_MS, type Instant } from '../kernel/instant.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { askOnce } from './ask-once.js';
import { auditSettlement } from './audit-settlement.js';
import { type Ending, getAuthorisation, updateEnding, updateExpiry } from './authorisation-repository.js';
import { askGateway, type Gateway, type SentOperation } from './gateways/gateway.js';
import { gatewayKeyFor } from './gateways/gateway-key.js';
import { authorisationsOf } from './gateways/open-gateway.js';
import { postCapture } from './ledger.js';
import { lockPayment, storeEnd } from './payment-repository.js';

/**
 * What has become of an authorisation at its gateway. `asked` is the ending that was asked for, null where it was
 * only looked at: an answer about one that has been given up since tells nothing.
 */
export type EndingAnswer = { readonly asked: string | null } & (
  | { readonly kind: 'captured'; readonly reference: string; readonly amountMinor: number }
  | { readonly kind: 'over'; readonly reason: string }
  /** It stands as it was: the gateway refused, or there was nothing to ask for. */
  | { readonly kind: 'open'; readonly reason: string | null; readonly expiresAt: Instant | undefined }
  | { readonly kind: 'unknown'; readonly reason: string }
);

/**
 * Stores that a locked payment is to be captured or voided, before its gateway is asked. The same one again is
 * carried on; while one is under way there is no other.
 * @param amountMinor what is captured; all that is set aside for a void
 * @throws WRONG_STATE, PAYMENT_EXCEEDS_BALANCE
 */
export async function reserveEnding(
  work: UnitOfWork,
  payment: PaymentRow,
  ending: Ending,
  amountMinor = payment.amount_minor,
): Promise<void> {
  const { id } = payment;
  if (payment.status !== 'authorised') {
    throw new OpsdeskError('WRONG_STATE', `payment ${id} is ${payment.status}: nothing is set aside by it`, {
      hint: `Look at it: opsdesk payment show ${id}`,
      details: { paymentId: id, status: payment.status },
    });
  }
  if (amountMinor > payment.amount_minor) {
    throw new OpsdeskError('PAYMENT_EXCEEDS_BALANCE', 'that is more than was set aside', {
      hint: 'Leave --amount out to take all of it.',
      details: { paymentId: id, authorisedMinor: payment.amount_minor, currency: payment.currency },
    });
  }
  const row = await getAuthorisation(work.tx, id);
  if (row.ending === ending && row.ending_minor === amountMinor) return;
  if (row.ending !== null) throw endsAlready(id, row.ending);
  const endingId = work.ids.next('end');
  await updateEnding(work.tx, {
    ...row,
    ending,
    ending_id: endingId,
    ending_minor: amountMinor,
    failure: null,
  });
  work.audit({
    action: `payment.${ending}_begun`,
    entity: 'payment',
    entityId: id,
    after: { bookingId: payment.booking_id, amountMinor, currency: payment.currency, endingId },
  });
}

/**
 * Asks the gateway for what was reserved, as often as anybody likes; never inside a transaction. Without anything
 * reserved it only looks.
 * @param real real time in milliseconds
 */
export async function askEnding(
  gateway: Gateway,
  payment: PaymentRow,
  row: AuthorisationRow,
  real: Instant,
): Promise<EndingAnswer> {
  const authorisations = authorisationsOf(gateway);
  const reference = payment.gateway_reference ?? '';
  const { currency } = payment;
  const asked = row.ending_id;
  let refusal: string | null = null;
  if (row.ending !== null && asked !== null) {
    const sent = sentAs(row.ending, payment, row);
    const { gatewayKey, amountMinor } = sent;
    const request = { gatewayKey, authorisationReference: reference, amountMinor, currency };
    const post = () => (row.ending === 'capture' ? authorisations.capture(request) : authorisations.void(request));
    const outcome = await askOnce(gateway, sent, post, row.failure !== null, real);
    if (outcome.kind === 'unknown') return { asked, ...outcome };
    if (outcome.kind === 'succeeded' && row.ending === 'void') return { asked, kind: 'over', reason: 'voided' };
    if (outcome.kind === 'succeeded') return { asked, kind: 'captured', reference: outcome.reference, amountMinor };
    refusal = outcome.kind === 'declined' ? outcome.reason : 'not_found_at_gateway';
  }
  // Whoever refuses may have done it before, for somebody else: what is there says what is true.
  const state = await askGateway(() => authorisations.read(reference, currency));
  if (state.kind === 'open') return { asked, ...state, reason: refusal };
  // Nobody here can have asked for more than was set aside: a person has to look.
  if (state.kind === 'captured' && state.amountMinor > payment.amount_minor) {
    return { asked, kind: 'unknown', reason: 'captured_more' };
  }
  return { asked, ...state };
}

function sentAs(kind: Ending, payment: PaymentRow, { ending_id, ending_minor }: AuthorisationRow): SentOperation {
  invariant(ending_id !== null && ending_minor !== null, `the ${kind} of ${payment.id} was never reserved`);
  return {
    kind,
    gatewayKey: gatewayKeyFor(kind, ending_id),
    amountMinor: ending_minor,
    currency: payment.currency,
    chargeReference: payment.gateway_reference,
    // Its id was made by the real clock, just before it was reserved.
    begunAt: timeOfId(ending_id),
  };
}

/** A gateway whose clock is behind ours still has what has run out: it is looked at again so much later. */
const LOOK_AGAIN_MS = HOUR_MS;

/**
 * Records what became of an authorisation, once. In the global lock order the booking's row comes first.
 * @param real real time in milliseconds
 */
export async function settleEnding(
  work: UnitOfWork,
  paymentId: string,
  answer: EndingAnswer,
  real: Instant,
): Promise<{ readonly payment: PaymentRow; readonly changed: boolean }> {
  const payment = await lockPayment(work.tx, paymentId);
  if (payment.status !== 'authorised') return { payment, changed: false };
  const row = await getAuthorisation(work.tx, paymentId);
  if (row.ending_id !== answer.asked) return { payment, changed: false };
  switch (answer.kind) {
    case 'unknown':
      if (row.failure !== answer.reason) await updateEnding(work.tx, { ...row, failure: answer.reason });
      return { payment, changed: false };
    case 'open':
      return { payment, changed: await standAsBefore(work, row, answer, real) };
    case 'captured':
    case 'over': {
      const settled = settledBy(payment, answer, work.now);
      await storeEnd(work.tx, settled);
      if (settled.status === 'captured') postCapture(work, settled);
      auditSettlement(work, payment, settled);
      return { payment: settled, changed: true };
    }
  }
}

function settledBy(
  payment: PaymentRow,
  answer: Extract<EndingAnswer, { kind: 'captured' | 'over' }>,
  now: Instant,
): PaymentRow {
  if (answer.kind === 'over') {
    const failure = answer.reason === 'voided' ? null : answer.reason;
    return { ...payment, status: 'voided', failure, settled_at: now };
  }
  const { reference, amountMinor } = answer;
  return {
    ...payment,
    status: 'captured',
    captured_minor: amountMinor,
    gateway_reference: reference,
    settled_at: now,
  };
}

/** What was refused is over, and something else may be asked for. @returns whether anything has changed */
async function standAsBefore(
  work: UnitOfWork,
  row: AuthorisationRow,
  { reason, expiresAt }: Extract<EndingAnswer, { kind: 'open' }>,
  real: Instant,
): Promise<boolean> {
  if (row.expires_at <= real)
    await updateExpiry(work.tx, row.payment_id, Math.max(expiresAt ?? 0, real + LOOK_AGAIN_MS));
  if (row.ending === null) return false;
  await updateEnding(work.tx, { ...row, ending: null, ending_id: null, ending_minor: null, failure: null });
  work.audit({
    action: `payment.${row.ending}_refused`,
    entity: 'payment',
    entityId: row.payment_id,
    before: { ending: row.ending, endingId: row.ending_id },
    after: { ending: null, failure: reason, expiresAt: expiresAt === undefined ? null : formatInstant(expiresAt) },
  });
  return true;
}

function endsAlready(paymentId: string, ending: Ending): OpsdeskError {
  const word = ending === 'capture' ? 'captured' : 'voided';
  return new OpsdeskError('WRONG_STATE', `payment ${paymentId} is being ${word} already`, {
    hint: 'If it does not end, settle it: opsdesk payment reconcile',
    details: { paymentId, ending },
  });
}
