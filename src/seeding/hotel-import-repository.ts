import type { Transaction } from '../database/dialect.js';
import type {
  PropertyAirportRow,
  PropertyRow,
  RatePlanRow,
  RoomNightRow,
  RoomTypeRow,
} from '../database/hotel-schema.js';
import { insertInto, statement } from '../database/statement.js';
import { listRoomTypes, lockPropertyRow } from '../inventory/hotel/adjusted-night-repository.js';
import { lockRoomNights } from '../inventory/room-repository.js';
import { addDays, type LocalDate } from '../kernel/local-date.js';
import type { PlannedHotel } from './plan-hotels.js';

export interface KnownRoomType {
  readonly row: RoomTypeRow;
  readonly plans: readonly RatePlanRow[];
  /** Those of the file's period, locked. */
  readonly nights: Map<LocalDate, RoomNightRow>;
}

/** A property of the database that a file names, locked. */
export interface KnownHotel {
  readonly row: PropertyRow;
  readonly airports: readonly PropertyAirportRow[];
  readonly roomTypes: ReadonlyMap<string, KnownRoomType>;
}

const airportsOf = statement<{ property_id: number }, PropertyAirportRow>(
  'airports_of_property',
  'select * from property_airport where property_id = :property_id order by airport',
);
const plansOf = statement<{ property_id: number }, RatePlanRow>(
  'rate_plans_of_property',
  `select r.* from rate_plan r join room_type t on t.id = r.room_type_id where t.property_id = :property_id
    order by r.room_type_id, r.code`,
);
const setProperty = statement<PropertyRow>(
  'set_property',
  `update property set code = :code, name = :name, city = :city, country = :country, time_zone = :time_zone,
      latitude = :latitude, longitude = :longitude, stars = :stars, rating_tenths = :rating_tenths,
      amenities = :amenities, currency = :currency, cancellation_policy = :cancellation_policy,
      min_stay_rule = :min_stay_rule, version = :version
    where id = :id`,
);
const dropAirports = statement<{ property_id: number }>(
  'drop_airports_of_property',
  'delete from property_airport where property_id = :property_id',
);
const insertAirport = insertInto<PropertyAirportRow>('property_airport', ['property_id', 'airport', 'distance_km']);
const setRoomType = statement<Pick<RoomTypeRow, 'id' | 'name' | 'max_guests'>>(
  'set_room_type',
  'update room_type set name = :name, max_guests = :max_guests where id = :id',
);
const setPlan = statement<RatePlanRow>(
  'set_rate_plan',
  `update rate_plan set name = :name, price_basis_points = :price_basis_points,
      cancellation_policy = :cancellation_policy, board = :board
    where room_type_id = :room_type_id and code = :code`,
);

/** Locks what a file is about: properties by code, then all nights of their room types by room type and date. */
export async function lockKnownHotels(
  tx: Transaction,
  hotels: readonly PlannedHotel[],
): Promise<ReadonlyMap<string, KnownHotel>> {
  const known = new Map<string, KnownHotel>();
  const toLock: { row: RoomTypeRow; planned: ReadonlySet<LocalDate>; nights: Map<LocalDate, RoomNightRow> }[] = [];
  for (const { code, roomTypes } of hotels) {
    const row = await lockPropertyRow(tx, code);
    if (!row) continue;
    const [types, plans, airports] = await Promise.all([
      listRoomTypes(tx, row.id),
      tx.all(plansOf, { property_id: row.id }),
      tx.all(airportsOf, { property_id: row.id }),
    ]);
    const knownTypes = types.map((type) => {
      const nights = new Map<LocalDate, RoomNightRow>();
      const planned = new Set(roomTypes.get(type.code)?.nights.keys());
      if (planned.size > 0) toLock.push({ row: type, planned, nights });
      return { row: type, plans: plans.filter((plan) => plan.room_type_id === type.id), nights };
    });
    known.set(code, { row, airports, roomTypes: new Map(knownTypes.map((type) => [type.row.code, type])) });
  }
  for (const { row, planned, nights } of toLock.sort((a, b) => a.row.id - b.row.id)) {
    const dates = [...planned].sort();
    const [from = '', to = ''] = [dates[0], dates.at(-1)];
    const rows = await lockRoomNights(tx, { room_type_id: row.id, check_in: from, check_out: addDays(to, 1) });
    for (const night of rows) nights.set(night.night, night);
  }
  return known;
}

/** Writes facts of properties that are locked, and which airports they are near, where those are given. */
export function updateProperty(tx: Transaction, row: PropertyRow, airports?: readonly PropertyAirportRow[]): void {
  tx.later(setProperty, row);
  if (!airports) return;
  tx.later(dropAirports, { property_id: row.id });
  for (const airport of airports) tx.later(insertAirport, airport);
}

export function updateRoomType(tx: Transaction, { id, name, max_guests }: RoomTypeRow): void {
  tx.later(setRoomType, { id, name, max_guests });
}

export function updatePlan(tx: Transaction, plan: RatePlanRow): void {
  tx.later(setPlan, plan);
}
