import type { SqlValue, Transaction } from '../database/dialect.js';
import type {
  PropertyAirportRow,
  PropertyRow,
  RatePlanRow,
  RoomNightRow,
  RoomTypeRow,
} from '../database/hotel-schema.js';
import type { Schema } from '../database/schema.js';
import { statement } from '../database/statement.js';

/** What is new, in the order in which the tables refer to one another. There are many nights: they may come one by one. */
export interface HotelRows {
  readonly properties: readonly PropertyRow[];
  readonly airports: readonly PropertyAirportRow[];
  readonly roomTypes: readonly RoomTypeRow[];
  readonly plans: readonly RatePlanRow[];
  readonly nights: Iterable<NewNight>;
}

/** A night that nobody has bought yet, and that nothing restricts but its minimum stay. */
export type NewNight = Pick<
  RoomNightRow,
  'room_type_id' | 'night' | 'allotment' | 'overbooking' | 'price_minor' | 'min_stay'
>;

export interface LastHotelIds {
  readonly property: number;
  readonly roomType: number;
}

const lockIds = statement<Record<string, never>>(
  'lock_hotel_ids',
  `insert into setting (name, value) values ('hotel_ids', '') on conflict (name) do update set value = excluded.value`,
);
const lastIds = statement<Record<string, never>, LastHotelIds>(
  'last_hotel_ids',
  `select (select coalesce(max(id), 0) from property) as property,
          (select coalesce(max(id), 0) from room_type) as "roomType"`,
);

/**
 * Lets one import at a time add properties, up to its commit: ids count up, and whoever comes second must
 * see the properties of the first.
 * @returns the highest ids so far
 */
export async function lockHotelIds(tx: Transaction): Promise<LastHotelIds> {
  await tx.run(lockIds, {});
  return (await tx.first(lastIds, {})) ?? { property: 0, roomType: 0 };
}

const PROPERTY_COLUMNS = [
  ...(['id', 'code', 'name', 'city', 'country', 'time_zone', 'latitude', 'longitude', 'stars'] as const),
  ...(['rating_tenths', 'amenities', 'currency', 'cancellation_policy', 'min_stay_rule', 'version'] as const),
] as const satisfies readonly (keyof PropertyRow)[];
const PLAN_COLUMNS = [
  ...(['room_type_id', 'code', 'name', 'price_basis_points', 'cancellation_policy', 'board'] as const),
] as const satisfies readonly (keyof RatePlanRow)[];
const NIGHT_COLUMNS = [
  ...(['room_type_id', 'night', 'allotment', 'overbooking', 'price_minor', 'min_stay'] as const),
] as const satisfies readonly (keyof NewNight)[];

/** Loads rows whose ids the caller has drawn under `lockHotelIds`. */
export async function loadHotels(tx: Transaction, rows: HotelRows): Promise<void> {
  await load(tx, 'property', PROPERTY_COLUMNS, rows.properties);
  await load(tx, 'property_airport', ['property_id', 'airport', 'distance_km'], rows.airports);
  await load(tx, 'room_type', ['id', 'property_id', 'code', 'name', 'max_guests'], rows.roomTypes);
  await load(tx, 'rate_plan', PLAN_COLUMNS, rows.plans);
  await load(tx, 'room_night', NIGHT_COLUMNS, rows.nights);
}

async function load<K extends string>(
  tx: Transaction,
  table: keyof Schema,
  columns: readonly K[],
  rows: Iterable<Readonly<Record<K, SqlValue>>>,
): Promise<void> {
  await tx.load(table, columns, valuesOf(columns, rows));
}

function* valuesOf<K extends string>(columns: readonly K[], rows: Iterable<Readonly<Record<K, SqlValue>>>) {
  for (const row of rows) yield columns.map((column) => row[column]);
}
