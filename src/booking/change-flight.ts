import type { FareRow, FlightRow } from '../database/schema.js';
import { flightRefOf } from '../inventory/flight.js';
import { releaseSeatsOfSegment } from '../inventory/seat-repository.js';
import { OpsdeskError } from '../kernel/errors.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { type BookingRecord, type SegmentRecord, seatedPassengers, segmentId } from './booking-record.js';
import { updateSegment } from './booking-repository.js';
import type { Change } from './change.js';
import { pickSegment } from './pick.js';
import { seatParty, type WantedFlight } from './seat-party.js';
import { segmentOf } from './segment-of.js';

/**
 * Moves a segment to another flight: the new seats are taken before anything is final, and the old ones
 * go back on sale with the commit. A confirmed booking pays the fare's change fee for each passenger
 * with a seat; a held one changes freely.
 * @throws what `seatParty` throws; REFUSED_BY_RULE once the old flight has left; CURRENCY_MISMATCH
 */
export async function changeFlight(
  work: UnitOfWork,
  record: BookingRecord,
  wanted: WantedFlight,
  choice: { readonly segment?: string | undefined; readonly seats: readonly string[] },
): Promise<Change> {
  const { booking } = record;
  const old = pickSegment(record, choice.segment);
  if (old.flight.departs_at <= work.now) {
    throw new OpsdeskError('REFUSED_BY_RULE', `${flightRefOf(old.flight)} has departed and can't be changed`, {
      hint: 'Only flights that are still to come can be changed.',
    });
  }
  const passengers = seatedPassengers(record.passengers);
  if (choice.seats.length > 0 && choice.seats.length !== passengers.length) {
    throw new OpsdeskError('INVALID_INPUT', `${choice.seats.length} seats for ${passengers.length} passengers`, {
      hint: 'Give one --seat for each passenger with a seat, or none for any.',
    });
  }
  await releaseSeatsOfSegment(work.tx, booking.id, old.position);
  const { flight, fare, seats } = await seatParty(work, wanted, {
    bookingId: booking.id,
    segmentPosition: old.position,
    passengers,
    seatNumbers: choice.seats,
    holdExpiresAt: booking.hold_expires_at,
    status: booking.status === 'confirmed' ? 'sold' : 'held',
  });
  requireOther(record, old, flight, fare);
  if (fare.currency !== booking.currency) {
    throw new OpsdeskError(
      'CURRENCY_MISMATCH',
      `${flightRefOf(flight)} is sold in ${fare.currency}, and the booking is in ${booking.currency}`,
      {
        hint: 'Cancel this booking and make another.',
      },
    );
  }
  const feeMinor = booking.status === 'confirmed' ? old.change_fee_minor * passengers.length : 0;
  const segment = segmentOf(booking.id, old.position, flight, fare);
  updateSegment(work.tx, segment);
  return {
    record: {
      ...record,
      segments: record.segments.map((each) => (each.position === old.position ? segment : each)),
      seats: [...record.seats.filter((seat) => seat.segment_position !== old.position), ...seats],
    },
    released: [describe(old)],
    taken: [describe(segment)],
    feeMinor,
    why: [
      booking.status === 'confirmed'
        ? `Fare ${old.fare_basis} takes its change fee for each of ${passengers.length} passengers, and the difference of the fares.`
        : 'A held booking changes without a fee; the fare is that of the new flight.',
    ],
  };
}

/** The same flight in the same class would cost its fee for nothing; a flight that they have already is no change. */
function requireOther(record: BookingRecord, old: SegmentRecord, flight: FlightRow, fare: FareRow): void {
  const same = record.segments.find((segment) => segment.flight_id === flight.id);
  if (!same || (same === old && old.fare_class !== fare.fare_class)) return;
  throw new OpsdeskError('WRONG_STATE', `${describe(same)} is booked already`, {
    hint: 'Nothing was changed. Other seats on it are free: opsdesk booking modify REF --seat SEAT',
  });
}

function describe(segment: SegmentRecord): string {
  return `${segmentId(segment.position)} ${flightRefOf(segment.flight)} class ${segment.fare_class}`;
}
