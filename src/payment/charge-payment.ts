import type { PaymentRow } from '../database/schema.js';
import { timeOfId } from '../kernel/ids.js';
import type { Instant } from '../kernel/instant.js';
import { askOnce } from './ask-once.js';
import type { Gateway, LookUpOutcome } from './gateways/gateway.js';

/**
 * Asks the gateway for a payment that was reserved and committed; never inside a transaction. To ask
 * again is safe: the key and the body are the payment's own, and the gateway charges them once.
 * @param real real time in milliseconds
 */
export async function chargePayment(gateway: Gateway, payment: PaymentRow, real: Instant): Promise<LookUpOutcome> {
  const { amount_minor: amountMinor, currency, gateway_key: gatewayKey, source } = payment;
  const operation = {
    kind: 'charge',
    gatewayKey,
    amountMinor,
    currency,
    chargeReference: null,
    // Its id was made by the real clock, just before it was reserved.
    begunAt: timeOfId(payment.id),
  } as const;
  const post = () => gateway.charge({ gatewayKey, amountMinor, currency, source });
  return askOnce(gateway, operation, post, payment.status === 'unknown', real);
}
