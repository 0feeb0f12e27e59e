import type { PassengerRow } from '../database/schema.js';
import { flightRefOf, refOfFlight } from '../inventory/flight.js';
import { releaseSeatsOfPassenger } from '../inventory/seat-repository.js';
import { OpsdeskError } from '../kernel/errors.js';
import { keptBack } from '../pricing/cancellation-value.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import {
  type AssignedSeat,
  type BookingRecord,
  isSeated,
  passengerId,
  type SegmentRecord,
  seatedPassengers,
} from './booking-record.js';
import { deletePassenger, insertPassenger, updatePassenger } from './booking-repository.js';
import type { Change } from './change.js';
import { requireAhead } from './change-itinerary.js';
import { passengerRow } from './new-booking.js';
import { changedPassengers, withLoneChildren } from './party-rules.js';
import { formatPassengerName, parsePassengerName } from './passenger-name.js';
import { pickPassenger } from './pick.js';
import { seatParty } from './seat-party.js';

/**
 * Adds passengers to every flight that is still to come, in its class. They pay today's fare: where that
 * differs from what the others paid, the difference is collected as a fee, for a segment has one fare.
 * @throws PASSENGER_RULE, REFUSED_BY_RULE once a flight has left, and what `seatParty` throws
 */
export async function addPassengers(
  work: UnitOfWork,
  record: BookingRecord,
  texts: readonly string[],
): Promise<Change> {
  const { booking } = record;
  let position = Math.max(...record.passengers.map((passenger) => passenger.position));
  const joining = texts.map((text): PassengerRow => {
    position += 1;
    return passengerRow(booking.id, position, parsePassengerName(text));
  });
  const passengers = withLoneChildren([...record.passengers, ...joining]);
  const added = passengers.slice(record.passengers.length);
  for (const passenger of changedPassengers(record.passengers, passengers)) updatePassenger(work.tx, passenger);
  for (const passenger of added) insertPassenger(work.tx, passenger);
  const seated = seatedPassengers(added);
  const seats: AssignedSeat[] = [];
  let feeMinor = 0;
  const why = ['Added passengers pay the fare of the day.'];
  for (const segment of inLockOrder(record.segments.filter(isSeated))) {
    requireAhead(work, segment);
    if (seated.length === 0) continue;
    const { fare, seats: claimed } = await seatParty(
      work,
      { ref: refOfFlight(segment.flight), fareClass: segment.fare_class },
      {
        bookingId: booking.id,
        recordLocator: booking.record_locator,
        segmentPosition: segment.position,
        passengers: seated,
        seatNumbers: [],
        holdExpiresAt: booking.hold_expires_at,
        status: booking.status === 'confirmed' ? 'sold' : 'held',
      },
    );
    seats.push(...claimed);
    const dearerMinor = fare.base_minor + fare.tax_minor - segment.base_minor - segment.tax_minor;
    if (dearerMinor > 0) {
      feeMinor += dearerMinor * seated.length;
      why.push(
        `Class ${segment.fare_class} of ${flightRefOf(segment.flight)} costs more today than when it was booked.`,
      );
    }
  }
  return {
    record: { ...record, passengers, seats: [...record.seats, ...seats] },
    released: [],
    taken: added.map((passenger) => `${passengerId(passenger.position)} ${formatPassengerName(passenger)}`),
    feeMinor,
    why,
  };
}

/**
 * Takes passengers out of the booking: their seats go back on sale, and their fares come back by their
 * rules. @throws PASSENGER_NOT_FOUND, REFUSED_BY_RULE for the last of them, and once a flight has left
 */
export async function removePassengers(
  work: UnitOfWork,
  record: BookingRecord,
  ids: readonly string[],
): Promise<Change> {
  const leaving = [
    ...new Map(ids.map((id) => pickPassenger(record, id)).map((each) => [each.position, each])).values(),
  ];
  const staying = withLoneChildren(record.passengers.filter((passenger) => !leaving.includes(passenger)));
  if (seatedPassengers(staying).length === 0) {
    throw new OpsdeskError('REFUSED_BY_RULE', 'a booking keeps at least one passenger with a seat', {
      hint: `To give everything up: opsdesk booking cancel ${record.booking.record_locator}`,
    });
  }
  const live = record.segments.filter(isSeated);
  for (const segment of live) requireAhead(work, segment);
  const types = leaving.map((passenger) => passenger.type);
  const isPaid = record.booking.status === 'confirmed';
  const lines = isPaid ? live.map((segment) => ({ segment, ...keptBack(segment, types, false) })) : [];
  for (const passenger of leaving) {
    await releaseSeatsOfPassenger(work.tx, record.booking.id, passenger.position);
    deletePassenger(work.tx, passenger);
  }
  for (const passenger of changedPassengers(record.passengers, staying)) updatePassenger(work.tx, passenger);
  const isLeaving = (position: number | null) => leaving.some((passenger) => passenger.position === position);
  return {
    record: {
      ...record,
      passengers: staying,
      seats: record.seats.filter((seat) => !isLeaving(seat.passenger_position)),
    },
    released: leaving.map((passenger) => `${passengerId(passenger.position)} ${formatPassengerName(passenger)}`),
    taken: [],
    feeMinor: lines.reduce((sum, line) => sum + line.amountMinor, 0),
    why: isPaid
      ? lines.map(({ segment, what }) => `${flightRefOf(segment.flight)}: ${what} for those who leave.`)
      : ['A held booking changes without a fee.'],
  };
}

function inLockOrder(segments: readonly SegmentRecord[]): SegmentRecord[] {
  return segments.toSorted((a, b) => (flightRefOf(a.flight) < flightRefOf(b.flight) ? -1 : 1));
}
