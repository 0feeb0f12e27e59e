import { minorDigits } from '../catalog/currencies.js';
import type { PropertyRow, RoomTypeRow, StayRow, StayStatus } from '../database/hotel-schema.js';
import type {
  BookingRow,
  BookingStatus,
  FlightRow,
  PassengerRow,
  SeatRow,
  SegmentRow,
  SegmentStatus,
} from '../database/schema.js';
import type { Instant } from '../kernel/instant.js';
import { nightsBetween } from '../kernel/local-date.js';
import { parseDecimal } from '../kernel/money.js';
import type { MoneySummary } from '../payment/summarise-money.js';
import { fareOfParty, priceParty } from '../pricing/fare-price.js';
import { packageDiscountMinor } from '../pricing/package-discount.js';
import type { DataSubject } from '../runtime/personal-data.js';

export type SegmentRecord = SegmentRow & { readonly flight: FlightRow };
export type StayRecord = StayRow & {
  readonly property: Pick<PropertyRow, 'code' | 'name' | 'city' | 'time_zone'>;
  readonly roomType: Pick<RoomTypeRow, 'code' | 'name'>;
};
export type AssignedSeat = Pick<
  SeatRow,
  'flight_id' | 'ordinal' | 'cabin' | 'seat_number' | 'status' | 'segment_position' | 'passenger_position'
>;

export const NO_MONEY: MoneySummary = {
  paidMinor: 0,
  refundedMinor: 0,
  reservedMinor: 0,
  refundReservedMinor: 0,
  goodwillMinor: 0,
  writtenOffMinor: 0,
};

/** A booking with all that belongs to it, as it stands in the database or is about to. */
export interface BookingRecord {
  readonly booking: BookingRow;
  readonly subject: DataSubject;
  readonly passengers: readonly PassengerRow[];
  readonly segments: readonly SegmentRecord[];
  readonly seats: readonly AssignedSeat[];
  readonly stays: readonly StayRecord[];
  readonly money: MoneySummary;
}

/** A hold that has run out is expired from that moment, whether or not anybody has tidied it up. */
export function statusAt(booking: BookingRow, money: MoneySummary, now: Instant): BookingStatus {
  const hasRunOut = booking.hold_expires_at !== null && booking.hold_expires_at <= now;
  return booking.status === 'held' && hasRunOut && money.reservedMinor === 0 ? 'expired' : booking.status;
}

/** What the booking costs the customer: nothing once its hold ran out, so that what was paid is owed back. */
export function chargeableMinor({ booking, money }: Pick<BookingRecord, 'booking' | 'money'>, now: Instant): number {
  return statusAt(booking, money, now) === 'expired' ? 0 : booking.total_minor;
}

/** What has been paid towards the booking: refunds are taken off, goodwill is not. */
export function paidTowardsMinor(money: MoneySummary): number {
  return money.paidMinor - money.refundedMinor - money.refundReservedMinor + money.goodwillMinor;
}

/** What stands written off of a cost: never more than is not paid, so that whatever leaves less to be paid takes it back. */
export function writtenOffMinor(costMinor: number, money: MoneySummary): number {
  return Math.max(0, Math.min(money.writtenOffMinor, costMinor - paidTowardsMinor(money)));
}

/** What of a cost is neither paid nor written off; below zero it is owed to the customer. */
export function unpaidMinor(costMinor: number, money: MoneySummary): number {
  return costMinor - paidTowardsMinor(money) - writtenOffMinor(costMinor, money);
}

/** What is still to be paid, with payments under way counted as paid. */
export function balanceMinor({ booking, money }: Pick<BookingRecord, 'booking' | 'money'>): number {
  return unpaidMinor(booking.total_minor, money) - money.reservedMinor;
}

/** What was given up, or what does not operate, keeps its line in the record and costs nothing. */
const OVER: readonly (SegmentStatus | StayStatus)[] = ['XX', 'UN', 'UC', 'NO'];

export function isLive(item: { readonly status: SegmentStatus | StayStatus }): boolean {
  return !OVER.includes(item.status);
}

/** Who is on a waiting list has no seat yet. */
export function isSeated(segment: Pick<SegmentRow, 'status'>): boolean {
  return isLive(segment) && segment.status !== 'HL';
}

/** The live segments and stays, the fees collected for changes, and what a package takes off. Minor units. */
export function totalMinor(
  { segments, stays, passengers }: Pick<BookingRecord, 'segments' | 'stays' | 'passengers'>,
  { fees_minor, discount_minor }: Pick<BookingRow, 'fees_minor' | 'discount_minor'>,
): number {
  const types = passengers.map((passenger) => passenger.type);
  const fares = segments.filter(isLive).reduce((sum, segment) => sum + priceParty(segment, types), 0);
  const rooms = stays.filter(isLive).reduce((sum, stay) => sum + stay.price_minor, 0);
  return fares + rooms + fees_minor - discount_minor;
}

/** What the live segments and stays, bought together, are given off. */
export function discountOf({ segments, stays, passengers }: Pick<BookingRecord, 'segments' | 'stays' | 'passengers'>) {
  const types = passengers.map((passenger) => passenger.type);
  return packageDiscountMinor(
    segments.filter(isLive).map((segment) => fareOfParty(segment, types)),
    stays.filter(isLive).map((stay) => ({
      priceMinor: stay.price_minor,
      nights: nightsBetween(stay.check_in, stay.check_out),
    })),
  );
}

/** What was typed, in minor units of the booking's currency. @throws INVALID_INPUT */
export function amountOf({ booking }: Pick<BookingRecord, 'booking'>, text: string | undefined): number | undefined {
  return text === undefined ? undefined : parseDecimal(text, minorDigits(booking.currency));
}

/** Infants ride on a lap. */
export function seatedPassengers<P extends Pick<PassengerRow, 'type'>>(passengers: readonly P[]): P[] {
  return passengers.filter((passenger) => passenger.type !== 'INF');
}

export const passengerId = (position: number) => `P${position}`;
export const segmentId = (position: number) => `S${position}`;
export const stayId = (position: number) => `H${position}`;
