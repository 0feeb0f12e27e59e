import type { FareRow, WaitlistEntryRow } from '../database/schema.js';
import { flightRefOf, refOfFlight, requireSellable } from '../inventory/flight.js';
import { lockFlightForSale } from '../inventory/flight-repository.js';
import { releaseSeatsOfSegment } from '../inventory/seat-repository.js';
import { isOpsdeskError } from '../kernel/errors.js';
import type { Instant } from '../kernel/instant.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import type { BookingDeps } from './booking-deps.js';
import { type BookingRecord, discountOf, type SegmentRecord, seatedPassengers, totalMinor } from './booking-record.js';
import { lockBookingById, updateBooking, updateSegment } from './booking-repository.js';
import { mayBuyAmong } from './buyable-fares.js';
import { deadlinesOf, withinUse } from './deadlines.js';
import { firstUseAt } from './first-use.js';
import { queueCleared } from './messages.js';
import { reseatParty } from './reseat-party.js';
import { segmentOf } from './segment-of.js';
import { auditBooking, publishBooking } from './trail.js';
import { deleteEntries, listEntries, listThatFit, listTooLate } from './waitlist-repository.js';

export interface ClearedCounts {
  readonly cleared: number;
  /** Waited for a flight that has left. */
  readonly expired: number;
}

type Outcome = 'cleared' | 'expired' | 'passed over';

/** Not so many seats on one of its flights: the transaction is rolled back, and the booking keeps its place. */
class DoesNotFit extends Error {
  override readonly name = 'DoesNotFit';
}

/**
 * Gives free seats to those who wait, the longest waiting first, each booking in a transaction of its own: the
 * whole party on all of its flights, or nothing. What does not fit is passed over and keeps its place.
 *
 * Guaranteed, however many clear at once: no booking is cleared twice (its row is locked, and only who finds it
 * waiting goes on) and no seat is given twice (it is claimed as in any sale). Everybody goes down the list in
 * its order and waits at a booking that another has in hand, so that nobody is served while one ahead of them who
 * fits was not looked at. Whatever frees seats ends with this, and a sale that finds seats free for somebody who
 * waits gives way to them (`waitlist-turn.ts`), so that a hold that runs out by itself goes to the list as well.
 *
 * Not guaranteed: sellers do not queue for a lock on the flight, so that a buyer who looks at the list in the
 * instant before seats are released, and claims them in the instant after, gets them. Nor does a buyer give way
 * more than a few times. And seats that come free one by one go to small parties before they gather for a large one.
 * @param flightIds only those who wait for one of these flights; all unless given
 * @param command what the change is audited as
 */
export async function clearWaitlist(
  deps: BookingDeps,
  flightIds?: readonly number[],
  command = 'worker run',
): Promise<ClearedCounts> {
  const now = deps.clock.now();
  const [late, fitting] = await Promise.all([
    flightIds === undefined ? listTooLate(deps.session, now) : [],
    listThatFit(deps.session, now, flightIds),
  ]);
  const outcomes: Outcome[] = [];
  for (const id of [...late, ...fitting.map((waiting) => waiting.booking_id)]) {
    outcomes.push(await clearBooking(deps, id, command));
  }
  const count = (outcome: Outcome) => outcomes.filter((each) => each === outcome).length;
  return { cleared: count('cleared'), expired: count('expired') };
}

async function clearBooking(deps: BookingDeps, bookingId: string, command: string): Promise<Outcome> {
  try {
    return await deps.runner.step({ command, input: { bookingId } }, async (work) => {
      const before = await lockBookingById(work.tx, bookingId);
      if (before.booking.status !== 'waitlisted') return 'passed over';
      if (firstUseAt(before) > work.now) return clear(work, before);
      return expire(work, before);
    });
  } catch (error) {
    // Who holds the last seats may yet let go of them: whoever frees seats, or the worker, comes by again.
    if (error instanceof DoesNotFit || isOpsdeskError(error, 'DATABASE_BUSY')) return 'passed over';
    throw error;
  }
}

