import { instantOf } from '../catalog/wall-time.js';
import type { Instant } from '../kernel/instant.js';
import { addDays } from '../kernel/local-date.js';
import { type BookingRecord, isLive, type StayRecord } from './booking-record.js';

/**
 * The instant at which no hold stands any more: the first departure of what is live, or the end of its first
 * check-in day. Infinity where nothing is live.
 */
export function firstUseAt({ segments, stays }: Pick<BookingRecord, 'segments' | 'stays'>): Instant {
  return Math.min(
    ...segments.filter(isLive).map(({ flight }) => flight.departs_at),
    ...stays.filter(isLive).map(endOfCheckInDay),
  );
}

/**
 * The midnight by the clocks of the property that ends the day of check-in. A room is sold as long as that day
 * lasts, to who arrives in the evening as well; only the hours of its cancellation policy count from three in
 * the afternoon (`checkInInstant`).
 */
function endOfCheckInDay({ property, check_in }: Pick<StayRecord, 'property' | 'check_in'>): Instant {
  return instantOf(property.time_zone, { date: addDays(check_in, 1), minuteOfDay: 0 }).instant;
}
