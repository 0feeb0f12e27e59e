import type { BookingView } from '../booking/view-booking.js';

/** How to pay a booking that is held, in a line; undefined when there is nothing to pay. */
export function howToPay(booking: BookingView, { isDryRun }: { readonly isDryRun: boolean }): string | undefined {
  if (isDryRun || booking.status !== 'held') return undefined;
  return `To pay: opsdesk booking confirm ${booking.recordLocator} --pay GATEWAY:TOKEN`;
}
