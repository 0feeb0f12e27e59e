import type { BookingStatus } from '../database/schema.js';
import { OpsdeskError } from '../kernel/errors.js';
import type { Instant } from '../kernel/instant.js';
import { type BookingRecord, statusAt } from './booking-record.js';

/**
 * The booking may be paid and changed: held and not run out, or confirmed.
 * @throws HOLD_EXPIRED, WRONG_STATE
 */
export function requireLive(record: BookingRecord, now: Instant): BookingStatus {
  const status = statusAt(record.booking, record.money, now);
  if (status === 'held' || status === 'confirmed') return status;
  const locator = record.booking.record_locator;
  if (status === 'expired') {
    throw new OpsdeskError('HOLD_EXPIRED', `the hold of ${locator} has run out and its seats are back on sale`, {
      hint: "Book again at today's price: opsdesk booking create",
      details: { recordLocator: locator },
    });
  }
  throw new OpsdeskError('WRONG_STATE', `booking ${locator} is ${status}`, {
    hint: `Look at it: opsdesk booking show ${locator}`,
    details: { recordLocator: locator, status },
  });
}

/** @throws WRONG_STATE while a payment's outcome is open: what it will make of the booking is not known yet */
export function requireSettled(record: BookingRecord): void {
  if (record.money.reservedMinor === 0) return;
  const locator = record.booking.record_locator;
  throw new OpsdeskError('WRONG_STATE', `a payment of ${locator} is still under way`, {
    hint: 'What is set aside is captured or voided first (opsdesk payment capture, void); what is unknown is settled by opsdesk payment reconcile.',
    details: { recordLocator: locator, status: 'payment_open' },
  });
}
