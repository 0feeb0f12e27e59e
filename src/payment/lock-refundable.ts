import type { Transaction } from '../database/dialect.js';
import { lockPaymentsOfBooking } from './payment-repository.js';
import { takenByRefunds } from './refund-repository.js';
import type { RefundablePayment } from './refund-rules.js';

/**
 * All payments of a booking, locked, with what is left of each: a refund under way counts as given.
 * In the global lock order the booking's row comes first.
 */
export async function lockRefundable(tx: Transaction, bookingId: string): Promise<RefundablePayment[]> {
  const [payments, taken] = await Promise.all([lockPaymentsOfBooking(tx, bookingId), takenByRefunds(tx, bookingId)]);
  return payments.map((payment) => {
    const { taken_minor: takenMinor = 0, charged_taken_minor: chargedTakenMinor = 0 } = taken.get(payment.id) ?? {};
    return { payment, refundableMinor: payment.captured_minor - takenMinor, chargedTakenMinor };
  });
}
