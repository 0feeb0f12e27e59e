import type { TakePaymentInput } from '../booking/take-payment.js';
import type { PaymentSource } from '../payment/payment-source.js';

/** The means of payment stands beside it as typed, `sandbox:tok_ok`: only behind this line are the gateways known. */
export type UnpaidInput = Omit<TakePaymentInput, 'source'>;

/** @throws INVALID_INPUT */
export async function sourceOf(pay: string): Promise<PaymentSource> {
  const { parsePaymentSource } = await import('../payment/payment-source.js');
  return parsePaymentSource(pay);
}
