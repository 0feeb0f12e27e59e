import type { PassengerRow } from '../database/schema.js';
import { OpsdeskError } from '../kernel/errors.js';
import {
  type BookingRecord,
  isLive,
  passengerId,
  type SegmentRecord,
  type StayRecord,
  segmentId,
  stayId,
} from './booking-record.js';

/** The named segment that is live, or the only one. @throws SEGMENT_NOT_FOUND, INPUT_REQUIRED */
export function pickSegment({ segments }: BookingRecord, id: string | undefined): SegmentRecord {
  return pick(segments.filter(isLive), id, segmentId, 'SEGMENT_NOT_FOUND', 'segment');
}

/** The named segment, whatever has become of it. @throws SEGMENT_NOT_FOUND */
export function findSegment({ segments }: BookingRecord, id: string): SegmentRecord {
  return pick(segments, id, segmentId, 'SEGMENT_NOT_FOUND', 'segment');
}

/** The named stay, or the only one. @throws STAY_NOT_FOUND, INPUT_REQUIRED */
export function pickStay({ stays }: BookingRecord, id: string | undefined): StayRecord {
  return pick(stays.filter(isLive), id, stayId, 'STAY_NOT_FOUND', 'stay');
}

/** The named passenger, or the only one. @throws PASSENGER_NOT_FOUND, INPUT_REQUIRED */
export function pickPassenger({ passengers }: BookingRecord, id: string | undefined): PassengerRow {
  return pick(passengers, id, passengerId, 'PASSENGER_NOT_FOUND', 'passenger');
}

function pick<T extends { readonly position: number }>(
  items: readonly T[],
  id: string | undefined,
  idOf: (position: number) => string,
  code: 'SEGMENT_NOT_FOUND' | 'PASSENGER_NOT_FOUND' | 'STAY_NOT_FOUND',
  noun: string,
): T {
  const known = items.map((item) => idOf(item.position)).join(', ');
  const wanted = id?.toUpperCase();
  const found = wanted === undefined ? items[0] : items.find((item) => idOf(item.position) === wanted);
  if (!found)
    throw new OpsdeskError(code, `this booking has no ${noun} ${id ?? 'that is still to come'}`, {
      hint: known === '' ? 'See what it has: opsdesk booking show REF' : `It has ${known}.`,
    });
  if (wanted === undefined && items.length > 1) {
    throw new OpsdeskError('INPUT_REQUIRED', `this booking has several ${noun}s`, {
      hint: `Add --${noun}, one of ${known}.`,
    });
  }
  return found;
}
