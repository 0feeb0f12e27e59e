import type { FareRow } from '../database/schema.js';
import { soldOut } from '../inventory/allocate-seats.js';
import { flightRefOf, refOfFlight, requireSellable } from '../inventory/flight.js';
import { lockFlightForSale } from '../inventory/flight-repository.js';
import { forgetLapsedSeats, listLapsedSeats } from '../inventory/lapsed-seat-repository.js';
import { lockNightsOf, releaseStayNights } from '../inventory/room-repository.js';
import { releaseSeatsOfBooking } from '../inventory/seat-repository.js';
import { invariant, OpsdeskError } from '../kernel/errors.js';
import type { Instant } from '../kernel/instant.js';
import type { Money } from '../kernel/money.js';
import { requireFareRules } from '../pricing/fare-rules.js';
import type { WriteOptions } from '../runtime/request.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import { requireVersion } from '../runtime/version.js';
import { requireAgreed } from './agreed-sum.js';
import { saveSpace, sellSpace } from './booked-space.js';
import type { BookingDeps } from './booking-deps.js';
import {
  type AssignedSeat,
  type BookingRecord,
  balanceMinor,
  discountOf,
  isLive,
  type SegmentRecord,
  type StayRecord,
  seatedPassengers,
  statusAt,
  totalMinor,
} from './booking-record.js';
import { lockBooking, updateBooking } from './booking-repository.js';
import { requireSettled } from './booking-state.js';
import { describeSegment, requireCurrency } from './change-itinerary.js';
import { deadlinesOf, type HoldTerms, withinUse } from './deadlines.js';
import { firstUseAt } from './first-use.js';
import { queueItinerary } from './messages.js';
import { type PricedChange, priceChange } from './priced-change.js';
import { reseatParty } from './reseat-party.js';
import { supersedeScheduleChanges } from './schedule-change-repository.js';
import { candidateFares } from './seat-party.js';
import { segmentOf } from './segment-of.js';
import { takeStay, type WantedStay } from './take-stay.js';
import { auditBooking, publishBooking } from './trail.js';
import { type BookingView, viewBooking } from './view-booking.js';
import { afterThoseWhoWait, requireNobodyFirst } from './waitlist-turn.js';

export interface ReinstateBookingInput extends HoldTerms {
  readonly recordLocator: string;
  readonly ifVersion?: number | undefined;
  /** The total that the customer said yes to. */
  readonly agreed?: Money | undefined;
}

export type ReinstatedView = BookingView & { readonly change: PricedChange };

/**
 * Brings a hold back that ran out, at the price of the day: on the same seats where they are free, else on any of
 * its classes, and with new deadlines. Everything comes back, or nothing.
 * @throws WRONG_STATE unless it ran out, SOLD_OUT, ROOM_SOLD_OUT, FLIGHT_NOT_SELLABLE, FARE_CLASS_NOT_FOUND,
 *   REFUSED_BY_RULE, STAY_RULE, CURRENCY_MISMATCH, VERSION_CONFLICT, PRICE_CHANGED, INVALID_INPUT for a hold of no time
 */
export async function reinstateBooking(
  deps: BookingDeps,
  input: ReinstateBookingInput,
  options: WriteOptions,
): Promise<ReinstatedView> {
  const command = 'booking reinstate';
  // What the caller had read is not what they want: a repeat that has read something newer is the same command.
  const request = { ...options, command, input: { ...input, ifVersion: undefined, agreed: undefined } };
  const sell = (yields: boolean) =>
    deps.runner.write(request, async (work) => {
      const before = await lockBooking(work.tx, input.recordLocator);
      requireVersion(`booking ${before.booking.record_locator}`, before.booking.version, input.ifVersion);
      requireRunOut(before, work.now);
      requireSettled(before);
      const live = before.segments.filter(isLive);
      if (yields) {
        await requireNobodyFirst(
          work,
          live.map(({ flight }) => ({ ref: refOfFlight(flight) })),
        );
      }
      const { after, taken } = await takeAgain(work, before, input);
      requireAgreed(input.agreed, after.booking.total_minor, after.booking.currency, 'is the price now');
      const why = ['A hold that ran out comes back at the price of the day.'];
      const change = { record: after, released: [], taken, feeMinor: 0, why };
      return { ...viewBooking(after, work.now), change: priceChange(before, after, [change]) };
    });
  // A dry run must not serve others in passing.
  return options.isDryRun === true ? sell(false) : afterThoseWhoWait(deps, command, sell);
}

/** @throws WRONG_STATE */
function requireRunOut({ booking, money }: BookingRecord, now: Instant): void {
  const status = statusAt(booking, money, now);
  if (status === 'expired') return;
  const locator = booking.record_locator;
  throw new OpsdeskError('WRONG_STATE', `booking ${locator} is ${status}: only a hold that ran out comes back`, {
    hint:
      status === 'cancelled'
        ? 'What was given up is booked anew: opsdesk booking create'
        : `Look at it: opsdesk booking show ${locator}`,
    details: { recordLocator: locator, status },
  });
}

