import { offsetMinutesAt } from '../../catalog/time-zone.js';
import type { PropertyRow, RatePlanRow, RoomNightRow } from '../../database/hotel-schema.js';
import { OpsdeskError } from '../../kernel/errors.js';
import { type Instant, localDateOf } from '../../kernel/instant.js';
import { addDays, type LocalDate, toEpochDay } from '../../kernel/local-date.js';
import { basisPoints } from '../../kernel/money.js';

/** Longer stays are let, not sold by the night. */
export const MAX_NIGHTS = 90;

/** A room type on one night. */
export type NightState = Pick<
  RoomNightRow,
  | 'night'
  | 'allotment'
  | 'overbooking'
  | 'taken'
  | 'price_minor'
  | 'stop_sell'
  | 'closed_to_arrival'
  | 'closed_to_departure'
  | 'min_stay'
> & {
  /** Rooms of `taken` whose hold has run out: free to any claimer, who releases them first. None where left out. */
  readonly run_out?: number;
};

/** Who wants to stay when, and what the property allows. */
export interface StayWish {
  readonly checkIn: LocalDate;
  /** No night of the stay. */
  readonly checkOut: LocalDate;
  readonly rooms: number;
  readonly guests: number;
  /** Most guests of one room of the type. */
  readonly maxGuests: number;
  readonly minStayRule: PropertyRow['min_stay_rule'];
  /** At the property, by business time (`localToday`). */
  readonly today: LocalDate;
}

/** Why a stay cannot be sold, the night that is in the way, and what it has. */
export type Refusal =
  | { readonly reason: 'past' }
  | { readonly reason: 'too-many-guests'; readonly roomsNeeded: number }
  | {
      readonly reason: 'no-rate' | 'stop-sell' | 'closed-to-arrival' | 'closed-to-departure';
      readonly night: LocalDate;
    }
  | { readonly reason: 'minimum-stay'; readonly night: LocalDate; readonly minStay: number }
  | { readonly reason: 'sold-out'; readonly night: LocalDate; readonly left: number };

/** The date at a property. */
export function localToday(timeZone: string, now: Instant): LocalDate {
  return localDateOf(now, offsetMinutesAt(timeZone, now));
}

/** The nights of a stay in order, check-out excluded. @throws INVALID_INPUT for none, or more than anybody sells */
export function nightsOf(checkIn: LocalDate, checkOut: LocalDate): LocalDate[] {
  const count = toEpochDay(checkOut) - toEpochDay(checkIn);
  if (count >= 1 && count <= MAX_NIGHTS) return Array.from({ length: count }, (_, night) => addDays(checkIn, night));
  const reason = count < 1 ? `is not after the check-in on ${checkIn}` : `is more than ${MAX_NIGHTS} nights away`;
  throw new OpsdeskError('INVALID_INPUT', `the check-out on ${checkOut} ${reason}`, {
    hint: 'The check-out date is the morning after the last night.',
    details: { checkIn, checkOut },
  });
}

/** Rooms that can be sold that night; never below zero. */
export function roomsLeft(night: NightState): number {
  return Math.max(0, night.allotment + night.overbooking - night.taken + (night.run_out ?? 0));
}

/**
 * The first rule that stands against a stay. What no other number of rooms would mend comes before what is
 * sold out, so that SOLD_OUT is only said of what could be sold.
 * @param nights of the room type, in any order; a night without a row has no rate
 * @param checkOutNight the row of the check-out date: only its closing to departures counts, and without one it is open
 */
