import type { FareRow, FlightRow } from '../database/schema.js';
import { allocateAnySeats, soldOut } from '../inventory/allocate-seats.js';
import { flightRefOf, requireSellable } from '../inventory/flight.js';
import { lockFlightForSale } from '../inventory/flight-repository.js';
import { assignPassenger, type ClaimedSeat, releaseSeatsOfSegment } from '../inventory/seat-repository.js';
import { OpsdeskError } from '../kernel/errors.js';
import { type FlightRef, formatFlightRef } from '../kernel/flight-ref.js';
import { priceParty } from '../pricing/fare-price.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import {
  type AssignedSeat,
  type BookingRecord,
  isLive,
  type SegmentRecord,
  seatedPassengers,
} from './booking-record.js';
import { insertSegment, updateSegment } from './booking-repository.js';
import { carryFares } from './carried-fares.js';
import type { Change } from './change.js';
import { describeSegment, requireAhead } from './change-itinerary.js';
import { leftWithout } from './left-without.js';
import { findSegment } from './pick.js';
import { insertScheduleChange, settleScheduleChange } from './schedule-change-repository.js';

/** Another way for a journey that cannot be made as it was sold. */
export interface Rerouting {
  readonly journey: number;
  /** `S1`: what does not operate, and what no longer fits. */
  readonly gives: readonly string[];
  /** In the order of travel. */
  readonly takes: readonly { readonly ref: FlightRef; readonly cabin: string }[];
}

interface Take {
  readonly rerouting: Rerouting;
  readonly given: readonly SegmentRecord[];
  readonly ref: FlightRef;
  readonly cabin: string;
  readonly position: number;
}

/**
 * Gives a booking other flights where the carrier could not keep its word: any unit of the cabin will do, whatever
 * its class, and the price is the one that was paid. The new segments stand in for the first that was given (TK)
 * until the customer has answered.
 * @throws SOLD_OUT, FLIGHT_NOT_SELLABLE, FLIGHT_NOT_FOUND, FARE_CLASS_NOT_FOUND, SEGMENT_NOT_FOUND, WRONG_STATE
 */
export async function reaccommodate(
  work: UnitOfWork,
  record: BookingRecord,
  reroutings: readonly Rerouting[],
): Promise<Change> {
  const { id } = record.booking;
  const steps = reroutings.map((rerouting) => {
    const given = rerouting.gives
      .map((segment) => findSegment(record, segment))
      .filter((each) => isMissed(record, each));
    return { rerouting, given };
  });
  const given = steps.flatMap((step) => step.given);
  const missed = leftWithout(record.segments, work.now);
  for (const segment of given.filter(isLive)) {
    if (!missed.includes(segment)) requireAhead(work, segment);
    await giveUp(work, id, segment);
  }
  const takes = numberTakes(record, steps);
  const taken: { segment: SegmentRecord; seats: readonly AssignedSeat[]; step: Take }[] = [];
  for (const take of takes.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))) {
    taken.push({ ...(await seat(work, record, take)), step: take });
  }
  taken.sort((a, b) => a.segment.position - b.segment.position);
  const segments = steps.flatMap((step) =>
    carryFares(
      step.given,
      taken.filter((each) => each.step.rerouting === step.rerouting).map(({ segment }) => segment),
    ),
  );
  for (const segment of segments) insertSegment(work.tx, segment);
  for (const { segment, step } of taken) offerInstead(work, step.given[0] as SegmentRecord, segment);
  const isGiven = (segment: SegmentRecord) => given.some(({ position }) => position === segment.position);
  const lines = record.segments.map((each) =>
    isGiven(each) && isLive(each) ? { ...each, status: 'XX' as const } : each,
  );
  const types = record.passengers.map(({ type }) => type);
  const sum = (rows: readonly SegmentRecord[]) => rows.reduce((total, row) => total + priceParty(row, types), 0);
  return {
    record: {
      ...record,
      segments: [...lines, ...segments],
      seats: [
        ...record.seats.filter((each) => !given.some(({ position }) => position === each.segment_position)),
        ...taken.flatMap(({ seats }) => seats),
      ],
    },
    released: given.map(describeSegment),
    taken: segments.map(describeSegment),
    // An infant's tenth of several fares is rounded for each: what the lines lose by being fewer stays in the price.
    feeMinor: sum(given) - sum(segments),
    why: ['The carrier could not keep the booked flights: others are taken without a fee, and the price stays.'],
  };
}

/** What does not operate and has been replaced already costs nothing, and is not replaced again. */
function isMissed({ segments }: BookingRecord, segment: SegmentRecord): boolean {
  return isLive(segment) || !segments.some((each) => isLive(each) && each.replaces === segment.position);
}

