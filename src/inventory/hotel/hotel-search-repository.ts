import type { Session } from '../../database/dialect.js';
import type { PropertyRow, RatePlanRow, RoomNightRow, RoomTypeRow, StayNightRow } from '../../database/hotel-schema.js';
import { statement } from '../../database/statement.js';
import type { Instant } from '../../kernel/instant.js';
import type { LocalDate } from '../../kernel/local-date.js';
import type { NightState } from './stay-rules.js';

/** Which properties are meant: all of a city, all near an airport, or one by its code. */
export type Place =
  | { readonly city: string }
  | { readonly airport: string }
  /** In capitals. */
  | { readonly property: string };

/** A property with the way to the airport that was asked for, or to its nearest; null where it is near none. */
export type FoundProperty = PropertyRow & { readonly distance_km: number | null };

/** A room type by one of its rate plans. */
export type FoundRoom = Pick<RoomTypeRow, 'property_id' | 'max_guests'> & {
  readonly room_type_id: number;
  readonly room_type: string;
  readonly rate_plan: string;
  readonly plan_name: string;
} & Pick<RatePlanRow, 'board' | 'price_basis_points' | 'cancellation_policy'>;

/** Everything that decides what can be sold at a place between two dates. */
export interface HotelSpace {
  readonly properties: readonly FoundProperty[];
  readonly rooms: readonly FoundRoom[];
  /** By room type; the check-out among them only where it is closed to departures. */
  readonly nights: ReadonlyMap<number, readonly NightState[]>;
}

type PlaceArgs = { city: string; airport: string; property: string };
type NightArgs = PlaceArgs & { first: LocalDate; end: LocalDate };

const STOP_SELL = 1;
const CLOSED_TO_ARRIVAL = 2;
const CLOSED_TO_DEPARTURE = 4;
type NightCells = Pick<RoomNightRow, 'room_type_id' | 'night' | 'price_minor' | 'min_stay'> & {
  readonly free: number;
  /** The sum of what it is closed to. */
  readonly closed: number;
};

/**
 * The ids of a place. As an array of its own PostgreSQL cannot count them when it plans, and so keeps one
 * plan for every city; what is not asked for is empty and matches nothing.
 */
const ofPlace = `select id from property where lower(city) = :city
  union all select property_id from property_airport where airport = :airport
  union all select id from property where code = :property`;

const propertiesOf = statement<PlaceArgs, FoundProperty>(
  'search_properties',
  (sql) => `select p.*, (select min(a.distance_km) from property_airport a
      where a.property_id = p.id and (:airport = '' or a.airport = :airport)) as distance_km
    from property p where ${sql.isAnyOf('p.id', ofPlace)}`,
);
const roomsOf = statement<PlaceArgs, FoundRoom>(
  'search_rooms',
  (sql) => `select t.property_id, t.id as room_type_id, t.code as room_type, t.max_guests,
      r.code as rate_plan, r.name as plan_name, r.board, r.price_basis_points, r.cancellation_policy
    from room_type t join rate_plan r on r.room_type_id = t.id where ${sql.isAnyOf('t.property_id', ofPlace)}`,
);
/**
 * Of the check-out date nothing counts but that nobody may depart. Few and short columns: to make objects of
 * a thousand nights costs both drivers several times what the database needs to find them.
 */
const nightsOf = statement<NightArgs, NightCells>(
  'search_room_nights',
  (sql) => `select n.room_type_id, n.night, n.allotment + n.overbooking - n.taken as free, n.price_minor, n.min_stay,
      n.stop_sell * ${STOP_SELL} + n.closed_to_arrival * ${CLOSED_TO_ARRIVAL}
        + n.closed_to_departure * ${CLOSED_TO_DEPARTURE} as closed
    from room_type t join room_night n on n.room_type_id = t.id
    where ${sql.isAnyOf('t.property_id', ofPlace)} and n.night >= :first and n.night <= :end
      and (n.night < :end or n.closed_to_departure = 1)`,
);
const runOutOf = statement<NightArgs & { now: number }, RunOutNight>(
  'search_run_out_room_nights',
  (sql) => `select s.room_type_id, s.night, s.rooms from room_type t join stay_night s on s.room_type_id = t.id
    where ${sql.isAnyOf('t.property_id', ofPlace)} and s.night >= :first and s.night < :end
      and s.hold_expires_at <= :now`,
);

