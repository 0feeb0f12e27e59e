import type { SqlValue } from '../../src/database/dialect.js';
import type { Desk } from '../../src/desk.js';
import { addDays, type LocalDate } from '../../src/kernel/local-date.js';

export interface TestPlan {
  readonly code: string;
  readonly basisPoints?: number;
  /** JSON; non-refundable unless given. */
  readonly policy?: string;
}

export interface TestRoomType {
  readonly code: string;
  /** Rooms of each night. */
  readonly rooms: number;
  readonly overbooking?: number;
  readonly maxGuests?: number;
  readonly priceMinor?: number;
  /** One plan at the night's price, free until 48 hours before, unless given. */
  readonly plans?: readonly TestPlan[];
}

export interface TestProperty {
  readonly code: string;
  readonly city?: string;
  readonly timeZone?: string;
  readonly currency?: string;
  readonly roomTypes: readonly TestRoomType[];
  /** The first night on sale, and how many there are. */
  readonly from?: LocalDate;
  readonly nights?: number;
  readonly minStayRule?: 'arrival' | 'through';
}

export const FREE_UNTIL_TWO_DAYS = '[{"before":"48h","refund":100},{"before":"24h","refund":50}]';
const FLEXIBLE: readonly TestPlan[] = [{ code: 'FLEX', policy: FREE_UNTIL_TWO_DAYS }];

/** A property in New York with a night's rooms from 2026-12-01 on, unless said otherwise. @returns its id */
export async function addProperty(desk: Pick<Desk, 'database'>, property: TestProperty): Promise<number> {
  const { roomTypes, from = '2026-12-01', nights = 14 } = property;
  const known = await desk.database.session.composed((db) => db.selectFrom('property').select('id'));
  const id = Math.max(0, ...known.map((row) => row.id)) + 1;
  const typed = roomTypes.map((type, index) => ({ ...type, id: id * 100 + index }));
  await desk.database.transaction(async (tx) => {
    const load = (table: string, rows: readonly Readonly<Record<string, SqlValue>>[]) =>
      tx.load(
        table,
        Object.keys(rows[0] ?? {}),
        rows.map((row) => Object.values(row)),
      );
    await load('property', [propertyRow(id, property)]);
    await load(
      'room_type',
      typed.map((type) => ({
        id: type.id,
        property_id: id,
        code: type.code,
        name: `Room ${type.code}`,
        max_guests: type.maxGuests ?? 2,
      })),
    );
    await load(
      'rate_plan',
      typed.flatMap((type) => (type.plans ?? FLEXIBLE).map((plan) => planRow(type.id, plan))),
    );
    await load(
      'room_night',
      typed.flatMap((type) =>
        Array.from({ length: nights }, (_, night) => ({
          room_type_id: type.id,
          night: addDays(from, night),
          allotment: type.rooms,
          overbooking: type.overbooking ?? 0,
          price_minor: type.priceMinor ?? 10_000,
        })),
      ),
    );
  });
  return id;
}

function propertyRow(id: number, { code, city, timeZone, currency, minStayRule }: TestProperty) {
  return {
    id,
    code,
    name: `Hotel ${code}`,
    city: city ?? 'New York',
    country: 'US',
    time_zone: timeZone ?? 'America/New_York',
    latitude: 40.7,
    longitude: -74,
    stars: 4,
    rating_tenths: 80,
    amenities: ',wifi,',
    currency: currency ?? 'USD',
    cancellation_policy: FREE_UNTIL_TWO_DAYS,
    min_stay_rule: minStayRule ?? 'arrival',
    version: 1,
  };
}

function planRow(roomTypeId: number, plan: TestPlan) {
  return {
    room_type_id: roomTypeId,
    code: plan.code,
    name: plan.code,
    price_basis_points: plan.basisPoints ?? 10_000,
    cancellation_policy: plan.policy ?? '[]',
    board: 'RO',
  };
}
