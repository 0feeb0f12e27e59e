import { type CreateBookingInput, createBooking } from '../../src/booking/create-booking.js';
import type { Desk } from '../../src/desk.js';
import { addFlight, flightRef } from '../support/desk.js';
import { addProperty } from '../support/hotel.js';

/** One night in a hotel, behind a flight there and one back. */
export interface Package {
  readonly out: string;
  readonly back: string;
  readonly property: string;
}

let count = 0;

/** A flight with one seat left. */
export async function lastSeat(desk: Desk): Promise<string> {
  count += 1;
  const number = String(count);
  await addFlight(desk, { number, economyRows: 1, missing: 5 });
  return number;
}

/** A property with one room left on each of its nights. */
export async function lastRoom(desk: Desk): Promise<string> {
  count += 1;
  const code = `LAST-${count}`;
  await addProperty(desk, { code, roomTypes: [{ code: 'DBL', rooms: 1 }] });
  return code;
}

/** A package of which there is one left. */
export async function lastPackage(desk: Desk): Promise<Package> {
  return { out: await lastSeat(desk), back: await lastSeat(desk), property: await lastRoom(desk) };
}

const NIGHTS = { checkIn: '2026-12-02', checkOut: '2026-12-05' };

export function bookPackage(desk: Desk, { out, back, property }: Package, more: Partial<CreateBookingInput> = {}) {
  const flights = [{ ref: flightRef(out) }, { ref: flightRef(back) }];
  const stays = [{ property, roomType: 'DBL', ...NIGHTS }];
  return createBooking(desk, { flights, stays, passengers: ['BUYER/A MR'], ...more }, {});
}

/** The same package on a command line. */
export function packageArgs({ out, back, property }: Package): string[] {
  const flight = (number: string) => ['--flight', `XX${number}/2026-12-01`];
  const stay = `${property}:DBL:${NIGHTS.checkIn}:${NIGHTS.checkOut}`;
  const rest = ['--stay', stay, '--passenger', 'BUYER/A MR', '--json'];
  return ['booking', 'create', ...flight(out), ...flight(back), ...rest];
}

export interface Taken {
  /** Of the two flights. */
  readonly seats: number;
  /** As the stays have them, and as the nights count them. */
  readonly nights: number;
  readonly counted: number;
  /** Bookings that were written. */
  readonly bookings: number;
}

/** What has gone of a package. */
export async function takenOf(desk: Desk, { out, back, property }: Package): Promise<Taken> {
  const ids = [Number(out), Number(back)];
  const { session } = desk;
  const [seats, nights, stayNights, segments] = await Promise.all([
    session.composed((db) =>
      db.selectFrom('seat').select('ordinal').where('flight_id', 'in', ids).where('status', '<>', 'open'),
    ),
    session.composed((db) =>
      db
        .selectFrom('room_night as n')
        .innerJoin('room_type as t', 't.id', 'n.room_type_id')
        .innerJoin('property as p', 'p.id', 't.property_id')
        .select('n.taken')
        .where('p.code', '=', property),
    ),
    session.composed((db) =>
      db
        .selectFrom('stay_night as s')
        .innerJoin('room_type as t', 't.id', 's.room_type_id')
        .innerJoin('property as p', 'p.id', 't.property_id')
        .select('s.rooms')
        .where('p.code', '=', property),
    ),
    session.composed((db) => db.selectFrom('segment').select('booking_id').where('flight_id', 'in', ids)),
  ]);
  return {
    seats: seats.length,
    nights: stayNights.length,
    counted: nights.reduce((sum, night) => sum + night.taken, 0),
    bookings: new Set(segments.map((segment) => segment.booking_id)).size,
  };
}

/**
 * Buyers of the last room of a property, each with the last seats of two flights of their own: who does not get the
 * room must not keep the seats.
 * @returns how the calls ended, and what has gone of the packages of which anything has
 */
export async function raceForRoom(desk: Desk, buyers: number) {
  const property = await lastRoom(desk);
  const packages: Package[] = [];
  for (let buyer = 0; buyer < buyers; buyer += 1) {
    packages.push({ out: await lastSeat(desk), back: await lastSeat(desk), property });
  }
  const race = await Promise.allSettled(packages.map((wanted) => bookPackage(desk, wanted)));
  const endings: Record<string, number> = {};
  for (const each of race) {
    const ending = each.status === 'fulfilled' ? 'done' : ((each.reason as { code?: string }).code ?? 'defect');
    endings[ending] = (endings[ending] ?? 0) + 1;
  }
  const taken = await Promise.all(packages.map((wanted) => takenOf(desk, wanted)));
  return { endings, taken: taken.filter(({ seats, bookings }) => seats > 0 || bookings > 0) };
}

/** All of a package that one buyer has, and nothing else. */
export const ONE_BUYER: Taken = { seats: 2, nights: 3, counted: 3, bookings: 1 };
