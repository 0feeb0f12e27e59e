import type { FareRow, FlightRow } from '../database/schema.js';
import { flightRefOf, refOfFlight } from '../inventory/flight.js';
import { releaseSeatsOfSegment } from '../inventory/seat-repository.js';
import { OpsdeskError } from '../kernel/errors.js';
import { fareOfParty } from '../pricing/fare-price.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { type BookingRecord, isLive, type SegmentRecord, seatedPassengers, segmentId } from './booking-record.js';
import { updateSegment } from './booking-repository.js';
import { mayBuyAmong, requireRulesKept } from './buyable-fares.js';
import type { Change } from './change.js';
import { describeSegment, requireAhead, requireCurrency } from './change-itinerary.js';
import { changeSeats } from './change-seats.js';
import { pickSegment } from './pick.js';
import { supersedeScheduleChanges } from './schedule-change-repository.js';
import { seatParty, type WantedFlight } from './seat-party.js';
import { segmentOf } from './segment-of.js';

/**
 * Moves a segment to another flight: the new seats are taken before anything is final, and the old ones
 * go back on sale with the commit. A confirmed booking pays the fare's change fee for each passenger
 * with a seat; a held one changes freely, and so does a segment whose times the carrier has changed (TK).
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
  requireAhead(work, old);
  const passengers = seatedPassengers(record.passengers);
  if (choice.seats.length > 0 && choice.seats.length !== passengers.length) {
    throw new OpsdeskError('INVALID_INPUT', `${choice.seats.length} seats for ${passengers.length} passengers`, {
      hint: 'Give one --seat for each passenger with a seat, or none for any.',
    });
  }
  const others = record.segments
    .filter((segment) => isLive(segment) && segment !== old)
    .map((segment) => ({ ref: refOfFlight(segment.flight) }));
  await releaseSeatsOfSegment(work.tx, booking.id, old.position);
  const { flight, fare, seats } = await seatParty(work, wanted, {
    bookingId: booking.id,
    recordLocator: booking.record_locator,
    segmentPosition: old.position,
    passengers,
    seatNumbers: choice.seats,
    holdExpiresAt: booking.hold_expires_at,
    status: booking.status === 'confirmed' ? 'sold' : 'held',
    mayBuy: mayBuyAmong([wanted, ...others], work.now),
  });
  requireOther(record, old, flight, fare);
  // What it stood in for, where the carrier had changed its times, it still stands in for.
  const segment = { ...segmentOf(booking.id, old.position, flight, fare, old.journey), replaces: old.replaces };
  requireCurrency(record, segment, fare.currency);
  requireRulesKept(record, [{ segment, fare }], work.now);
  const { feeMinor, why } = priceMove(record, old, segment);
  updateSegment(work.tx, segment);
  await supersedeScheduleChanges(work.tx, [old], work.now);
  const moved: BookingRecord = {
    ...record,
    segments: record.segments.map((each) => (each.position === old.position ? segment : each)),
    seats: [...record.seats.filter((seat) => seat.segment_position !== old.position), ...seats],
  };
  const after = choice.seats.length === 0 ? await keepSeats(work, record, moved, old) : moved;
  return {
    record: after,
    released: [describeSegment(old)],
    taken: [describeTaken(after, segment)],
    feeMinor,
    why,
  };
}

/**
 * Another class of the same cabin leaves everybody where they sit; whose unit has no number stays on any. The seats are
 * exchanged once the class has its own units, so that neither class loses any to the other.
 */
async function keepSeats(
  work: UnitOfWork,
  before: BookingRecord,
  moved: BookingRecord,
  { position, flight_id, cabin }: SegmentRecord,
): Promise<BookingRecord> {
  const isSame = moved.segments.some(
    (each) => each.position === position && each.flight_id === flight_id && each.cabin === cabin,
  );
  const had = seatNumbersOf(before, position);
  if (!isSame || had.includes(null) || had.join() === seatNumbersOf(moved, position).join()) return moved;
  // Who sits where is among the writes that nothing has read back yet.
  await work.tx.sendLater();
  const choice = { seats: had as string[], segment: segmentId(position) };
  return (await changeSeats(work, moved, choice)).record;
}

/** In the order of the passengers; null where one has a unit without a number. */
function seatNumbersOf({ passengers, seats }: BookingRecord, position: number): (string | null)[] {
  return seatedPassengers(passengers).map(
    (passenger) =>
      seats.find((seat) => seat.segment_position === position && seat.passenger_position === passenger.position)
        ?.seat_number ?? null,
  );
}

function describeTaken(record: BookingRecord, segment: SegmentRecord): string {
  const numbers = seatNumbersOf(record, segment.position).filter((number) => number !== null);
  return numbers.length === 0 ? describeSegment(segment) : `${describeSegment(segment)} in ${numbers.join(', ')}`;
}

/**
 * The change fee of the old fare for each passenger with a seat, and the value that it forfeits. Nothing of it while
 * new times of the carrier wait for an answer, as nothing is kept of what is cancelled then (`keptBack`).
 */
function priceMove(
  { booking, passengers }: BookingRecord,
  old: SegmentRecord,
  segment: SegmentRecord,
): { feeMinor: number; why: string[] } {
  if (booking.status !== 'confirmed') {
    return { feeMinor: 0, why: ['A held booking changes without a fee; the fare is that of the new flight.'] };
  }
  if (old.status === 'TK') {
    const why = `The carrier changed the times of ${flightRefOf(old.flight)}: another flight takes no change fee, only the difference of the fares.`;
    return { feeMinor: 0, why: [why] };
  }
  const types = passengers.map((passenger) => passenger.type);
  const count = seatedPassengers(passengers).length;
  const why = [
    `Fare ${old.fare_basis} takes its change fee for each passenger with a seat, and the difference of the fares.`,
  ];
  const overMinor = fareOfParty(old, types) - fareOfParty(segment, types);
  const isForfeited = overMinor > 0 && old.residual === 'forfeit';
  if (isForfeited) why.push(`Fare ${old.fare_basis} gives nothing back for a cheaper flight.`);
  return { feeMinor: old.change_fee_minor * count + (isForfeited ? overMinor : 0), why };
}

/** The same flight in the same class would cost its fee for nothing; a flight that they have already is no change. */
function requireOther(record: BookingRecord, old: SegmentRecord, flight: FlightRow, fare: FareRow): void {
  const same = record.segments.find((segment) => isLive(segment) && segment.flight_id === flight.id);
  if (!same || (same === old && old.fare_class !== fare.fare_class)) return;
  throw new OpsdeskError('WRONG_STATE', `${describeSegment(same)} is booked already`, {
    hint: 'Nothing was changed. Other seats on it are free: opsdesk booking modify REF --seat SEAT',
  });
}