async function clear(work: UnitOfWork, before: BookingRecord): Promise<Outcome> {
  const { booking } = before;
  const deadlines = withinUse(deadlinesOf(work.now, { timeLimit: booking.time_limit }), firstUseAt(before));
  const entries = await listEntries(work.tx, booking.id);
  const space = await seatAll(work, before, entries, deadlines.hold_expires_at);
  const sums = { fees_minor: booking.fees_minor, discount_minor: discountOf({ ...before, ...space }) };
  const after: BookingRecord = {
    ...before,
    ...space,
    booking: {
      ...booking,
      ...sums,
      ...deadlines,
      status: 'held',
      version: booking.version + 1,
      total_minor: totalMinor({ ...before, ...space }, sums),
      updated_at: work.now,
    },
  };
  deleteEntries(work.tx, booking.id);
  updateBooking(work.tx, after.booking);
  for (const segment of after.segments) updateSegment(work.tx, segment);
  auditBooking(work, 'booking.cleared', before, after);
  publishBooking(work, 'booking.cleared', after);
  queueCleared(work, after);
  return 'cleared';
}

/** Flights in the order of their references, then seats: the global lock order. @throws DoesNotFit */
async function seatAll(
  work: UnitOfWork,
  record: BookingRecord,
  entries: readonly WaitlistEntryRow[],
  holdExpiresAt: Instant,
): Promise<Pick<BookingRecord, 'segments' | 'seats'>> {
  const segments = new Map(record.segments.map((segment) => [segment.position, segment]));
  const seats = [...record.seats];
  const waiting = record.segments
    .filter((segment) => segment.status === 'HL')
    .toSorted((a, b) => (flightRefOf(a.flight) < flightRefOf(b.flight) ? -1 : 1));
  for (const segment of waiting) {
    const entry = entries.find((each) => each.segment_position === segment.position);
    if (!entry) throw new Error(`segment ${segment.position} of ${record.booking.id} is on no waiting list`);
    const seated = await seatSegment(work, record, segment, entry, holdExpiresAt);
    segments.set(segment.position, seated.segment);
    seats.push(...seated.seats);
  }
  return { segments: [...segments.values()], seats };
}

async function seatSegment(
  work: UnitOfWork,
  record: BookingRecord,
  segment: SegmentRecord,
  entry: WaitlistEntryRow,
  holdExpiresAt: Instant,
) {
  const { flight, fares } = await lockFlightForSale(work.tx, refOfFlight(segment.flight));
  requireStillSold(flight, work.now);
  const wish = {
    bookingId: record.booking.id,
    segmentPosition: segment.position,
    passengers: seatedPassengers(record.passengers),
    holdExpiresAt,
  };
  for (const fare of faresFor(record, segment, entry, fares)) {
    const seats = await reseatParty(work, flight, fare, wish);
    if (seats) {
      const { position, journey } = segment;
      return {
        segment: { ...segmentOf(wish.bookingId, position, flight, fare, journey), status: 'KL' as const },
        seats,
      };
    }
    await releaseSeatsOfSegment(work.tx, wish.bookingId, segment.position);
  }
  throw new DoesNotFit();
}

/** The class that was asked for; or, cheapest first, those of the cabin that the party could buy when it asked. */
function faresFor(
  { segments }: BookingRecord,
  segment: SegmentRecord,
  entry: WaitlistEntryRow,
  fares: readonly FareRow[],
): FareRow[] {
  if (entry.fare_class !== '') return fares.filter((fare) => fare.fare_class === entry.fare_class);
  const mayBuy = mayBuyAmong(
    segments.map(({ flight, journey }) => ({ ref: refOfFlight(flight), journey })),
    entry.requested_at,
  );
  return fares.filter((fare) => fare.cabin === entry.cabin && mayBuy(segment.flight, fare));
}

/** A flight that is cancelled may operate again: until it would have left, the booking keeps its place. */
function requireStillSold(flight: SegmentRecord['flight'], now: Instant): void {
  try {
    requireSellable(flight, now);
  } catch (error) {
    throw isOpsdeskError(error, 'FLIGHT_NOT_SELLABLE') ? new DoesNotFit() : error;
  }
}

function expire(work: UnitOfWork, before: BookingRecord): Outcome {
  const { booking } = before;
  const after: BookingRecord = {
    ...before,
    booking: { ...booking, status: 'expired', version: booking.version + 1, updated_at: work.now },
  };
  deleteEntries(work.tx, booking.id);
  updateBooking(work.tx, after.booking);
  auditBooking(work, 'booking.expired', before, after);
  publishBooking(work, 'booking.expired', after);
  return 'expired';
}
