import type { Transaction } from '../database/dialect.js';
import type { PropertyRow, RatePlanRow, RoomNightRow, RoomTypeRow } from '../database/hotel-schema.js';
import { OpsdeskError } from '../kernel/errors.js';
import type { Instant } from '../kernel/instant.js';
import type { LocalDate } from '../kernel/local-date.js';
import { localToday, nightsOf, priceStay, requireStayAllowed, roomsLeft, type StayPrice } from './hotel/stay-rules.js';
import {
  findRoomNight,
  findRoomOffer,
  insertStayNight,
  lockRoomNights,
  type NightRange,
  releaseExpiredRooms,
  takeRoomNights,
} from './room-repository.js';

export interface WantedRooms {
  /** Codes, as people type them. */
  readonly property: string;
  readonly roomType: string;
  /** The cheapest where none is named. */
  readonly ratePlan?: string | undefined;
  readonly checkIn: LocalDate;
  /** No night of the stay. */
  readonly checkOut: LocalDate;
  readonly rooms: number;
  readonly guests: number;
  /** The date at the property; given by who changes a stay that has begun. */
  readonly today?: LocalDate | undefined;
  /** What nights that the stay keeps were sold for. */
  readonly sold?: SoldNights | undefined;
}

export interface SoldNights {
  readonly rooms: number;
  /** All of its rooms, in minor units. */
  readonly priceAt: ReadonlyMap<LocalDate, number>;
}

/** Whose the rooms become. */
export interface RoomHolder {
  readonly bookingId: string;
  readonly stayPosition: number;
  /** Null holds without a limit: sold, or while a payment is under way. */
  readonly holdExpiresAt: Instant | null;
}

export interface AllocatedRooms {
  readonly property: PropertyRow;
  readonly roomType: RoomTypeRow;
  readonly plan: RatePlanRow;
  /** In minor units of the property's currency. */
  readonly price: StayPrice;
}

/**
 * Takes rooms of every night of a stay, locked in date order. Holds that ran out are released first, and
 * only where a night is short of rooms.
 * @throws PROPERTY_NOT_FOUND, ROOM_TYPE_NOT_FOUND, RATE_PLAN_NOT_FOUND, ROOM_SOLD_OUT, STAY_RULE, INVALID_INPUT
 */
export async function allocateRooms(
  tx: Transaction,
  wanted: WantedRooms,
  holder: RoomHolder,
  now: Instant,
): Promise<AllocatedRooms> {
  const nightDates = nightsOf(wanted.checkIn, wanted.checkOut);
  const { property, roomType, plan } = await findWanted(tx, wanted);
  const range: NightRange = { room_type_id: roomType.id, check_in: wanted.checkIn, check_out: wanted.checkOut };
  const [locked, checkOutNight] = await Promise.all([
    lockRoomNights(tx, range),
    findRoomNight(tx, roomType.id, wanted.checkOut),
  ]);
  const nights = await withRunOutReleased(tx, locked, range, wanted.rooms, now);
  const what = `${property.code}:${roomType.code}`;
  requireStayAllowed(what, nights, checkOutNight, {
    ...wanted,
    maxGuests: roomType.max_guests,
    minStayRule: property.min_stay_rule,
    today: wanted.today ?? localToday(property.time_zone, now),
  });
  // The rules have spoken under the lock; the guard of the write stands behind them all the same.
  if (!(await takeRoomNights(tx, range, wanted.rooms, nightDates.length))) {
    throw new Error(`the nights of ${what} changed under their lock`);
  }
  const price = keepPrices(priceStay(nights, plan, wanted.rooms), wanted);
  for (const { night, priceMinor } of price.nights) {
    insertStayNight(tx, {
      booking_id: holder.bookingId,
      stay_position: holder.stayPosition,
      room_type_id: roomType.id,
      night,
      rooms: wanted.rooms,
      price_minor: priceMinor,
      hold_expires_at: holder.holdExpiresAt,
    });
  }
  return { property, roomType, plan, price };
}

/** Rooms that were sold keep their price; those beyond them, and other nights, cost what they cost today. */
function keepPrices(price: StayPrice, { sold, rooms }: WantedRooms): StayPrice {
  if (!sold) return price;
  const kept = Math.min(rooms, sold.rooms);
  const nights = price.nights.map(({ night, priceMinor }) => {
    const soldMinor = sold.priceAt.get(night);
    if (soldMinor === undefined) return { night, priceMinor };
    const added = (priceMinor / rooms) * (rooms - kept);
    return { night, priceMinor: Math.round((soldMinor * kept) / sold.rooms) + added };
  });
  return { nights, totalMinor: nights.reduce((sum, { priceMinor }) => sum + priceMinor, 0) };
}

async function withRunOutReleased(
  tx: Transaction,
  nights: readonly RoomNightRow[],
  range: NightRange,
  rooms: number,
  now: Instant,
): Promise<readonly RoomNightRow[]> {
  if (nights.every((night) => roomsLeft(night) >= rooms)) return nights;
  const freed = new Map<string, number>();
  for (const night of await releaseExpiredRooms(tx, range, now)) {
    freed.set(night.night, (freed.get(night.night) ?? 0) + night.rooms);
  }
  return nights.map((night) => ({ ...night, taken: night.taken - (freed.get(night.night) ?? 0) }));
}

async function findWanted(tx: Transaction, wanted: WantedRooms) {
  const { property, roomTypes, plans } = await findRoomOffer(tx, wanted.property, wanted.roomType);
  if (!property) {
    throw new OpsdeskError('PROPERTY_NOT_FOUND', `there is no property ${wanted.property}`, {
      hint: 'Look for one: opsdesk hotel search CITY --check-in DATE --check-out DATE',
      details: { property: wanted.property },
    });
  }
  const roomType = roomTypes.find((type) => type.code === wanted.roomType);
  if (!roomType) {
    const known = roomTypes.map((type) => type.code);
    throw new OpsdeskError('ROOM_TYPE_NOT_FOUND', `${property.code} has no room type ${wanted.roomType}`, {
      hint: `It has ${known.join(', ')}.`,
      details: { property: property.code, roomTypes: known },
    });
  }
  const plan = wanted.ratePlan === undefined ? plans[0] : plans.find((each) => each.code === wanted.ratePlan);
  if (!plan) {
    const known = plans.map((each) => each.code);
    throw new OpsdeskError(
      'RATE_PLAN_NOT_FOUND',
      `${property.code}:${roomType.code} has no rate plan ${wanted.ratePlan ?? 'at all'}`,
      {
        hint: known.length > 0 ? `It has ${known.join(', ')}.` : 'Ask operations to file one.',
        details: { ratePlans: known },
      },
    );
  }
  return { property, roomType, plan };
}
