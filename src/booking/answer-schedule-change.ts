import { flightRefOf } from '../inventory/flight.js';
import { releaseSeatsOfSegment } from '../inventory/seat-repository.js';
import { OpsdeskError } from '../kernel/errors.js';
import { formatInstant } from '../kernel/instant.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { type BookingRecord, type SegmentRecord, segmentId } from './booking-record.js';
import { updateSegment } from './booking-repository.js';
import type { Change } from './change.js';
import { pickSegment } from './pick.js';
import { settleScheduleChange } from './schedule-change-repository.js';

/**
 * The customer takes the new times: the segment that was offered holds confirmed, and the one that it
 * stands in for stays as history. The price is the one that was paid.
 * @param segment the one with the new times, TK
 * @throws WRONG_STATE when it is no open offer
 */
export async function acceptScheduleChange(
  work: UnitOfWork,
  record: BookingRecord,
  segment: SegmentRecord,
): Promise<Change> {
  await settle(work, record, segment, 'accepted');
  const accepted: SegmentRecord = { ...segment, status: 'HK' };
  updateSegment(work.tx, accepted);
  return {
    record: {
      ...record,
      segments: record.segments.map((each) => (each.position === segment.position ? accepted : each)),
    },
    released: [],
    taken: [describe(accepted)],
    feeMinor: 0,
    why: ['The new times of the carrier are accepted; the price stays.'],
  };
}

/**
 * The customer does not take the new times: the segment is given up with its seats. It was the carrier
 * who changed it, so its whole fare comes back whatever the fare's rules say.
 * @param segment the one with the new times, TK
 * @throws WRONG_STATE when it is no open offer
 */
export async function refuseScheduleChange(
  work: UnitOfWork,
  record: BookingRecord,
  segment: SegmentRecord,
): Promise<Change> {
  await settle(work, record, segment, 'refused');
  await releaseSeatsOfSegment(work.tx, record.booking.id, segment.position);
  const refused: SegmentRecord = { ...segment, status: 'XX' };
  updateSegment(work.tx, refused);
  return {
    record: {
      ...record,
      segments: record.segments.map((each) => (each.position === segment.position ? refused : each)),
      seats: record.seats.filter((seat) => seat.segment_position !== segment.position),
    },
    released: [describe(segment)],
    taken: [],
    feeMinor: 0,
    why: ['The carrier changed the times: the segment is given up without a fee, and its fare comes back in full.'],
  };
}

/**
 * The ways that a rebooking takes in place of one flight are answered together: nobody flies half of them.
 * @returns the ids that were given, and those offered with them, each once
 * @throws SEGMENT_NOT_FOUND
 */
export function offeredTogether(record: BookingRecord, ids: readonly string[]): string[] {
  const answered = ids.flatMap((id) => {
    const segment = pickSegment(record, id);
    const together = record.segments.filter(
      (each) => each.status === 'TK' && each.replaces !== null && each.replaces === segment.replaces,
    );
    return [segment, ...together].map(({ position }) => segmentId(position));
  });
  return [...new Set(answered)];
}

async function settle(
  work: UnitOfWork,
  { booking }: BookingRecord,
  segment: SegmentRecord,
  answer: 'accepted' | 'refused',
): Promise<void> {
  const isOffered = segment.status === 'TK' && segment.replaces !== null;
  if (isOffered && (await settleScheduleChange(work.tx, booking.id, segment.position, answer, work.now))) return;
  throw new OpsdeskError(
    'WRONG_STATE',
    `${segmentId(segment.position)} of ${booking.record_locator} is no offer of new times`,
    {
      hint: `Segments with the status TK are: opsdesk booking show ${booking.record_locator}`,
      details: { recordLocator: booking.record_locator, segment: segmentId(segment.position), status: segment.status },
    },
  );
}

function describe({ position, flight, fare_class }: SegmentRecord): string {
  const departs = formatInstant(flight.departs_at, flight.departs_offset);
  return `${segmentId(position)} ${flightRefOf(flight)} class ${fare_class}, departs ${departs}`;
}
