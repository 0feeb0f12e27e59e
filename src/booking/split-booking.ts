import { flightRefOf, refOfFlight } from '../inventory/flight.js';
import { lockFlightForSale } from '../inventory/flight-repository.js';
import { lockSeatsOfBooking } from '../inventory/seat-repository.js';
import { transferSeats, transferStayNights } from '../inventory/space-transfer-repository.js';
import { invariant, OpsdeskError } from '../kernel/errors.js';
import { nightsBetween } from '../kernel/local-date.js';
import { locatorFrom } from '../kernel/record-locator.js';
import { movePayments } from '../payment/move-payments.js';
import type { WriteOptions } from '../runtime/request.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { requireVersion } from '../runtime/version.js';
import { holdSpaceUntil, sellSpace } from './booked-space.js';
import type { BookingDeps } from './booking-deps.js';
import { type BookingRecord, balanceMinor, isLive, isSeated, seatedPassengers } from './booking-record.js';
import { deletePassenger, insertBooking, lockBooking, updateBooking, updatePassenger } from './booking-repository.js';
import { requireLive, requireSettled } from './booking-state.js';
import { keptWithinUse } from './deadlines.js';
import { firstUseAt } from './first-use.js';
import { queueItinerary } from './messages.js';
import { changedPassengers } from './party-rules.js';
import { insertScheduleChange, listScheduleChanges } from './schedule-change-repository.js';
import { type DividedBooking, divideBooking, type SplitWish } from './split-party.js';
import { deleteMovedStay } from './split-repository.js';
import { auditBooking, publishBooking } from './trail.js';
import { type BookingView, viewBooking } from './view-booking.js';

export interface SplitBookingInput extends SplitWish {
  readonly recordLocator: string;
  readonly ifVersion?: number | undefined;
}

/** The booking of those who leave, and the one that they left. */
export type SplitView = BookingView & { readonly from: BookingView };

/**
 * Gives some passengers a booking of their own: the same flights at the fares as sold, their very seats, the same
 * deadlines, and their share of what was paid.
 * @throws PASSENGER_NOT_FOUND, STAY_NOT_FOUND, PASSENGER_RULE, REFUSED_BY_RULE, WRONG_STATE, HOLD_EXPIRED,
 *   VERSION_CONFLICT
 */
export async function splitBooking(
  deps: BookingDeps,
  input: SplitBookingInput,
  options: WriteOptions,
): Promise<SplitView> {
  // The version is what the caller had read, not what they want: a repeat with a newer one is the same command.
  const request = { ...options, command: 'booking split', input: { ...input, ifVersion: undefined } };
  return deps.runner.write(request, async (work) => {
    const before = await lockBooking(work.tx, input.recordLocator);
    requireVersion(`booking ${before.booking.record_locator}`, before.booking.version, input.ifVersion);
    requireLive(before, work.now);
    requireSettled(before);
    requireNoRefundUnderWay(before);
    const divided = divideBooking(before, input, {
      id: work.ids.next('bkg'),
      record_locator: locatorFrom(work.ids.bytes(6)),
      created_at: work.now,
      created_by: work.actor,
    });
    const { staying, leaving } = await moveEverything(work, before, divided);
    return { ...viewBooking(leaving, work.now), from: viewBooking(staying, work.now) };
  });
}

/** In the global lock order: booking, flights, seats, room nights, payments. */
async function moveEverything(
  work: UnitOfWork,
  before: BookingRecord,
  divided: DividedBooking,
): Promise<{ staying: BookingRecord; leaving: BookingRecord }> {
  const { tx } = work;
  await lockFlights(work, before);
  await moveSeats(work, before, divided);
  for (const position of divided.leftPassengers) deletePassenger(tx, { ...must(before.passengers, position) });
  for (const each of changedPassengers(before.passengers, divided.staying.passengers)) updatePassenger(tx, each);
  for (const position of divided.leftStays) deleteMovedStay(tx, before.booking.id, position);
  insertBooking(tx, divided.leaving);
  // Each part answers for itself what the carrier has offered to all: that is often why they part. What came before
  // goes along, for what they are owed is measured against what was sold.
  for (const change of await listScheduleChanges(tx, before.booking.id)) {
    insertScheduleChange(tx, { ...change, id: work.ids.next('sch'), booking_id: divided.leaving.booking.id });
  }
  await tx.sendLater();
  await moveNights(work, before, divided);
  await movePayments(work, {
    fromBookingId: before.booking.id,
    toBookingId: divided.leaving.booking.id,
    amountMinor: divided.movedMinor,
  });
  const staying = await settled(work, divided.staying);
  const leaving = await settled(work, divided.leaving);
  invariant(
    balanceMinor(before) === balanceMinor(staying) + balanceMinor(leaving),
    `the balances of ${before.booking.id} and what was split from it do not add up`,
  );
  updateBooking(tx, staying.booking);
  updateBooking(tx, leaving.booking);
  work.concerns(before.subject);
  auditBooking(work, 'booking.split', before, staying, { splitInto: leaving.booking.record_locator });
  auditBooking(work, 'booking.split', undefined, leaving);
  for (const part of [staying, leaving]) publishBooking(work, 'booking.split', part);
  const wasConfirmed = before.booking.status === 'confirmed';
  if (staying.booking.status === 'confirmed') queueItinerary(work, wasConfirmed ? 'change' : 'confirmation', staying);
  if (leaving.booking.status === 'confirmed') queueItinerary(work, 'confirmation', leaving);
  return { staying, leaving };
}

