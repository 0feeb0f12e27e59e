import type { PaymentSource } from '../payment/payment-source.js';
import type { WriteOptions, WriteRequest } from '../runtime/request.js';
import type { BookingDeps } from './booking-deps.js';
import { type BookingView, viewBooking } from './booking-record.js';
import { type HoldInput, holdBooking } from './hold-booking.js';
import { beginPayment, carryPayment, type PaymentProgress, progressOf } from './take-payment.js';

export interface CreateBookingInput extends HoldInput {
  /** Pays and confirms at once; without it the booking is held. */
  readonly pay?: PaymentSource | undefined;
}

/**
 * Makes a booking: held, or paid and confirmed.
 * @throws what `holdBooking` throws, and PAYMENT_DECLINED or PAYMENT_UNKNOWN with the booking still held
 */
export async function createBooking(
  deps: BookingDeps,
  input: CreateBookingInput,
  options: WriteOptions,
  command = 'booking create',
): Promise<BookingView> {
  const { pay } = input;
  const request: WriteRequest = { ...options, command, input };
  if (!pay) {
    return deps.runner.write(request, async (work) => viewBooking(await holdBooking(work, input), work.now));
  }
  await deps.gatewayOf(pay.gateway);
  const started = await deps.runner.start<PaymentProgress, BookingView>(request, async (work) => {
    const record = await holdBooking(work, input, true);
    await work.tx.sendLater();
    return progressOf(work, record, await beginPayment(work, record, pay, undefined));
  });
  return carryPayment(deps, request, started);
}
