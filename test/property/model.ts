import type { BookingView } from '../../src/booking/view-booking.js';
import type { BookingStatus } from '../../src/database/schema.js';
import { addDays, type LocalDate, nightsBetween } from '../../src/kernel/local-date.js';
import { NOW } from '../support/desk.js';
import { FLIGHTS, flightOf, PROPERTIES, type WorldFare, type WorldFlight } from './small-world.js';

/*
 * What a desk must be, as simply as it can be said: lists that are added up anew each time. What a booking is
 * made of is taken from the answers; what that costs, who owes what and what is left to sell is worked out here.
 */

export interface ModelSegment {
  readonly id: string;
  readonly flight: WorldFlight;
  /** As it was sold, whatever the class costs today. */
  readonly fare: WorldFare;
  readonly status: string;
  readonly isLive: boolean;
  readonly journey: number;
  /** When it was to leave before the carrier changed what nobody has agreed to since. */
  readonly agreedAt: number;
  /** Given up while new times were open. */
  readonly isRefused: boolean;
}

export interface ModelStay {
  readonly id: string;
  readonly property: string;
  readonly roomType: string;
  readonly ratePlan: string;
  readonly checkIn: LocalDate;
  readonly checkOut: LocalDate;
  readonly rooms: number;
  readonly priceMinor: number;
  readonly isLive: boolean;
}

export interface ModelBooking {
  readonly locator: string;
  /** As it is stored: a hold that ran out may still be called held. */
  status: BookingStatus;
  version: number;
  readonly currency: string;
  passengers: readonly { readonly id: string; readonly name: string; readonly type: string }[];
  segments: readonly ModelSegment[];
  stays: readonly ModelStay[];
  feesMinor: number;
  totalMinor: number;
  paidMinor: number;
  refundedMinor: number;
  /** Part of `refundedMinor`. */
  goodwillMinor: number;
  /** Payments whose outcome nobody knows, in the order of their making. */
  open: readonly number[];
  readonly timeLimit: 'cancel' | 'queue';
  holdExpiresAt: number | undefined;
  payBy: number | undefined;
  priceUntil: number | undefined;
  /** Of a part of a split booking, until its next change; else what a package takes off. */
  discountMinor?: number | undefined;
}

type Made = Pick<ModelBooking, 'passengers' | 'segments' | 'stays'>;

/** What operations have closed of a night. */
export interface Restrictions {
  readonly stopSell?: boolean | undefined;
  readonly closedToArrival?: boolean | undefined;
  readonly closedToDeparture?: boolean | undefined;
  readonly minStay?: number | undefined;
}

/** The least and the most that may be free, where the model does not follow which unit went to whom. */
export interface Free {
  readonly least: number;
  readonly most: number;
}

export class Model {
  readonly bookings: ModelBooking[] = [];
  now = NOW;
  /** What operations have changed of the flights, by their ids. */
  readonly departures = new Map(FLIGHTS.map(({ id, departsAt }) => [id, departsAt]));
  readonly slots = new Map(FLIGHTS.map(({ id, slots }) => [id, slots]));
  readonly fares = new Map(FLIGHTS.map(({ id, fares }) => [id, fares]));
  /** And of the nights, by `PROPERTY:ROOMTYPE NIGHT`. */
  readonly allotments = new Map<string, number>();
  readonly restrictions = new Map<string, Restrictions>();

  departsAt({ id }: WorldFlight): number {
    return this.departures.get(id) ?? 0;
  }

  /** The fares of a flight as they are sold today. */
  faresOf({ id }: WorldFlight): readonly WorldFare[] {
    return this.fares.get(id) ?? [];
  }

  fareToday(flight: WorldFlight, fareClass: string): WorldFare {
    const fare = this.faresOf(flight).find((each) => each.fareClass === fareClass);
    if (!fare) throw new Error(`flight ${flight.id} has no class ${fareClass}`);
    return fare;
  }

  /** Somebody on a waiting list may be served ahead of a sale that its dry run did not serve them for. */
  hasWaiting(): boolean {
    return this.bookings.some(({ status }) => status === 'waitlisted');
  }

  /** Any booking, by a number that was drawn before there were any. */
  pick(which: number): ModelBooking {
    return this.bookings[which % this.bookings.length] as ModelBooking;
  }

  /** One of those that a command is meant for, or any: what it refuses is told as well. */
  pickFrom(which: number, isMeant: (booking: ModelBooking) => boolean): ModelBooking {
    const meant = which % 5 === 0 ? [] : this.bookings.filter(isMeant);
    return meant[which % meant.length] ?? this.pick(which);
  }

  statusNow({ status, holdExpiresAt, open }: ModelBooking): BookingStatus {
    const hasRunOut = holdExpiresAt !== undefined && holdExpiresAt <= this.now && open.length === 0;
    return status === 'held' && hasRunOut ? 'expired' : status;
  }

  /** Whether it has its seats and rooms. */
  hasSpace(booking: ModelBooking): boolean {
    return ['held', 'confirmed'].includes(this.statusNow(booking));
  }

  /** Units of a flight that a class may still take. @param leaving seats that the taker gives up first, by its fare */
  freeUnits(flight: WorldFlight, fare: WorldFare, leaving?: { fare: WorldFare; count: number }): Free {
    const taken = { 1: 0, 2: 0 } as Record<number, number>;
    for (const booking of this.bookings.filter((each) => this.hasSpace(each))) {
      for (const segment of booking.segments.filter((each) => each.isLive && each.flight === flight)) {
        taken[segment.fare.level] = (taken[segment.fare.level] ?? 0) + seatedCount(booking);
      }
    }
    if (leaving) taken[leaving.fare.level] = (taken[leaving.fare.level] ?? 0) - leaving.count;
    const [high = 0, low = 0] = [taken[1], taken[2]];
    const units = flight.seats + (this.slots.get(flight.id) ?? 0);
    if (fare.level === 1) {
      const free = units - high - low;
      return { least: free, most: free };
    }
    // The high class begins with its own units; how many of the others it still has depends on who left when.
    const highUnits = units - flight.lowUnits;
    const left = flight.lowUnits - low;
    return { least: Math.max(0, left - high), most: left - Math.max(0, high - highUnits) };
  }