/** Shared with sellers: whoever cancels or moves a flight finds both bookings, or only the old one. */
async function lockFlights(work: UnitOfWork, { segments }: BookingRecord): Promise<void> {
  const flights = segments.filter(isLive).map(({ flight }) => flight);
  flights.sort((a, b) => (flightRefOf(a) < flightRefOf(b) ? -1 : 1));
  for (const flight of flights) await lockFlightForSale(work.tx, refOfFlight(flight));
}

/** The rows are rewritten, never opened: nobody can claim a seat in between. @throws HOLD_EXPIRED */
async function moveSeats(work: UnitOfWork, before: BookingRecord, { leaving, leftPassengers }: DividedBooking) {
  const { booking } = before;
  const seats = await lockSeatsOfBooking(work.tx, booking.id);
  const needed = seatedPassengers(before.passengers).length * before.segments.filter(isSeated).length;
  // By another desk's clock the hold may have run out, and others may have claimed of it, just before the lock.
  if (booking.status === 'held' && seats.length !== needed) {
    throw new OpsdeskError('HOLD_EXPIRED', `seats of ${booking.record_locator} have gone to others`, {
      hint: `See what can be had again: opsdesk booking reinstate ${booking.record_locator} --dry-run`,
      details: { recordLocator: booking.record_locator },
    });
  }
  for (const [index, position] of leftPassengers.entries()) {
    const to = { bookingId: leaving.booking.id, position: index + 1 };
    await transferSeats(work.tx, { bookingId: booking.id, position }, to);
  }
}

async function moveNights(work: UnitOfWork, { booking, stays }: BookingRecord, { leaving, leftStays }: DividedBooking) {
  for (const [index, position] of leftStays.entries()) {
    const stay = must(stays, position);
    const to = { bookingId: leaving.booking.id, position: index + 1 };
    const nights = await transferStayNights(work.tx, { bookingId: booking.id, position }, to);
    if (nights === nightsBetween(stay.check_in, stay.check_out) || booking.status !== 'held') continue;
    throw new OpsdeskError('HOLD_EXPIRED', `rooms of ${booking.record_locator} have gone to others`, {
      hint: `See what can be had again: opsdesk booking reinstate ${booking.record_locator} --dry-run`,
      details: { recordLocator: booking.record_locator },
    });
  }
}

/** Shares are whole minor units: one part of a hold that lacks a single unit may be paid in full, and is confirmed. */
async function settled(work: UnitOfWork, part: BookingRecord): Promise<BookingRecord> {
  if (part.booking.status !== 'held') return part;
  const isPaid = part.money.paidMinor > 0 && balanceMinor(part) <= 0;
  if (!isPaid) return heldForItsUse(work, part);
  invariant(await sellSpace(work, part), `the space of ${part.booking.id} was taken under its lock`);
  return {
    ...part,
    booking: { ...part.booking, status: 'confirmed', hold_expires_at: null },
    seats: part.seats.map((seat) => ({ ...seat, status: 'sold' })),
  };
}

/** What the other part has alone may have been used first. */
async function heldForItsUse(work: UnitOfWork, part: BookingRecord): Promise<BookingRecord> {
  const kept = keptWithinUse(part.booking, firstUseAt(part));
  if (kept.hold_expires_at !== part.booking.hold_expires_at) await holdSpaceUntil(work, part, kept.hold_expires_at);
  return { ...part, booking: { ...part.booking, ...kept } };
}

/** @throws WRONG_STATE: until it is settled nobody knows how much is left of which payment */
function requireNoRefundUnderWay({ booking, money }: BookingRecord): void {
  if (money.refundReservedMinor === 0) return;
  throw new OpsdeskError('WRONG_STATE', `a refund of ${booking.record_locator} is still under way`, {
    hint: 'Settle it first: opsdesk payment reconcile',
    details: { recordLocator: booking.record_locator, status: 'refund_open' },
  });
}

function must<T extends { readonly position: number }>(items: readonly T[], position: number): T {
  const found = items.find((item) => item.position === position);
  invariant(found, `no item at position ${position}`);
  return found;
}
