import type { Session, Transaction } from '../database/dialect.js';
import type { PropertyRow, RatePlanRow, RoomNightRow, RoomTypeRow, StayNightRow } from '../database/hotel-schema.js';
import { insertInto, statement } from '../database/statement.js';
import type { Instant } from '../kernel/instant.js';
import type { LocalDate } from '../kernel/local-date.js';

/** Nights of one room type, from the check-in up to the check-out, which is no night. */
export type NightRange = { readonly room_type_id: number; readonly check_in: LocalDate; readonly check_out: LocalDate };

const findProperty = statement<{ code: string }, PropertyRow>(
  'find_property',
  'select * from property where code = :code',
);
const roomTypesOf = statement<{ code: string }, RoomTypeRow>(
  'room_types_of_property',
  'select t.* from room_type t join property p on p.id = t.property_id where p.code = :code order by t.code',
);
const plansOf = statement<{ code: string; room_type: string }, RatePlanRow>(
  'rate_plans_of_room_type',
  `select r.* from rate_plan r join room_type t on t.id = r.room_type_id join property p on p.id = t.property_id
    where p.code = :code and t.code = :room_type order by r.price_basis_points, r.code`,
);

const typeOf = statement<{ property: string; room_type: string }, { id: number }>(
  'room_type_id',
  `select t.id from room_type t join property p on p.id = t.property_id
    where p.code = :property and t.code = :room_type`,
);

const isInRange = 'room_type_id = :room_type_id and night >= :check_in and night < :check_out';
const lockNights = statement<NightRange, RoomNightRow>(
  'lock_room_nights',
  (sql) => `select * from room_night where ${isInRange} order by night ${sql.forUpdate()}`,
);
const nightOf = statement<{ room_type_id: number; night: LocalDate }, RoomNightRow>(
  'room_night',
  'select * from room_night where room_type_id = :room_type_id and night = :night',
);
const lockNightsOfBooking = statement<{ booking_id: string; position: number }, { night: string }>(
  'lock_room_nights_of_booking',
  (sql) => `select n.night from room_night n join stay_night s on s.room_type_id = n.room_type_id and s.night = n.night
    where s.booking_id = :booking_id and (s.stay_position = :position or :position = 0)
    order by n.room_type_id, n.night ${sql.forUpdate('n')}`,
);
const dropExpired = statement<NightRange & { now: number }, FreedNight>(
  'release_expired_room_nights',
  `delete from stay_night where ${isInRange} and hold_expires_at <= :now returning room_type_id, night, rooms`,
);
const dropOfBooking = statement<{ booking_id: string; position: number }, FreedNight>(
  'release_room_nights',
  `delete from stay_night where booking_id = :booking_id and (stay_position = :position or :position = 0)
    returning room_type_id, night, rooms`,
);
const giveBack = statement<FreedNight>(
  'give_back_room_night',
  'update room_night set taken = taken - :rooms where room_type_id = :room_type_id and night = :night',
);
const takeNights = statement<NightRange & { rooms: number }>(
  'take_room_nights',
  `update room_night set taken = taken + :rooms where ${isInRange}
    and stop_sell = 0 and taken + :rooms <= allotment + overbooking`,
);
const insertNight = insertInto<StayNightRow>('stay_night', [
  'booking_id',
  'stay_position',
  'room_type_id',
  'night',
  'rooms',
  'price_minor',
  'hold_expires_at',
]);
const setHold = statement<{ booking_id: string; hold_expires_at: number | null }>(
  'set_room_hold',
  'update stay_night set hold_expires_at = :hold_expires_at where booking_id = :booking_id',
);

const nightsOfStay = statement<{ booking_id: string; stay_position: number }, StayNightRow>(
  'nights_of_stay',
  'select * from stay_night where booking_id = :booking_id and stay_position = :stay_position order by night',
);

type FreedNight = { room_type_id: number; night: LocalDate; rooms: number };

/** A room type of a property by their codes. @returns undefined for the part that is not there */
export async function findRoomOffer(
  session: Session,
  property: string,
  roomType: string,
): Promise<{ property?: PropertyRow; roomTypes: readonly RoomTypeRow[]; plans: readonly RatePlanRow[] }> {
  const [row, roomTypes, plans] = await Promise.all([
    session.first(findProperty, { code: property }),
    session.all(roomTypesOf, { code: property }),
    session.all(plansOf, { code: property, room_type: roomType }),
  ]);
  return { ...(row ? { property: row } : {}), roomTypes, plans };
}

/** The id of a room type by the codes that people type, where there is one. */
export async function findRoomTypeId(session: Session, property: string, roomType: string) {
  return (await session.first(typeOf, { property, room_type: roomType }))?.id;
}

/** Locks the nights of a range, in date order. */
export async function lockRoomNights(tx: Transaction, range: NightRange): Promise<RoomNightRow[]> {
  return tx.all(lockNights, range);
}

/**
 * The one order in which all who lock nights of several ranges do: by the id of the room type, which nobody can
 * change and every back end sorts alike, then by date.
 */
export function byLockOrder(a: NightRange, b: NightRange): number {
  return a.room_type_id - b.room_type_id || (a.check_in < b.check_in ? -1 : 1);
}

/** Locks the nights of several ranges, for who is about to give some back and to take others. */
export async function lockNightsOf(tx: Transaction, ranges: readonly NightRange[]): Promise<void> {
  await Promise.all(ranges.toSorted(byLockOrder).map((range) => lockRoomNights(tx, range)));
}

export async function findRoomNight(session: Session, roomTypeId: number, night: LocalDate) {
  return session.first(nightOf, { room_type_id: roomTypeId, night });
}

/** Gives back what holds that ran out still have of nights that the caller has locked. @returns the rooms of each night */
export async function releaseExpiredRooms(
  tx: Transaction,
  range: NightRange,
  now: Instant,
): Promise<readonly FreedNight[]> {
  const freed = await tx.all(dropExpired, { ...range, now });
  for (const night of freed) await tx.run(giveBack, night);
  return freed;
}

/**
 * Takes rooms of each night of a range that the caller has locked.
 * @returns false when a night has not so many, or is not there; nothing is told of which
 */
export async function takeRoomNights(tx: Transaction, range: NightRange, rooms: number, nights: number) {
  return (await tx.run(takeNights, { ...range, rooms })) === nights;
}

export function insertStayNight(tx: Transaction, night: StayNightRow): void {
  tx.later(insertNight, night);
}

/**
 * Gives back the rooms that a booking still has, of one stay or of all. The nights are locked first: a
 * buyer who holds one of them may be about to release this booking's hold.
 * @param position 0 for all stays
 * @returns the number of nights
 */
export async function releaseStayNights(tx: Transaction, bookingId: string, position = 0): Promise<number> {
  const args = { booking_id: bookingId, position };
  await tx.all(lockNightsOfBooking, args);
  const freed = await tx.all(dropOfBooking, args);
  for (const night of freed) await tx.run(giveBack, night);
  return freed.length;
}

/**
 * Gives the room nights of a booking another time limit; null for none: sold, or a payment is under way.
 * @returns how many nights it still has
 */
export async function setRoomHold(tx: Transaction, bookingId: string, holdExpiresAt: Instant | null): Promise<number> {
  return tx.run(setHold, { booking_id: bookingId, hold_expires_at: holdExpiresAt });
}

export async function listStayNights(session: Session, bookingId: string, position: number): Promise<StayNightRow[]> {
  return session.all(nightsOfStay, { booking_id: bookingId, stay_position: position });
}
