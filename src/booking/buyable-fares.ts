import type { FareRow, FlightRow } from '../database/schema.js';
import type { Instant } from '../kernel/instant.js';
import { findBrokenRule, type RuledFlight, requireFareRules } from '../pricing/fare-rules.js';
import { type BookingRecord, isLive, type SegmentRecord } from './booking-record.js';
import type { WantedFlight } from './seat-party.js';

/**
 * Whether a fare's rules let it be bought for one of the flights of an order, as far as the order alone
 * tells: the first and the last day of travel stand for the way out and the way back.
 */
export function mayBuyAmong(flights: readonly WantedFlight[], soldAt: Instant) {
  const days = flights.map(({ ref }) => ref.departureDate).sort();
  const [first = '', last = ''] = [days[0], days.at(-1)];
  return (flight: FlightRow, fare: FareRow): boolean => {
    const here: RuledFlight = { flight, fare, journey: flight.departure_date === first ? 1 : 2 };
    if (first === last) return findBrokenRule([here], soldAt) === undefined;
    const free = { ...fare, advance_purchase_days: 0, min_stay_days: 0, max_stay_days: 0 };
    const end = (departure_date: string, journey: number) => ({
      flight: { ...flight, departure_date },
      fare: free,
      journey,
    });
    return findBrokenRule([end(first, 1), { ...here, journey: 1 }, end(last, 2)], soldAt) === undefined;
  };
}

/**
 * What a segment is changed to, or what is added, keeps the rules of its fare and of those that stay.
 * @throws REFUSED_BY_RULE
 */
export function requireRulesKept(
  record: Pick<BookingRecord, 'segments'>,
  bought: readonly { readonly segment: SegmentRecord; readonly fare: FareRow }[],
  soldAt: Instant,
): void {
  const isNew = (segment: SegmentRecord) => bought.some((each) => each.segment.position === segment.position);
  const kept = record.segments.filter((segment) => isLive(segment) && !isNew(segment));
  requireFareRules(
    [
      ...kept.map((segment) => ({
        flight: segment.flight,
        fare: { ...segment, advance_purchase_days: 0 },
        journey: segment.journey,
      })),
      ...bought.map(({ segment, fare }) => ({ flight: segment.flight, fare, journey: segment.journey })),
    ],
    soldAt,
  );
}
