import type { FlightRow } from '../database/schema.js';
import { moveSeatsToSegment } from '../inventory/unit-repository.js';
import { MINUTE_MS } from '../kernel/instant.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { type BookingRecord, isLive, isSeated, type SegmentRecord } from './booking-record.js';
import { insertSegment, updateSegment } from './booking-repository.js';
import { insertScheduleChange, supersedeScheduleChanges } from './schedule-change-repository.js';

/** Below this, at both ends, new times are told and not offered: nobody plans a day to the minute. */
export const OFFER_FROM_MS = 15 * MINUTE_MS;

type Times = Pick<FlightRow, 'departs_at' | 'arrives_at'>;

export function isSmallChange(before: Times, after: Times): boolean {
  const shift = (end: keyof Times) => Math.abs(after[end] - before[end]);
  return shift('departs_at') < OFFER_FROM_MS && shift('arrives_at') < OFFER_FROM_MS;
}

/**
 * Gives the segments of a booking on a flight its new times. Those with seats are offered anew: the old
 * segment does not operate any more (UN), one with the new times stands in for it (TK) and takes its
 * seats, until the customer has answered. A small change, and a place on a waiting list, just follow.
 * @param record of a booking that is locked, as its flight is
 * @returns the record as it is now, not saved yet, and the positions of the segments that were offered
 */
export async function offerScheduleChange(
  work: UnitOfWork,
  record: BookingRecord,
  before: FlightRow,
  after: FlightRow,
): Promise<{ readonly record: BookingRecord; readonly offered: readonly number[] }> {
  const isSmall = isSmallChange(before, after);
  let next: BookingRecord = {
    ...record,
    segments: record.segments.map((each) => (each.flight_id === after.id ? withTimes(each, after) : each)),
  };
  const offered: number[] = [];
  for (const segment of next.segments) {
    if (segment.flight_id !== after.id || !isSeated(segment) || isSmall) continue;
    const position = Math.max(...next.segments.map((each) => each.position)) + 1;
    next = await offerInstead(work, next, segment, position, before);
    offered.push(position);
  }
  return { record: next, offered };
}

async function offerInstead(
  work: UnitOfWork,
  record: BookingRecord,
  old: SegmentRecord,
  position: number,
  before: FlightRow,
): Promise<BookingRecord> {
  const { id } = record.booking;
  const over: SegmentRecord = { ...old, status: 'UN' };
  const offer: SegmentRecord = { ...old, position, status: 'TK', replaces: old.position };
  updateSegment(work.tx, over);
  insertSegment(work.tx, offer);
  await moveSeatsToSegment(work.tx, id, old.position, position);
  // An offer that nobody has answered is overtaken by the newer one.
  await supersedeScheduleChanges(work.tx, [old], work.now);
  insertScheduleChange(work.tx, {
    ...{ id: work.ids.next('sch'), booking_id: id, flight_id: before.id },
    ...{ old_position: old.position, new_position: position },
    ...{ old_departs_at: before.departs_at, old_departs_offset: before.departs_offset },
    ...{ old_arrives_at: before.arrives_at, old_arrives_offset: before.arrives_offset },
    ...{ status: 'offered', offered_at: work.now, answered_at: null },
  });
  return {
    ...record,
    segments: [...record.segments.map((each) => (each.position === old.position ? over : each)), offer],
    seats: record.seats.map((seat) =>
      seat.segment_position === old.position ? { ...seat, segment_position: position } : seat,
    ),
  };
}

/** What is over keeps the flight's row as well: when it was to leave stands with the offer. */
function withTimes(segment: SegmentRecord, flight: FlightRow): SegmentRecord {
  return isLive(segment) ? { ...segment, flight: { ...segment.flight, ...flight } } : segment;
}
