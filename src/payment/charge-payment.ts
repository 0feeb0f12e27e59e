import type { PaymentRow } from '../database/schema.js';
import { askGateway, type Gateway, type GatewayOutcome } from './gateways/gateway.js';

/**
 * Asks the gateway for a payment that was reserved and committed; never inside a transaction. To ask
 * again is safe: the key and the body are the payment's own, and the gateway charges them once.
 */
export async function chargePayment(gateway: Gateway, payment: PaymentRow): Promise<GatewayOutcome> {
  return askGateway(() =>
    gateway.charge({
      gatewayKey: payment.gateway_key,
      amountMinor: payment.amount_minor,
      currency: payment.currency,
      source: payment.source,
    }),
  );
}