  /** Rooms of a type that are free on a night, but for those of a stay that is given up first. */
  freeRooms(property: string, roomType: string, night: LocalDate, leaving?: ModelStay): number {
    const type = PROPERTIES.find(({ code }) => code === property)?.roomTypes.find(({ code }) => code === roomType);
    const key = nightKey(property, roomType, night);
    let free = (this.allotments.get(key) ?? type?.rooms ?? 0) + (type?.overbooking ?? 0);
    for (const stay of this.bookings.filter((each) => this.hasSpace(each)).flatMap(({ stays }) => stays)) {
      if (stay === leaving || !stay.isLive) continue;
      if (stay.property !== property || stay.roomType !== roomType) continue;
      if (stay.checkIn <= night && night < stay.checkOut) free -= stay.rooms;
    }
    return free;
  }
}

export const nightKey = (property: string, roomType: string, night: LocalDate) => `${property}:${roomType} ${night}`;

export function seatedCount({ passengers }: Pick<ModelBooking, 'passengers'>): number {
  return passengers.filter(({ type }) => type !== 'INF').length;
}

/**
 * What a booking is made of, as an answer shows it. A segment that it had keeps its fare.
 * @param before the segments that it had; none for those that are priced anew
 */
export function madeOf(view: BookingView, model: Model, before: readonly ModelSegment[] = []): Made {
  return {
    passengers: view.passengers,
    segments: view.segments.map((segment): ModelSegment => {
      const { id, fareClass, status, replaces, journey } = segment;
      const flight = flightOf(segment.flight);
      const had = before.find((each) => each.id === id || each.id === replaces);
      const isKept = had?.flight === flight && had.fare.fareClass === fareClass;
      const fare = isKept ? had.fare : model.fareToday(flight, fareClass);
      const own = before.find((each) => each.id === id);
      const isRefused = status === 'XX' && (own?.status === 'TK' || own?.isRefused === true);
      const agreedAt =
        status === 'TK' || isRefused ? agreedBefore(view, segment, before) : Date.parse(segment.departsAt);
      return { id, flight, fare, status, isLive: isLive(status), journey, agreedAt, isRefused };
    }),
    stays: view.stays.map(({ price, status, ...stay }) => ({
      ...stay,
      priceMinor: price.amountMinor,
      isLive: isLive(status),
    })),
  };
}

/** What the new times of a segment are measured against. */
function agreedBefore(
  view: BookingView,
  { id, replaces, departsAt }: BookingView['segments'][number],
  before: readonly ModelSegment[],
): number {
  const own = before.find((each) => each.id === id);
  const last = before.find((each) => each.id === replaces);
  if (own) return own.agreedAt;
  if (last?.status === 'TK') return last.agreedAt;
  return Date.parse(view.segments.find((each) => each.id === replaces)?.departsAt ?? departsAt);
}

function isLive(status: string): boolean {
  return !['XX', 'UN', 'UC', 'NO'].includes(status);
}

/** Fares, taxes, rooms and fees, less what a package takes off. */
export function totalOf({ passengers, segments, stays, feesMinor, discountMinor }: ModelBooking): number {
  const fares = segments.filter((each) => each.isLive).map(({ fare }) => fareOf(fare, passengers));
  const rooms = stays.filter((each) => each.isLive);
  const long = rooms.filter(({ checkIn, checkOut }) => nightsBetween(checkIn, checkOut) >= 2);
  const packaged = fares.length > 0 && long.length > 0;
  const reduced = sum(fares.map(({ base }) => base)) + sum(long.map(({ priceMinor }) => priceMinor));
  const discount = discountMinor ?? (packaged ? Math.round((reduced * 5) / 100) : 0);
  return (
    sum(fares.map(({ base, tax }) => base + tax)) +
    sum(rooms.map(({ priceMinor }) => priceMinor)) +
    feesMinor -
    discount
  );
}

/** An infant pays a tenth of the fare, and no tax. */
export function fareOf(fare: WorldFare, passengers: readonly { readonly type: string }[]) {
  const infants = passengers.filter(({ type }) => type === 'INF').length;
  const others = passengers.length - infants;
  return { base: fare.baseMinor * others + (fare.baseMinor / 10) * infants, tax: fare.taxMinor * others };
}

/** What was paid and not given back; a present is no part of what was given back. */
export function paidTowards(booking: ModelBooking): number {
  return booking.paidMinor - booking.refundedMinor + booking.goodwillMinor;
}

export function dueOf(booking: ModelBooking): number {
  return booking.totalMinor - paidTowards(booking) - sum(booking.open);
}

export function nightsOfStay(checkIn: LocalDate, checkOut: LocalDate): LocalDate[] {
  return Array.from({ length: Math.max(0, nightsBetween(checkIn, checkOut)) }, (_, night) => addDays(checkIn, night));
}

export function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}

/** An hour of a day by the clocks of a property, in a winter of no summer time. */
export function instantAt(property: string, date: LocalDate, hour: number): number {
  const offsetHours = property === 'LON-1' ? 0 : -5;
  return Date.parse(`${date}T00:00:00Z`) + (hour - offsetHours) * 3_600_000;
}
