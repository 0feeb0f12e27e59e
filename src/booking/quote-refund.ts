import type { WriteOptions } from '../runtime/request.js';
import { requireVersion } from '../runtime/version.js';
import type { BookingDeps } from './booking-deps.js';
import { lockBooking } from './booking-repository.js';
import { type RefundQuoteView, storeQuote, sumRefund, viewQuote } from './refund-quote.js';
import { findStatutoryRefund } from './statutory-refund.js';

/** What would go back to the customer, and why. A new quote takes the place of an earlier one. */
export async function quoteRefund(
  deps: BookingDeps,
  recordLocator: string,
  options: WriteOptions,
  ifVersion?: number,
): Promise<RefundQuoteView> {
  return deps.runner.write({ ...options, command: 'refund quote', input: { recordLocator } }, async (work) => {
    const record = await lockBooking(work.tx, recordLocator);
    requireVersion(`booking ${recordLocator}`, record.booking.version, ifVersion);
    const sum = sumRefund(record, work.now, await findStatutoryRefund(work.tx, record, work.now));
    return viewQuote(record, storeQuote(work, record, sum), sum);
  });
}
