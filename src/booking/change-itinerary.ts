import type { FareRow } from '../database/schema.js';
import { flightRefOf, refOfFlight } from '../inventory/flight.js';
import { releaseSeatsOfSegment } from '../inventory/seat-repository.js';
import { OpsdeskError } from '../kernel/errors.js';
import { formatFlightRef } from '../kernel/flight-ref.js';
import { keptBack } from '../pricing/cancellation-value.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { type BookingRecord, isLive, type SegmentRecord, seatedPassengers, segmentId } from './booking-record.js';
import { insertSegment, updateSegment } from './booking-repository.js';
import { mayBuyAmong, requireRulesKept } from './buyable-fares.js';
import type { Change } from './change.js';
import { requireTimeToConnect } from './connections.js';
import { numberJourneys } from './journeys.js';
import { pickSegment } from './pick.js';
import { supersedeScheduleChanges } from './schedule-change-repository.js';
import { seatParty, type WantedFlight } from './seat-party.js';
import { segmentOf } from './segment-of.js';

/**
 * Adds flights at today's fares. They make up journeys with those of the booking as if all had been bought together.
 * @throws what `seatParty` throws, CURRENCY_MISMATCH, WRONG_STATE for a flight that is booked already, REFUSED_BY_RULE
 */
export async function addFlights(
  work: UnitOfWork,
  record: BookingRecord,
  flights: readonly WantedFlight[],
): Promise<Change> {
  const { booking } = record;
  const highest = Math.max(0, ...record.segments.map((segment) => segment.position));
  const bought: { segment: SegmentRecord; fare: FareRow }[] = [];
  const before = record.segments.filter(isLive).map((segment) => ({ ref: refOfFlight(segment.flight) }));
  const seats = [...record.seats];
  const placed = flights.map((wanted, index) => ({ wanted, position: highest + index + 1 }));
  for (const { wanted, position } of placed.toSorted((a, b) => (keyOf(a.wanted) < keyOf(b.wanted) ? -1 : 1))) {
    const seated = await seatParty(work, wanted, {
      bookingId: booking.id,
      recordLocator: booking.record_locator,
      segmentPosition: position,
      passengers: seatedPassengers(record.passengers),
      seatNumbers: [],
      holdExpiresAt: booking.hold_expires_at,
      status: booking.status === 'confirmed' ? 'sold' : 'held',
      mayBuy: mayBuyAmong([...before, ...flights], work.now),
    });
    const segment = segmentOf(booking.id, position, seated.flight, seated.fare);
    requireNew([...record.segments, ...bought.map((each) => each.segment)], segment);
    requireCurrency(record, segment, seated.fare.currency);
    bought.push({ segment, fare: seated.fare });
    seats.push(...seated.seats);
  }
  bought.sort((a, b) => a.segment.position - b.segment.position);
  const segments = await joinJourneys(
    work,
    record.segments,
    bought.map((each) => each.segment),
  );
  const added = segments.slice(record.segments.length);
  requireRulesKept(
    { segments },
    added.map((segment, index) => ({ segment, fare: (bought[index] as (typeof bought)[number]).fare })),
    work.now,
  );
  return {
    record: { ...record, segments, seats },
    released: [],
    taken: added.map(describeSegment),
    feeMinor: 0,
    why: ['An added flight costs the fare of the day.'],
  };
}

/**
 * Numbers the journeys of all live flights by their times and saves what is new: who books flights one after the other
 * travels as who books them together. @returns the segments, the added ones last
 */
async function joinJourneys(
  work: UnitOfWork,
  sold: readonly SegmentRecord[],
  added: readonly SegmentRecord[],
): Promise<SegmentRecord[]> {
  const travelled = [...sold.filter(isLive), ...added].toSorted((a, b) => a.flight.departs_at - b.flight.departs_at);
  const journeys = numberJourneys(
    travelled.map(({ flight }) => flight),
    travelled.map((segment) => (added.includes(segment) ? undefined : segment.journey)),
  );
  await requireTimeToConnect(
    work.tx,
    travelled.map((segment, index) => ({
      flight: segment.flight,
      journey: journeys[index] as number,
      isNew: added.includes(segment),
    })),
  );
  const numbered = (segment: SegmentRecord) => {
    const journey = journeys[travelled.indexOf(segment)] ?? segment.journey;
    return journey === segment.journey ? segment : { ...segment, journey };
  };
  const kept = sold.map(numbered);
  const joined = added.map(numbered);
  for (const segment of kept) if (!sold.includes(segment)) updateSegment(work.tx, segment);
  for (const segment of joined) insertSegment(work.tx, segment);
  return [...kept, ...joined];
}

/** Gives flights up: what their fares keep back is collected as a fee. @throws SEGMENT_NOT_FOUND, REFUSED_BY_RULE */
export async function cancelFlights(work: UnitOfWork, record: BookingRecord, ids: readonly string[]): Promise<Change> {
  const given = [...new Set(ids.map((id) => pickSegment(record, id)))];
  const types = record.passengers.map((passenger) => passenger.type);
  const isPaid = record.booking.status === 'confirmed';
  for (const segment of given) {
    requireAhead(work, segment);
    await releaseSeatsOfSegment(work.tx, record.booking.id, segment.position);
    updateSegment(work.tx, { ...segment, status: 'XX' });
  }
  await supersedeScheduleChanges(work.tx, given, work.now);
  const lines = isPaid ? given.map((segment) => ({ segment, ...keptBack(segment, types, false) })) : [];
  return {
    record: {
      ...record,
      segments: record.segments.map((each) => (given.includes(each) ? { ...each, status: 'XX' } : each)),
      seats: record.seats.filter((seat) => !given.some((segment) => segment.position === seat.segment_position)),
    },
    released: given.map(describeSegment),
    taken: [],
    feeMinor: lines.reduce((sum, line) => sum + line.amountMinor, 0),
    why: isPaid
      ? lines.map(({ segment, what }) => `${flightRefOf(segment.flight)}: ${what}.`)
      : ['A held booking changes without a fee.'],
  };
}

/** @throws REFUSED_BY_RULE once the flight has left */
export function requireAhead(work: UnitOfWork, { flight }: SegmentRecord): void {
  if (flight.departs_at > work.now) return;
  throw new OpsdeskError('REFUSED_BY_RULE', `${flightRefOf(flight)} has departed and can't be changed`, {
    hint: 'Only flights that are still to come can be changed.',
  });
}

/** @throws CURRENCY_MISMATCH */
export function requireCurrency({ booking }: BookingRecord, segment: SegmentRecord, currency: string): void {
  if (currency === booking.currency) return;
  throw new OpsdeskError(
    'CURRENCY_MISMATCH',
    `${flightRefOf(segment.flight)} is sold in ${currency}, and the booking is in ${booking.currency}`,
    { hint: 'Make a booking of its own for it.' },
  );
}

function requireNew(segments: readonly SegmentRecord[], added: SegmentRecord): void {
  const same = segments.find((segment) => isLive(segment) && segment.flight_id === added.flight_id);
  if (!same) return;
  throw new OpsdeskError('WRONG_STATE', `${flightRefOf(added.flight)} is booked already`, {
    hint: 'Nothing was changed. Other seats on it are free: opsdesk booking modify REF --seat SEAT',
  });
}

function keyOf({ ref }: WantedFlight): string {
  return formatFlightRef(ref);
}

export function describeSegment(segment: SegmentRecord): string {
  return `${segmentId(segment.position)} ${flightRefOf(segment.flight)} class ${segment.fare_class}`;
}