export function refusalOf(
  nights: readonly NightState[],
  checkOutNight: NightState | undefined,
  wish: StayWish,
): Refusal | undefined {
  const { checkIn, checkOut, rooms, guests, maxGuests, minStayRule } = wish;
  if (checkIn < wish.today) return { reason: 'past' };
  if (guests > maxGuests * rooms) return { reason: 'too-many-guests', roomsNeeded: Math.ceil(guests / maxGuests) };
  const byNight = new Map(nights.map((night) => [night.night, night]));
  const wanted = nightsOf(checkIn, checkOut);
  const missing = wanted.find((night) => !byNight.has(night));
  if (missing !== undefined) return { reason: 'no-rate', night: missing };
  const states = wanted.map((night) => byNight.get(night) as NightState);
  const stopped = states.find((night) => night.stop_sell === 1);
  if (stopped) return { reason: 'stop-sell', night: stopped.night };
  if (states[0]?.closed_to_arrival === 1) return { reason: 'closed-to-arrival', night: checkIn };
  if (checkOutNight?.closed_to_departure === 1) return { reason: 'closed-to-departure', night: checkOut };
  // By arrival only the first night is asked; through, every night that the guest sleeps there.
  const asked = minStayRule === 'arrival' ? states.slice(0, 1) : states;
  const tooShort = asked.find((night) => night.min_stay > wanted.length);
  if (tooShort) return { reason: 'minimum-stay', night: tooShort.night, minStay: tooShort.min_stay };
  const soldOut = states.find((night) => roomsLeft(night) < rooms);
  return soldOut && { reason: 'sold-out', night: soldOut.night, left: roomsLeft(soldOut) };
}

/**
 * @param what the room type as messages name it, `HILTON1:DBL`
 * @throws ROOM_SOLD_OUT when a night has too few rooms left, STAY_RULE for every other refusal
 */
export function requireStayAllowed(
  what: string,
  nights: readonly NightState[],
  checkOutNight: NightState | undefined,
  wish: StayWish,
): void {
  const refusal = refusalOf(nights, checkOutNight, wish);
  if (refusal) throw stayRefused(what, refusal, wish);
}

/** A refusal as the error that sellers meet. */
export function stayRefused(what: string, refusal: Refusal, wish: StayWish): OpsdeskError {
  const property = what.split(':')[0] ?? what;
  const hint = `See its nights: opsdesk hotel show ${property} --from ${wish.checkIn}`;
  const details = { roomType: what, checkIn: wish.checkIn, checkOut: wish.checkOut, ...refusal };
  if (refusal.reason !== 'sold-out') {
    return new OpsdeskError('STAY_RULE', `${what} ${refusalInWords(refusal, wish)}`, { hint, details });
  }
  const { night, left } = refusal;
  const rooms = wish.rooms === 1 ? 'no room' : left === 0 ? 'no rooms' : `only ${left} of ${wish.rooms} rooms`;
  return new OpsdeskError('ROOM_SOLD_OUT', `${what} has ${rooms} left on ${night}`, { hint, details });
}

function refusalInWords(refusal: Exclude<Refusal, { reason: 'sold-out' }>, wish: StayWish): string {
  switch (refusal.reason) {
    case 'past':
      return `cannot be sold from ${wish.checkIn}: at the property it is ${wish.today}`;
    case 'too-many-guests':
      return `takes ${wish.maxGuests} a room: ${wish.guests} guests need ${refusal.roomsNeeded} rooms, not ${wish.rooms}`;
    case 'no-rate':
      return `has no rate for the night of ${refusal.night}`;
    case 'stop-sell':
      return `is closed for sale on ${refusal.night}`;
    case 'closed-to-arrival':
      return `is closed to arrival on ${refusal.night}`;
    case 'closed-to-departure':
      return `is closed to departure on ${refusal.night}`;
    case 'minimum-stay': {
      const who = wish.minStayRule === 'arrival' ? 'who arrives on' : 'a stay through';
      return `asks ${refusal.minStay} nights of ${who} ${refusal.night}`;
    }
  }
}

export interface StayPrice {
  /** All rooms, all nights. */
  readonly totalMinor: number;
  /** In order, each for all rooms. */
  readonly nights: readonly { readonly night: LocalDate; readonly priceMinor: number }[];
}

/** What a stay costs by a plan, in minor units of the property's currency; each night and room is rounded by itself. */
export function priceStay(
  nights: readonly Pick<NightState, 'night' | 'price_minor'>[],
  plan: Pick<RatePlanRow, 'price_basis_points'>,
  rooms: number,
): StayPrice {
  const priced = nights
    .map(({ night, price_minor }) => ({ night, priceMinor: basisPoints(price_minor, plan.price_basis_points) * rooms }))
    .toSorted((a, b) => (a.night < b.night ? -1 : 1));
  return { totalMinor: priced.reduce((sum, { priceMinor }) => sum + priceMinor, 0), nights: priced };
}
