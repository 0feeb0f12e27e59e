import { allocateAnySeats, soldOut } from '../inventory/allocate-seats.js';
import { refOfFlight, requireSellable } from '../inventory/flight.js';
import { lockFlightForSale } from '../inventory/flight-repository.js';
import { assignPassenger, lockSeatAt, lockSeatFor, releaseSeatsOfSegment } from '../inventory/seat-repository.js';
import { formatFlightRef } from '../kernel/flight-ref.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import {
  type AssignedSeat,
  type BookingRecord,
  isLive,
  type SegmentRecord,
  seatedPassengers,
} from './booking-record.js';
import { updateSegment } from './booking-repository.js';
import type { Change } from './change.js';
import { describeSegment } from './change-itinerary.js';
import { findSegment } from './pick.js';
import { reopenScheduleChange, settleScheduleChange } from './schedule-change-repository.js';

/** What a rerouting did to a booking, so that it can be taken back. */
export interface Rerouted {
  /** `S3`: the segments that it took. */
  readonly took: readonly string[];
  /** What it gave up that still operates, with the seats that it had. */
  readonly gave: readonly GivenSegment[];
  /** What was collected to keep the price: the rounding of infants' fares. Minor units. */
  readonly feeMinor: number;
}

export interface GivenSegment {
  readonly segment: string;
  readonly status: SegmentRecord['status'];
  /** It had left without them when it was given up, and is on record again, though nobody flies on it. */
  readonly wasMissed?: boolean;
  readonly seats: readonly { readonly passenger: number; readonly ordinal: number }[];
}

/** A seat that comes back is taken by somebody who will leave it: whoever waits for that has the same seat again. */
export class SeatStillTaken extends Error {}

/**
 * Takes a rerouting back: what was taken goes, and what was given comes back, on the same seats where they are
 * still free and on others of the cabin where they are not. What does not operate stays so.
 * @param willLeave whether a booking that has one of the seats is about to give it up
 * @throws SOLD_OUT, FLIGHT_NOT_SELLABLE once it has left, SEGMENT_NOT_FOUND, SeatStillTaken
 */
export async function restoreSegments(
  work: UnitOfWork,
  record: BookingRecord,
  undo: Rerouted,
  willLeave: (bookingId: string) => Promise<boolean>,
): Promise<Change> {
  const { id } = record.booking;
  const took = undo.took.map((segment) => findSegment(record, segment)).filter(isLive);
  for (const segment of took) {
    await releaseSeatsOfSegment(work.tx, id, segment.position);
    await settleScheduleChange(work.tx, id, segment.position, 'superseded', work.now);
    updateSegment(work.tx, { ...segment, status: 'XX' });
  }
  const gave = undo.gave
    .map((given) => ({ given, segment: findSegment(record, given.segment) }))
    .toSorted((a, b) => (keyOf(a.segment) < keyOf(b.segment) ? -1 : 1));
  const seats: AssignedSeat[] = [];
  const restored = new Map<number, SegmentRecord>();
  for (const { given, segment } of gave) {
    seats.push(...(await reseat(work, record, segment, given, willLeave)));
    const back: SegmentRecord = { ...segment, status: given.status };
    if (given.status === 'TK') await reopenScheduleChange(work.tx, id, segment.position);
    updateSegment(work.tx, back);
    restored.set(segment.position, back);
  }
  const isTaken = (position: number | null) => took.some((each) => each.position === position);
  return {
    record: {
      ...record,
      segments: record.segments.map((each): SegmentRecord => {
        if (isTaken(each.position)) return { ...each, status: 'XX' };
        return restored.get(each.position) ?? each;
      }),
      seats: [...record.seats.filter((seat) => !isTaken(seat.segment_position)), ...seats],
    },
    released: took.map(describeSegment),
    taken: [...restored.values()].map(describeSegment),
    feeMinor: took.length === 0 ? 0 : -undo.feeMinor,
    why: ['The rebooking is taken back.'],
  };
}

async function reseat(
  work: UnitOfWork,
  record: BookingRecord,
  segment: SegmentRecord,
  given: GivenSegment,
  willLeave: (bookingId: string) => Promise<boolean>,
): Promise<AssignedSeat[]> {
  const { flight, fares } = await lockFlightForSale(work.tx, refOfFlight(segment.flight));
  if (!given.wasMissed) requireSellable(flight, work.now);
  const holder = (passengerPosition: number) => ({
    bookingId: record.booking.id,
    segmentPosition: segment.position,
    passengerPosition,
    holdExpiresAt: null,
    status: 'sold' as const,
  });
  const seats: AssignedSeat[] = [];
  for (const { passenger, ordinal } of given.seats.toSorted((a, b) => a.ordinal - b.ordinal)) {
    const row = await lockSeatAt(work.tx, flight.id, ordinal);
    if (!row || row.cabin !== segment.cabin) continue;
    if (!(await lockSeatFor(work.tx, flight.id, ordinal, holder(passenger), work.now))) {
      if (row.booking_id !== null && (await willLeave(row.booking_id))) throw new SeatStillTaken();
      continue;
    }
    seats.push(seatOf(segment, row, passenger));
  }
  const missing = seatedPassengers(record.passengers).filter(
    ({ position }) => !seats.some((seat) => seat.passenger_position === position),
  );
  if (missing.length === 0) return seats;
  const pool = fares.filter((fare) => fare.cabin === segment.cabin).toSorted((a, b) => a.nest_level - b.nest_level)[0];
  const first = holder(missing[0]?.position ?? 0);
  const others = pool && (await allocateAnySeats(work.tx, flight, pool, missing.length, first, work.now));
  if (!others) throw soldOut(flight, missing.length, `cabin ${segment.cabin}`);
  for (const [index, unit] of others.entries()) {
    const passenger = missing[index]?.position ?? 0;
    if (others.length > 1) assignPassenger(work.tx, flight.id, unit.ordinal, record.booking.id, passenger);
    seats.push(seatOf(segment, unit, passenger));
  }
  return seats;
}

function seatOf(
  segment: SegmentRecord,
  unit: { readonly ordinal: number; readonly cabin: string; readonly seat_number: string | null },
  passenger: number,
): AssignedSeat {
  return {
    flight_id: segment.flight_id,
    ordinal: unit.ordinal,
    cabin: unit.cabin,
    seat_number: unit.seat_number,
    status: 'sold',
    segment_position: segment.position,
    passenger_position: passenger,
  };
}

function keyOf({ flight }: SegmentRecord): string {
  return formatFlightRef(refOfFlight(flight));
}
