import { OpsdeskError } from '../kernel/errors.js';
import { type BookingRecord, balanceMinor } from './booking-record.js';

/** Whether no more is due after other flights were given for nothing than was before. */
export function isStillPaid(before: BookingRecord, after: BookingRecord): boolean {
  return balanceMinor(after) <= Math.max(0, balanceMinor(before));
}

/** Whoever has had their money back would travel for nothing. @throws WRONG_STATE */
export function requireStillPaid(before: BookingRecord, after: BookingRecord): void {
  if (isStillPaid(before, after)) return;
  throw new OpsdeskError('WRONG_STATE', `what was paid for ${after.booking.record_locator} has gone back already`, {
    hint: 'Nothing was changed. Book anew.',
    details: { recordLocator: after.booking.record_locator },
  });
}
