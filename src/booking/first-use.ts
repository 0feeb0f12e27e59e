import type { Instant } from '../kernel/instant.js';
import { checkInInstant } from '../pricing/cancellation-policy.js';
import { type BookingRecord, isLive } from './booking-record.js';

/** The first departure or check-in of what is live: no hold outlives it. Infinity where nothing is. */
export function firstUseAt({ segments, stays }: Pick<BookingRecord, 'segments' | 'stays'>): Instant {
  return Math.min(
    ...segments.filter(isLive).map(({ flight }) => flight.departs_at),
    ...stays.filter(isLive).map((stay) => checkInInstant(stay.property.time_zone, stay.check_in)),
  );
}