async function takeAgain(
  work: UnitOfWork,
  before: BookingRecord,
  terms: HoldTerms,
): Promise<{ after: BookingRecord; taken: string[] }> {
  const { booking } = before;
  const timeLimit = terms.timeLimit ?? booking.time_limit;
  const deadlines = withinUse(deadlinesOf(work.now, { ...terms, timeLimit }), firstUseAt(before));
  const had = await seatsThatItHad(work, before);
  // What others have not claimed since then is still its own, under its lock.
  await releaseSeatsOfBooking(work.tx, booking.id);
  // It comes back at the times of today, which nobody has to be offered.
  await supersedeScheduleChanges(work.tx, before.segments, work.now);
  const flown = await seatAgain(work, before, had, deadlines.hold_expires_at);
  const housed = await houseAgain(work, before, deadlines.hold_expires_at);
  const space = { passengers: before.passengers, ...flown, stays: housed };
  const sums = { fees_minor: booking.fees_minor, discount_minor: discountOf(space) };
  const after = await settled(work, {
    ...before,
    ...space,
    booking: {
      ...booking,
      ...sums,
      ...deadlines,
      status: 'held',
      time_limit: timeLimit,
      version: booking.version + 1,
      total_minor: totalMinor(space, sums),
      updated_at: work.now,
    },
  });
  forgetLapsedSeats(work.tx, booking.id);
  updateBooking(work.tx, after.booking);
  saveSpace(work, after);
  work.concerns(after.subject);
  auditBooking(work, 'booking.reinstated', before, after);
  publishBooking(work, 'booking.reinstated', after);
  if (after.booking.status === 'confirmed') queueItinerary(work, 'confirmation', after);
  const stays = after.stays
    .filter(isLive)
    .map((stay) => `${stay.property.code}:${stay.roomType.code} ${stay.check_in}`);
  return { after, taken: [...after.segments.filter(isLive).map(describeSegment), ...stays] };
}

/** By segment and passenger: those that it still has, or had when it was tidied up. */
async function seatsThatItHad(work: UnitOfWork, { booking, seats }: BookingRecord) {
  const bySegment = new Map<number, Map<number, number>>();
  for (const seat of [...(await listLapsedSeats(work.tx, booking.id)), ...seats]) {
    const passengers = bySegment.get(seat.segment_position ?? 0) ?? new Map<number, number>();
    passengers.set(seat.passenger_position ?? 0, seat.ordinal);
    bySegment.set(seat.segment_position ?? 0, passengers);
  }
  return bySegment;
}

/** Flights in the order of their references, then seats: the global lock order. */
async function seatAgain(
  work: UnitOfWork,
  record: BookingRecord,
  had: ReadonlyMap<number, ReadonlyMap<number, number>>,
  holdExpiresAt: Instant,
): Promise<Pick<BookingRecord, 'segments' | 'seats'>> {
  const bookingId = record.booking.id;
  const passengers = seatedPassengers(record.passengers);
  const segments = new Map(record.segments.map((segment) => [segment.position, segment]));
  const sold: { segment: SegmentRecord; fare: FareRow }[] = [];
  const seats: AssignedSeat[] = [];
  const live = record.segments
    .filter(isLive)
    .toSorted((a, b) => (flightRefOf(a.flight) < flightRefOf(b.flight) ? -1 : 1));
  for (const old of live) {
    const { flight, fares } = await lockFlightForSale(work.tx, refOfFlight(old.flight));
    requireSellable(flight, work.now);
    const fare = candidateFares(flight, fares, old.fare_class, undefined)[0] as FareRow;
    const { position, journey, replaces } = old;
    const wish = { bookingId, segmentPosition: position, passengers, holdExpiresAt, had: had.get(position) };
    const claimed = await reseatParty(work, flight, fare, wish);
    if (!claimed) throw soldOut(flight, passengers.length, `class ${fare.fare_class}`);
    const segment = { ...segmentOf(bookingId, position, flight, fare, journey), replaces };
    requireCurrency(record, segment, fare.currency);
    segments.set(position, segment);
    sold.push({ segment, fare });
    seats.push(...claimed);
  }
  requireFareRules(
    sold.map(({ segment, fare }) => ({ flight: segment.flight, fare, journey: segment.journey })),
    work.now,
  );
  return { segments: [...segments.values()], seats };
}

async function houseAgain(work: UnitOfWork, record: BookingRecord, holdExpiresAt: Instant): Promise<StayRecord[]> {
  const { booking } = record;
  const wantedOf = (stay: StayRecord): WantedStay => ({
    property: stay.property.code,
    roomType: stay.roomType.code,
    ratePlan: stay.rate_plan,
    checkIn: stay.check_in,
    checkOut: stay.check_out,
    rooms: stay.rooms,
  });
  const stays = new Map(record.stays.map((stay) => [stay.position, stay]));
  const live = record.stays.filter(isLive);
  // All of them, in their order: of some the booking has no nights left to give back.
  await lockNightsOf(work.tx, live);
  await releaseStayNights(work.tx, booking.id);
  for (const old of live) {
    const holder = { bookingId: booking.id, position: old.position, holdExpiresAt, guests: old.guests };
    const { stay, currency } = await takeStay(work, wantedOf(old), holder);
    if (currency !== booking.currency) {
      throw new OpsdeskError('CURRENCY_MISMATCH', `${stay.property.code} is sold in ${currency} by now`, {
        hint: 'Book the stay apart.',
      });
    }
    stays.set(old.position, stay);
  }
  return [...stays.values()];
}

/** Parts that were paid before it ran out may pay for it in full at the price of the day. */
async function settled(work: UnitOfWork, after: BookingRecord): Promise<BookingRecord> {
  if (after.money.paidMinor === 0 || balanceMinor(after) > 0) return after;
  await work.tx.sendLater();
  invariant(await sellSpace(work, after), `the space of ${after.booking.id} was taken under its lock`);
  return {
    ...after,
    booking: { ...after.booking, status: 'confirmed', hold_expires_at: null },
    seats: after.seats.map((seat) => ({ ...seat, status: 'sold' })),
  };
}
