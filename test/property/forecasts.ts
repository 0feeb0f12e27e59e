import type { ErrorCode } from '../../src/kernel/error-codes.js';
import type { LocalDate } from '../../src/kernel/local-date.js';
import { type Model, type ModelBooking, type ModelStay, nightKey, nightsOfStay, seatedCount } from './model.js';
import { PROPERTIES, type WorldFare, type WorldFlight } from './small-world.js';

/** Reasons against a command, gathered one by one. */
export class Reasons {
  readonly must: ErrorCode[] = [];
  readonly may: ErrorCode[] = [];

  when(holds: boolean, ...codes: readonly ErrorCode[]): this {
    if (holds) this.must.push(...codes);
    return this;
  }

  perhaps(holds: boolean, ...codes: readonly ErrorCode[]): this {
    if (holds) this.may.push(...codes);
    return this;
  }

  /** Takes a code out again. */
  forgive(code: ErrorCode): this {
    const codes = this.must.filter((each) => each !== code);
    this.must.splice(0, this.must.length, ...codes);
    return this;
  }

  add(more: Reasons): this {
    this.must.push(...more.must);
    this.may.push(...more.may);
    return this;
  }
}

/** A booking that is over, or whose money is in the air, is not changed. */
export function againstChange(model: Model, booking: ModelBooking): Reasons {
  const status = model.statusNow(booking);
  return new Reasons()
    .when(status === 'expired', 'HOLD_EXPIRED')
    .when(status === 'cancelled' || status === 'waitlisted', 'WRONG_STATE')
    .when(booking.open.length > 0, 'WRONG_STATE');
}

export interface FlightWish {
  readonly flight: WorldFlight;
  readonly fareClass: string | undefined;
}

/** What stands against seats for so many, without a look at which. */
export function againstSeats(
  model: Model,
  { flight, fareClass }: FlightWish,
  count: number,
  leaving?: { fare: WorldFare; count: number },
): Reasons {
  const fares = model.faresOf(flight).filter((fare) => fareClass === undefined || fare.fareClass === fareClass);
  const free = fares.map((fare) => model.freeUnits(flight, fare, leaving));
  const most = Math.max(0, ...free.map((each) => each.most));
  const least = Math.max(0, ...free.map((each) => each.least));
  return new Reasons()
    .when(hasDeparted(model, flight), 'FLIGHT_NOT_SELLABLE')
    .when(fares.length === 0, 'FARE_CLASS_NOT_FOUND')
    .when(fares.length > 0 && most < count, 'SOLD_OUT')
    .perhaps(least < count || model.hasWaiting(), 'SOLD_OUT');
}

export interface StayWish {
  readonly property: string;
  readonly roomType: string;
  readonly checkIn: LocalDate;
  readonly checkOut: LocalDate;
  readonly rooms: number;
  readonly guests: number;
}

export function againstRooms(model: Model, wish: StayWish, leaving?: ModelStay): Reasons {
  const property = PROPERTIES.find(({ code }) => code === wish.property);
  const type = property?.roomTypes.find(({ code }) => code === wish.roomType);
  const nights = nightsOfStay(wish.checkIn, wish.checkOut);
  const known = nightsOfStay('2026-12-01', '2026-12-08');
  const onSale = nights.every((night) => known.includes(night));
  const free = nights.map((night) => model.freeRooms(wish.property, wish.roomType, night, leaving));
  const isPast = wish.checkIn < todayAt(property?.timeZone, model.now);
  const isBroken =
    isPast || isRestricted(model, wish, nights) || wish.guests > (type?.maxGuests ?? 2) * wish.rooms || !onSale;
  return new Reasons()
    .when(nights.length === 0, 'INVALID_INPUT')
    .when(type === undefined, 'ROOM_TYPE_NOT_FOUND')
    .when(isBroken, 'STAY_RULE')
    .when(!isBroken && free.some((rooms) => rooms < wish.rooms), 'ROOM_SOLD_OUT');
}

/** Whether operations have closed one of its nights, or the day on which it begins or ends. */
function isRestricted(model: Model, wish: StayWish, nights: readonly LocalDate[]): boolean {
  const on = (date: LocalDate) => model.restrictions.get(nightKey(wish.property, wish.roomType, date));
  // In London the longest minimum of all nights counts, in New York that of the first.
  const asked = wish.property === 'LON-1' ? nights : nights.slice(0, 1);
  return (
    nights.some((night) => on(night)?.stopSell === true) ||
    on(wish.checkIn)?.closedToArrival === true ||
    on(wish.checkOut)?.closedToDeparture === true ||
    asked.some((night) => (on(night)?.minStay ?? 1) > nights.length)
  );
}

/** In a winter of no summer time. */
export function todayAt(timeZone = 'America/New_York', now: number): LocalDate {
  const offsetHours = timeZone === 'Europe/London' ? 0 : -5;
  return new Date(now + offsetHours * 3_600_000).toISOString().slice(0, 10);
}

/** A child without an adult flies without a change; an infant has a lap. */
export function againstParty(types: readonly string[]): Reasons {
  const count = (type: string) => types.filter((each) => each === type).length;
  return new Reasons()
    .when(count('INF') > count('ADT'), 'PASSENGER_RULE')
    .perhaps(count('ADT') === 0, 'PASSENGER_RULE');
}

export function hasDeparted(model: Model, flight: WorldFlight): boolean {
  return model.departsAt(flight) <= model.now;
}

/** How many seats a booking gives up on a flight before it takes others there. */
export function leavingOf(booking: ModelBooking, segment: { readonly fare: WorldFare }) {
  return { fare: segment.fare, count: seatedCount(booking) };
}
