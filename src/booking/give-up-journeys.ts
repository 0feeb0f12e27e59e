import { releaseSeatsOfSegment } from '../inventory/seat-repository.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { type BookingRecord, isLive, type SegmentRecord } from './booking-record.js';
import { updateSegment } from './booking-repository.js';
import type { Change } from './change.js';
import { describeSegment } from './change-itinerary.js';
import { leftWithout } from './left-without.js';
import { settleScheduleChange } from './schedule-change-repository.js';

/**
 * Gives up what is still to come from a journey on, and what has left without them, because the carrier cannot fly
 * it: whoever does not get there does not come back. Nothing is kept, whatever the fares say (Regulation (EC)
 * 261/2004, article 8(1)(a); 14 CFR 260.6). Change fees that were collected stay collected.
 * @param fromJourney 1 is the way out
 */
export async function giveUpJourneys(work: UnitOfWork, record: BookingRecord, fromJourney: number): Promise<Change> {
  const missed = leftWithout(record.segments, work.now);
  const given = record.segments.filter(
    (each) =>
      each.journey >= fromJourney && isLive(each) && (each.flight.departs_at > work.now || missed.includes(each)),
  );
  for (const segment of given) {
    await releaseSeatsOfSegment(work.tx, record.booking.id, segment.position);
    if (segment.status === 'TK') {
      await settleScheduleChange(work.tx, record.booking.id, segment.position, 'superseded', work.now);
    }
    updateSegment(work.tx, { ...segment, status: 'XX' });
  }
  const isGiven = (position: number | null) => given.some((each) => each.position === position);
  return {
    record: {
      ...record,
      segments: record.segments.map(
        (each): SegmentRecord => (isGiven(each.position) ? { ...each, status: 'XX' } : each),
      ),
      seats: record.seats.filter((seat) => !isGiven(seat.segment_position)),
    },
    released: given.map(describeSegment),
    taken: [],
    feeMinor: 0,
    why: ['The carrier cannot fly it: the whole price of what was not flown comes back.'],
  };
}
