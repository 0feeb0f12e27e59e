import { OpsdeskError } from '../kernel/errors.js';
import { shareOut } from '../kernel/largest-remainder.js';
import { nightsBetween } from '../kernel/local-date.js';
import { fareOfParty } from '../pricing/fare-price.js';
import { PACKAGE_NIGHTS } from '../pricing/package-discount.js';
import {
  type BookingRecord,
  isLive,
  NO_MONEY,
  paidTowardsMinor,
  totalMinor,
  writtenOffMinor,
} from './booking-record.js';
import { requirePartyRules, withLoneChildren } from './party-rules.js';
import { pickPassenger, pickStay } from './pick.js';

export interface SplitWish {
  /** `P2`; those who leave. */
  readonly passengers: readonly string[];
  /** `H1`; the stays that go with them. */
  readonly stays?: readonly string[] | undefined;
}

export interface DividedBooking {
  readonly staying: BookingRecord;
  /** Passengers and stays numbered from 1; their order is that of the positions which they had. */
  readonly leaving: BookingRecord;
  /** What of the payments goes along, in minor units. */
  readonly movedMinor: number;
  /** The positions that those who leave had, in the order of the new ones. */
  readonly leftPassengers: readonly number[];
  readonly leftStays: readonly number[];
}

/** Who makes the new booking, and what it is known by. */
export type SplitIdentity = {
  readonly id: string;
  readonly record_locator: string;
  readonly created_at: number;
  readonly created_by: string;
};

/**
 * Divides a booking in two, each with its fares as sold, so that their totals and balances add up to what they
 * were. Fees that were collected stay behind. A package's discount goes with the fares and the rooms that it was
 * given for, though they may be no package any more by themselves: only a later change prices them anew.
 * @throws PASSENGER_NOT_FOUND, STAY_NOT_FOUND, PASSENGER_RULE, REFUSED_BY_RULE
 */
export function divideBooking(record: BookingRecord, wish: SplitWish, identity: SplitIdentity): DividedBooking {
  const { booking } = record;
  const leftPassengers = positionsOf(wish.passengers.map((id) => pickPassenger(record, id)));
  const leftStays = positionsOf((wish.stays ?? []).map((id) => pickStay(record, id)));
  const goes = (position: number | null) => position !== null && leftPassengers.includes(position);
  const own = { booking_id: identity.id };
  const renumbered = <T extends { position: number }>(items: readonly T[], positions: readonly number[]) =>
    positions.flatMap((old, index) =>
      items.filter(({ position }) => position === old).map((item) => ({ ...item, ...own, position: index + 1 })),
    );
  const parts: [BookingRecord, BookingRecord] = [
    {
      ...record,
      booking: { ...booking, version: booking.version + 1, updated_at: identity.created_at },
      passengers: withLoneChildren(record.passengers.filter(({ position }) => !goes(position))),
      stays: record.stays.filter(({ position }) => !leftStays.includes(position)),
      seats: record.seats.filter((seat) => !goes(seat.passenger_position)),
    },
    {
      ...record,
      booking: {
        ...booking,
        ...identity,
        version: 1,
        fees_minor: 0,
        split_from: booking.record_locator,
        updated_at: identity.created_at,
      },
      passengers: withLoneChildren(renumbered(record.passengers, leftPassengers)),
      segments: record.segments.map((segment) => ({ ...segment, ...own })),
      stays: renumbered(record.stays, leftStays),
      seats: record.seats
        .filter((seat) => goes(seat.passenger_position))
        .map((seat) => ({ ...seat, passenger_position: leftPassengers.indexOf(seat.passenger_position ?? 0) + 1 })),
    },
  ];
  requireTwoBookings(parts);
  const priced = priceApart(booking.discount_minor, parts);
  const movedMinor = movedPart(record, priced);
  const [staying, leaving] = priced;
  const stayingMoney = { ...record.money, paidMinor: record.money.paidMinor - movedMinor };
  // What is written off stays behind, as the fees do; so much of it goes along as the other part does not owe.
  const standingMinor = writtenOffMinor(record.booking.total_minor, record.money);
  const stayingOffMinor = writtenOffMinor(staying.booking.total_minor, stayingMoney);
  return {
    staying: { ...staying, money: { ...stayingMoney, writtenOffMinor: stayingOffMinor } },
    leaving: {
      ...leaving,
      // What was given back, or given as a present, was given back of payments that stay.
      money: { ...NO_MONEY, paidMinor: movedMinor, writtenOffMinor: standingMinor - stayingOffMinor },
    },
    movedMinor,
    leftPassengers,
    leftStays,
  };
}

function positionsOf(items: readonly { readonly position: number }[]): number[] {
  return [...new Set(items.map(({ position }) => position))].toSorted((a, b) => a - b);
}

/** By what it was given for: the fares of each part, and the stays that are long enough for a package. */
function priceApart(
  discountMinor: number,
  parts: readonly [BookingRecord, BookingRecord],
): [BookingRecord, BookingRecord] {
  const discounts = shareOut(discountMinor, parts.map(discountedMinor));
  const [staying, leaving] = parts.map((part, index): BookingRecord => {
    const sums = { fees_minor: part.booking.fees_minor, discount_minor: discounts[index] as number };
    return { ...part, booking: { ...part.booking, ...sums, total_minor: totalMinor(part, sums) } };
  });
  return [staying as BookingRecord, leaving as BookingRecord];
}

function discountedMinor({ segments, stays, passengers }: BookingRecord): number {
  const types = passengers.map((passenger) => passenger.type);
  const fares = segments.filter(isLive).reduce((sum, segment) => sum + fareOfParty(segment, types), 0);
  const long = stays.filter((stay) => isLive(stay) && nightsBetween(stay.check_in, stay.check_out) >= PACKAGE_NIGHTS);
  return fares + long.reduce((sum, stay) => sum + stay.price_minor, 0);
}

/** What was paid is shared by what the two cost; only what was not given back can move. */
function movedPart({ money }: BookingRecord, parts: readonly BookingRecord[]): number {
  const weights = parts.map(({ booking }) => Math.max(0, booking.total_minor));
  const [, share = 0] = shareOut(Math.max(0, paidTowardsMinor(money)), weights);
  return Math.min(share, money.paidMinor - money.refundedMinor);
}

function requireTwoBookings(parts: readonly BookingRecord[]): void {
  for (const part of parts) {
    if (part.passengers.length === 0) {
      throw new OpsdeskError('PASSENGER_RULE', 'a booking that is split keeps at least one passenger', {
        hint: 'Leave out one who stays.',
      });
    }
    requirePartyRules(part);
    if (part.segments.some(isLive) || part.stays.some(isLive)) continue;
    throw new OpsdeskError('REFUSED_BY_RULE', 'one of the two bookings would have neither a flight nor a stay', {
      hint: 'Say which stays go with those who leave, and leave one: --stay H1.',
    });
  }
}