type RunOutNight = Pick<StayNightRow, 'room_type_id' | 'night' | 'rooms'>;

/** As both databases fold what they compare by bytes: only the letters of ASCII. */
const lowerAscii = (text: string) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/** Reads a place in one round trip. @param end the check-out, which is no night */
export async function findHotelSpace(
  session: Session,
  place: Place,
  { first, end }: { readonly first: LocalDate; readonly end: LocalDate },
  now: Instant,
): Promise<HotelSpace> {
  const city = 'city' in place ? lowerAscii(place.city) : '';
  const args: PlaceArgs = { airport: '', property: '', ...place, city };
  // Nights before the holds on them: what is released in between is then missed, and never counted twice.
  const [properties, rooms, nights, runOut] = await Promise.all([
    session.all(propertiesOf, args),
    session.all(roomsOf, args),
    session.all(nightsOf, { ...args, first, end }),
    session.all(runOutOf, { ...args, first, end, now }),
  ]);
  return { properties, rooms, nights: byRoomType(nights, runOut) };
}

function byRoomType(rows: readonly NightCells[], runOut: readonly RunOutNight[]): Map<number, NightState[]> {
  const freed = new Map<string, number>();
  for (const { room_type_id, night, rooms } of runOut) {
    const key = `${room_type_id} ${night}`;
    freed.set(key, (freed.get(key) ?? 0) + rooms);
  }
  const nights = new Map<number, NightState[]>();
  for (const row of rows) {
    const runOutRooms = freed.size === 0 ? 0 : (freed.get(`${row.room_type_id} ${row.night}`) ?? 0);
    const state = stateOf(row, runOutRooms);
    const known = nights.get(row.room_type_id);
    if (known) known.push(state);
    else nights.set(row.room_type_id, [state]);
  }
  return nights;
}

/** What is free stands for an allotment of which nothing is taken. */
function stateOf({ night, free, price_minor, min_stay, closed }: NightCells, runOutRooms: number): NightState {
  return {
    night,
    allotment: free,
    overbooking: 0,
    taken: 0,
    run_out: runOutRooms,
    price_minor,
    min_stay,
    stop_sell: closed & STOP_SELL ? 1 : 0,
    closed_to_arrival: closed & CLOSED_TO_ARRIVAL ? 1 : 0,
    closed_to_departure: closed & CLOSED_TO_DEPARTURE ? 1 : 0,
  };
}

const allCities = statement<Record<never, never>, { city: string }>(
  'hotel_cities',
  'select distinct city from property order by city',
);
const airportsOf = statement<{ property: string }, { airport: string; distance_km: number }>(
  'airports_of_property',
  `select a.airport, a.distance_km from property_airport a join property p on p.id = a.property_id
    where p.code = :property order by a.distance_km, a.airport`,
);
const roomTypesOf = statement<{ property: string }, RoomTypeRow>(
  'show_room_types',
  `select t.* from room_type t join property p on p.id = t.property_id where p.code = :property order by t.code`,
);
const listed = statement<{ city: string; after: string; limit: number }, ListedProperty>(
  'list_properties',
  `select p.*, (select count(*) from room_type t where t.property_id = p.id) as room_types from property p
    where (:city = '' or lower(p.city) = :city) and p.code > :after order by p.code limit :limit`,
);

export type ListedProperty = PropertyRow & { readonly room_types: number };

/** Every city that has a property, by name. */
export async function listHotelCities(session: Session): Promise<string[]> {
  return (await session.all(allCities, {})).map(({ city }) => city);
}

/** Nearest first. */
export async function listAirportsOf(session: Session, property: string) {
  return session.all(airportsOf, { property });
}

/** Those without a plan as well, by code. */
export async function listRoomTypesOf(session: Session, property: string): Promise<RoomTypeRow[]> {
  return session.all(roomTypesOf, { property });
}

/** By code, from the one behind `after` on. @param city empty for all */
export async function listProperties(
  session: Session,
  page: { readonly city: string; readonly after: string; readonly limit: number },
): Promise<ListedProperty[]> {
  return session.all(listed, { ...page, city: lowerAscii(page.city) });
}
