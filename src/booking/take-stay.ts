import type { Session } from '../database/dialect.js';
import type { StayRow } from '../database/hotel-schema.js';
import { allocateRooms, type SoldNights, type WantedRooms } from '../inventory/allocate-rooms.js';
import { byLockOrder, findRoomTypeId, type NightRange } from '../inventory/room-repository.js';
import { OpsdeskError } from '../kernel/errors.js';
import type { Instant } from '../kernel/instant.js';
import { type LocalDate, parseLocalDate } from '../kernel/local-date.js';
import type { UnitOfWork } from '../runtime/unit-of-work.js';
import type { StayRecord } from './booking-record.js';

/** A stay as it is ordered; one room unless said. */
export type WantedStay = Omit<WantedRooms, 'guests' | 'rooms' | 'today' | 'sold'> & {
  readonly rooms?: number | undefined;
};

export interface StayHolder {
  readonly bookingId: string;
  readonly position: number;
  readonly holdExpiresAt: Instant | null;
  readonly guests: number;
  /** Of a stay that has begun: the day it began. */
  readonly today?: LocalDate | undefined;
  /** What nights that it keeps were sold for. */
  readonly sold?: SoldNights | undefined;
}

/** The nights that a stay asks for; undefined where there is no such room type. */
export async function nightsWanted(
  session: Session,
  { property, roomType, checkIn, checkOut }: WantedStay,
): Promise<NightRange | undefined> {
  const id = await findRoomTypeId(session, property, roomType);
  return id === undefined ? undefined : { room_type_id: id, check_in: checkIn, check_out: checkOut };
}

/** Stays in the order in which their nights are locked, whatever the order of travel; what nobody knows comes first. */
export async function inLockOrder(session: Session, stays: readonly WantedStay[]): Promise<readonly WantedStay[]> {
  if (stays.length < 2) return stays;
  const ranges = await Promise.all(stays.map((stay) => nightsWanted(session, stay)));
  return stays
    .map((stay, index) => ({ stay, range: ranges[index] }))
    .sort((a, b) => (a.range && b.range ? byLockOrder(a.range, b.range) : a.range ? 1 : -1))
    .map(({ stay }) => stay);
}

/**
 * Takes the rooms of a stay for a booking. The price and the cancellation policy are kept with it as sold.
 * @throws what `allocateRooms` throws
 */
export async function takeStay(
  work: UnitOfWork,
  wanted: WantedStay,
  holder: StayHolder,
): Promise<{ stay: StayRecord; currency: string }> {
  const rooms = wanted.rooms ?? 1;
  const { property, roomType, plan, price } = await allocateRooms(
    work.tx,
    { ...wanted, rooms, guests: holder.guests, today: holder.today, sold: holder.sold },
    { bookingId: holder.bookingId, stayPosition: holder.position, holdExpiresAt: holder.holdExpiresAt },
    work.now,
  );
  const row: StayRow = {
    booking_id: holder.bookingId,
    position: holder.position,
    property_id: property.id,
    room_type_id: roomType.id,
    rate_plan: plan.code,
    check_in: wanted.checkIn,
    check_out: wanted.checkOut,
    rooms,
    guests: holder.guests,
    status: 'HK',
    price_minor: price.totalMinor,
    cancellation_policy: plan.cancellation_policy,
  };
  return { stay: { ...row, property, roomType }, currency: property.currency };
}

/** `PROPERTY:ROOMTYPE[/PLAN]:IN:OUT[:ROOMS]`. @throws INVALID_INPUT */
export function readWantedStay(text: string): WantedStay {
  const match =
    /^([A-Z0-9-]+):([A-Z0-9-]+)(?:\/([A-Z0-9-]+))?:(\d{4}-\d{2}-\d{2}):(\d{4}-\d{2}-\d{2})(?::(\d{1,2}))?$/i.exec(
      text.trim(),
    );
  const rooms = match?.[6] === undefined ? undefined : Number(match[6]);
  if (!match?.[1] || !match[2] || !match[4] || !match[5] || rooms === 0) {
    throw new OpsdeskError('INVALID_INPUT', `"${text}" is not a stay`, {
      hint: 'Write PROPERTY:ROOMTYPE:CHECK-IN:CHECK-OUT, with :ROOMS behind it for several: LON-01:DBL:2026-12-01:2026-12-04:2',
    });
  }
  return {
    property: match[1].toUpperCase(),
    roomType: match[2].toUpperCase(),
    ratePlan: match[3]?.toUpperCase(),
    checkIn: parseLocalDate(match[4], 'check-in'),
    checkOut: parseLocalDate(match[5], 'check-out'),
    rooms,
  };
}