async function giveUp(work: UnitOfWork, bookingId: string, segment: SegmentRecord): Promise<void> {
  await releaseSeatsOfSegment(work.tx, bookingId, segment.position);
  if (segment.status === 'TK') {
    await settleScheduleChange(work.tx, bookingId, segment.position, 'superseded', work.now);
  }
  updateSegment(work.tx, { ...segment, status: 'XX' });
}

function numberTakes(
  { segments }: BookingRecord,
  steps: readonly { readonly rerouting: Rerouting; readonly given: readonly SegmentRecord[] }[],
): Take[] {
  let position = Math.max(0, ...segments.map((segment) => segment.position));
  return steps.flatMap(({ rerouting, given }) =>
    rerouting.takes.map(({ ref, cabin }) => {
      position += 1;
      return { rerouting, given, ref, cabin, position };
    }),
  );
}

async function seat(
  work: UnitOfWork,
  record: BookingRecord,
  take: Take,
): Promise<{ segment: SegmentRecord; seats: AssignedSeat[] }> {
  const { flight, fares } = await lockFlightForSale(work.tx, take.ref);
  requireSellable(flight, work.now);
  requireNew(record, take, flight);
  const old = take.given[0] as SegmentRecord;
  const pool = widestPool(flight, fares, take.cabin);
  const passengers = seatedPassengers(record.passengers);
  const holder = {
    bookingId: record.booking.id,
    segmentPosition: take.position,
    passengerPosition: passengers[0]?.position ?? null,
    holdExpiresAt: null,
    status: 'sold' as const,
  };
  const claimed = await allocateAnySeats(work.tx, flight, pool, passengers.length, holder, work.now);
  if (!claimed) throw soldOut(flight, passengers.length, `cabin ${take.cabin}`);
  const seats = claimed.map((each, index) =>
    assigned(flight, each, take.position, passengers[index]?.position ?? null),
  );
  if (seats.length > 1) {
    for (const each of seats) {
      assignPassenger(work.tx, flight.id, each.ordinal, record.booking.id, each.passenger_position as number);
    }
  }
  const fare_class = fares.find((fare) => fare.cabin === take.cabin && fare.fare_class === old.fare_class)
    ? old.fare_class
    : pool.fare_class;
  const segment: SegmentRecord = {
    ...old,
    position: take.position,
    flight_id: flight.id,
    flight,
    status: 'TK',
    cabin: take.cabin,
    fare_class,
    journey: take.rerouting.journey,
    replaces: old.position,
  };
  return { segment, seats };
}

/** The highest class of a cabin may take all of its units. @throws FARE_CLASS_NOT_FOUND */
function widestPool(flight: FlightRow, fares: readonly FareRow[], cabin: string): FareRow {
  const inCabin = fares.filter((fare) => fare.cabin === cabin).toSorted((a, b) => a.nest_level - b.nest_level);
  if (inCabin[0]) return inCabin[0];
  throw new OpsdeskError('FARE_CLASS_NOT_FOUND', `${flightRefOf(flight)} sells no cabin ${cabin}`, {
    hint: `See its cabins: opsdesk flight show ${flightRefOf(flight)}`,
    details: { flight: flightRefOf(flight), cabin },
  });
}

function requireNew({ segments }: BookingRecord, take: Take, flight: FlightRow): void {
  const same = segments.find((each) => isLive(each) && each.flight_id === flight.id && !take.given.includes(each));
  if (!same) return;
  throw new OpsdeskError('WRONG_STATE', `${describeSegment(same)} is booked already`, { hint: 'Nothing was changed.' });
}

function offerInstead(work: UnitOfWork, old: SegmentRecord, segment: SegmentRecord): void {
  insertScheduleChange(work.tx, {
    ...{ id: work.ids.next('sch'), booking_id: segment.booking_id, flight_id: old.flight_id },
    ...{ old_position: old.position, new_position: segment.position },
    ...{ old_departs_at: old.flight.departs_at, old_departs_offset: old.flight.departs_offset },
    ...{ old_arrives_at: old.flight.arrives_at, old_arrives_offset: old.flight.arrives_offset },
    ...{ status: 'offered', offered_at: work.now, answered_at: null },
  });
}

function assigned(
  flight: FlightRow,
  unit: ClaimedSeat,
  segmentPosition: number,
  passengerPosition: number | null,
): AssignedSeat {
  return {
    flight_id: flight.id,
    ordinal: unit.ordinal,
    cabin: unit.cabin,
    seat_number: unit.seat_number,
    status: 'sold',
    segment_position: segmentPosition,
    passenger_position: passengerPosition,
  };
}

function keyOf({ ref }: Take): string {
  return formatFlightRef(ref);
}
