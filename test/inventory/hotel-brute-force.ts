import type { Desk } from '../../src/desk.js';
import { NOW } from '../support/desk.js';
import { addProperty } from '../support/hotel.js';

/** A night as this file keeps it, apart from the database. */
interface Night {
  cap: number;
  taken: number;
  runOut: number;
  price: number;
  isStopped: boolean;
  isArrivalClosed: boolean;
  isDepartureClosed: boolean;
  minStay: number;
}

interface World {
  readonly city: string;
  readonly hotels: readonly {
    code: string;
    isThrough: boolean;
    rooms: {
      code: string;
      maxGuests: number;
      nights: (Night | undefined)[];
      plans: [code: string, percent: number][];
    }[];
  }[];
  load(desk: Desk): Promise<void>;
}

export interface RandomStay {
  checkIn: string;
  checkOut: string;
  rooms: number;
  guests: number;
}

const FIRST = Date.UTC(2027, 0, 1);
const DAYS = 16;
const dateAt = (day: number) => new Date(FIRST + day * 86_400_000).toISOString().slice(0, 10);
const dayOf = (date: string) => Math.round((Date.parse(`${date}T00:00:00Z`) - FIRST) / 86_400_000);

let state = 20_270_101;
/** A whole number below `below`; the same sequence on every run. */
function random(below: number): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
}

export function randomStay(checkIn: string): RandomStay {
  const nights = 1 + random(5);
  return { checkIn, checkOut: dateAt(dayOf(checkIn) + nights), rooms: 1 + random(2), guests: 1 + random(5) };
}

export function randomHotels(count: number): World {
  const city = `Random ${random(1_000_000)}`;
  const hotels = Array.from({ length: count }, (_, at) => ({
    code: `R${random(1_000_000)}-${at}`,
    isThrough: random(2) === 0,
    rooms: Array.from({ length: 1 + random(3) }, (__, type) => ({
      code: `T${type}`,
      maxGuests: 1 + random(4),
      nights: Array.from({ length: DAYS }, () => (random(40) === 0 ? undefined : randomNight())),
      plans: [['A', 100], ...(random(2) === 0 ? [['B', 90]] : [])] as [string, number][],
    })),
  }));
  return { city, hotels, load: (desk) => load(desk, city, hotels) };
}

function randomNight(): Night {
  const cap = 1 + random(4);
  const taken = random(4) === 0 ? cap : random(cap + 1);
  return {
    cap,
    taken,
    runOut: taken > 0 && random(3) === 0 ? 1 + random(taken) : 0,
    price: 100 * (1 + random(300)),
    isStopped: random(25) === 0,
    isArrivalClosed: random(10) === 0,
    isDepartureClosed: random(10) === 0,
    minStay: random(8) === 0 ? 2 + random(3) : 1,
  };
}

/** What can be booked, as `HOTEL:ROOM/PLAN price left`, found night by night and sorted. */
export function bruteForce({ hotels }: World, { checkIn, checkOut, rooms, guests }: RandomStay): string[] {
  const found: string[] = [];
  const [first, end] = [dayOf(checkIn), dayOf(checkOut)];
  for (const hotel of hotels) {
    for (const room of hotel.rooms) {
      let isSold = Math.ceil(guests / room.maxGuests) <= rooms && room.nights[end]?.isDepartureClosed !== true;
      let total = 0;
      let left = 1_000;
      for (let day = first; day < end; day += 1) {
        const night = room.nights[day];
        if (!night || night.isStopped || (day === first && night.isArrivalClosed)) isSold = false;
        else if ((hotel.isThrough || day === first) && night.minStay > end - first) isSold = false;
        left = Math.min(left, night ? night.cap - night.taken + night.runOut : 0);
        total += (night?.price ?? 0) * rooms;
      }
      if (!isSold || left < rooms) continue;
      for (const [plan, percent] of room.plans) {
        found.push(`${hotel.code}:${room.code}/${plan} ${(total * percent) / 100} ${left}`);
      }
    }
  }
  return found.sort();
}

async function load(desk: Desk, city: string, hotels: World['hotels']): Promise<void> {
  for (const { code, isThrough, rooms } of hotels) {
    const id = await addProperty(desk, {
      ...{ code, city, minStayRule: isThrough ? 'through' : 'arrival' },
      roomTypes: rooms.map((room) => ({
        ...{ code: room.code, rooms: 0, maxGuests: room.maxGuests },
        plans: room.plans.map(([plan, percent]) => ({ code: plan, basisPoints: percent * 100 })),
      })),
    });
    for (const [type, { nights }] of rooms.entries()) await loadNights(desk, id * 100 + type, nights);
  }
}

async function loadNights(desk: Desk, roomTypeId: number, nights: readonly (Night | undefined)[]): Promise<void> {
  const known = nights.flatMap((night, day) => (night ? [{ ...night, date: dateAt(day) }] : []));
  const restrictions = ['stop_sell', 'closed_to_arrival', 'closed_to_departure', 'min_stay'];
  await desk.database.transaction(async (tx) => {
    await tx.composed((db) => db.deleteFrom('room_night').where('room_type_id', '=', roomTypeId));
    await tx.load(
      'room_night',
      ['room_type_id', 'night', 'allotment', 'overbooking', 'taken', 'price_minor', ...restrictions],
      known.map((night) => [
        ...[roomTypeId, night.date, night.cap - 1, 1, night.taken, night.price],
        ...[night.isStopped, night.isArrivalClosed, night.isDepartureClosed].map(Number),
        night.minStay,
      ]),
    );
    await tx.load(
      'stay_night',
      ['booking_id', 'stay_position', 'room_type_id', 'night', 'rooms', 'price_minor', 'hold_expires_at'],
      known.flatMap(({ date, taken, runOut }) => [
        ...(runOut > 0 ? [[`bkg_out_${roomTypeId}`, 1, roomTypeId, date, runOut, 1, NOW - 1]] : []),
        ...(taken > runOut ? [[`bkg_live_${roomTypeId}`, 1, roomTypeId, date, taken - runOut, 1, NOW + 1]] : []),
      ]),
    );
  });
}
