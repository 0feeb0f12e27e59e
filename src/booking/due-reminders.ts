import type { DepartureReminderRow } from '../database/schema.js';
import type { Instant } from '../kernel/instant.js';
import { type BookingRecord, isSeated, type SegmentRecord } from './booking-record.js';
import { isBehindLost } from './left-without.js';
import { OFFER_FROM_MS } from './offer-schedule-change.js';

/**
 * The journeys of a booking that it is to be reminded of now, each as its flights in the order of travel: those whose
 * first flight leaves within the lead. Whoever has booked since that began has just heard of it, and so has whoever
 * was reminded of nearly the same time: nobody plans a day to the minute. What lies behind a flight that does not
 * operate is for somebody to sort out first.
 * @param reminded what it was reminded of before
 * @param leadMs how long before its departure, in milliseconds
 */
export function dueReminders(
  { booking, segments }: Pick<BookingRecord, 'booking' | 'segments'>,
  reminded: readonly DepartureReminderRow[],
  now: Instant,
  leadMs: number,
): SegmentRecord[][] {
  if (booking.status !== 'confirmed') return [];
  const isDue = (first: SegmentRecord) => {
    const { id, departs_at, status } = first.flight;
    return (
      (status === 'scheduled' || status === 'delayed') &&
      departs_at > now &&
      departs_at <= now + leadMs &&
      booking.created_at <= departs_at - leadMs &&
      !isBehindLost(first, segments) &&
      !reminded.some((each) => each.flight_id === id && Math.abs(each.departs_at - departs_at) < OFFER_FROM_MS)
    );
  };
  const flown = segments.filter(isSeated).toSorted((a, b) => a.flight.departs_at - b.flight.departs_at);
  return [...new Set(flown.map(({ journey }) => journey))]
    .map((journey) => flown.filter((segment) => segment.journey === journey))
    .filter(([first]) => first !== undefined && isDue(first));
}
