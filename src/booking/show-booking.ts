import { type HistoryItem, historyOf } from '../audit/list.js';
import type { BookingDeps } from './booking-deps.js';
import { getBooking } from './booking-repository.js';
import { type BookingView, viewBooking } from './view-booking.js';

/** @throws BOOKING_NOT_FOUND */
export async function showBooking(
  { session, clock }: Pick<BookingDeps, 'session' | 'clock'>,
  locator: string,
): Promise<BookingView> {
  return viewBooking(await getBooking(session, locator), clock.now());
}

/** Who changed what, field by field, oldest first. @throws BOOKING_NOT_FOUND */
export async function showHistory({ session }: Pick<BookingDeps, 'session'>, locator: string): Promise<HistoryItem[]> {
  const { booking } = await getBooking(session, locator);
  return historyOf(session, 'booking', booking.record_locator);
}
