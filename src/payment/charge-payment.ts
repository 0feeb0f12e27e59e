import type { PaymentRow } from '../database/schema.js';
import { timeOfId } from '../kernel/ids.js';
import type { Instant } from '../kernel/instant.js';
import { askOnce } from './ask-once.js';
import { chargedOf } from './charged.js';
import {
  askGateway,
  type ChargeRequest,
  type Gateway,
  type LookUpOutcome,
  type SentOperation,
} from './gateways/gateway.js';
import { authorisationsOf } from './gateways/open-gateway.js';

/**
 * Asks the gateway to take, or to set aside, a payment that was reserved and committed; never inside a transaction. To ask
 * again is safe: the key and the body are the payment's own, and the gateway charges them once.
 * @param real real time in milliseconds
 */
export async function chargePayment(gateway: Gateway, payment: PaymentRow, real: Instant): Promise<LookUpOutcome> {
  if (payment.operation === 'authorise') return authorisePayment(gateway, payment, real);
  const post = () => gateway.charge(requestOf(payment));
  return askOnce(gateway, sentAs('charge', payment), post, payment.status === 'unknown', real);
}

async function authorisePayment(gateway: Gateway, payment: PaymentRow, real: Instant): Promise<LookUpOutcome> {
  const authorisations = authorisationsOf(gateway);
  const sent = sentAs('authorise', payment);
  const post = () => authorisations.authorise(requestOf(payment));
  const outcome = await askOnce(gateway, sent, post, payment.status === 'unknown', real);
  if (outcome.kind !== 'succeeded') return outcome;
  const expiresAt = outcome.expiresAt ?? sent.begunAt + authorisations.lifeMs;
  if (expiresAt > real) return { ...outcome, expiresAt };
  // It was found so late that there may be nothing of it any more.
  const state = await askGateway(() => authorisations.read(outcome.reference, payment.currency));
  if (state.kind === 'over') return { kind: 'declined', reason: state.reason };
  return state.kind === 'unknown' ? state : { ...outcome, expiresAt };
}

function requestOf(payment: PaymentRow): ChargeRequest {
  return { gatewayKey: payment.gateway_key, ...chargedOf(payment), source: payment.source };
}

function sentAs(kind: 'charge' | 'authorise', payment: PaymentRow): SentOperation {
  const { gateway_key: gatewayKey } = payment;
  // Its id was made by the real clock, just before it was reserved.
  return { kind, gatewayKey, ...chargedOf(payment), chargeReference: null, begunAt: timeOfId(payment.id) };
}
