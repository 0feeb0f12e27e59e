import type { Session } from '../../database/dialect.js';
import type { RoomTypeRow } from '../../database/hotel-schema.js';
import { OpsdeskError } from '../../kernel/errors.js';
import type { Instant } from '../../kernel/instant.js';
import { addDays, type LocalDate } from '../../kernel/local-date.js';
import { type Money, money } from '../../kernel/money.js';
import { isRefundable, parsePolicy, policyInWords } from '../../pricing/cancellation-policy.js';
import {
  type FoundProperty,
  type FoundRoom,
  findHotelSpace,
  listAirportsOf,
  listRoomTypesOf,
} from './hotel-search-repository.js';
import { amenitiesOf } from './rank-rooms.js';
import { localToday, type NightState, roomsLeft } from './stay-rules.js';

/** How many nights are shown. */
export const NIGHTS_SHOWN = 14;

export interface PlanView {
  readonly ratePlan: string;
  readonly name: string;
  /** RO room only, BB with breakfast, HB half board. */
  readonly board: string;
  /** Of the night's price. */
  readonly percent: number;
  readonly cancellation: string;
  readonly isRefundable: boolean;
}

/** One night of a room type; a night that is not on sale has no price. */
export interface NightView {
  readonly night: LocalDate;
  /** Rooms that could be sold, whatever its restrictions; a hold that ran out is free. */
  readonly roomsLeft: number;
  /** One room, before the plan. */
  readonly price: Money | null;
  readonly isStopSell: boolean;
  readonly isClosedToArrival: boolean;
  readonly isClosedToDeparture: boolean;
  readonly minStay: number;
}

export interface RoomTypeView {
  readonly roomType: string;
  readonly name: string;
  readonly maxGuests: number;
  /** Cheapest first. */
  readonly ratePlans: readonly PlanView[];
  readonly nights: readonly NightView[];
}

export interface HotelDetail {
  readonly property: string;
  readonly name: string;
  readonly city: string;
  readonly country: string;
  readonly timeZone: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly stars: number;
  /** 0 to 10. */
  readonly rating: number;
  readonly amenities: readonly string[];
  readonly currency: string;
  /** Of plans that have no policy of their own, in words. */
  readonly cancellation: string;
  /** Whether a minimum stay holds for who arrives on the night, or for who stays through it. */
  readonly minStayRule: 'arrival' | 'through';
  readonly version: number;
  /** Nearest first. */
  readonly airports: readonly { readonly airport: string; readonly distanceKm: number }[];
  readonly roomTypes: readonly RoomTypeView[];
}

/**
 * A property with its room types, plans and two weeks of nights.
 * @param code in any case
 * @param from the first night; today at the property unless given
 * @throws PROPERTY_NOT_FOUND
 */
export async function showHotel(
  session: Session,
  code: string,
  from: LocalDate | undefined,
  now: Instant,
): Promise<HotelDetail> {
  const property = code.trim().toUpperCase();
  // Its zone is not known yet: today there is within a day of today here.
  const today = localToday('UTC', now);
  const dates = {
    first: from ?? addDays(today, -1),
    end: addDays(from ?? addDays(today, 1), NIGHTS_SHOWN),
  };
  const [space, roomTypes, airports] = await Promise.all([
    findHotelSpace(session, { property }, dates, now),
    listRoomTypesOf(session, property),
    listAirportsOf(session, property),
  ]);
  const found = space.properties[0];
  if (!found) throw propertyNotFound(property);
  const first = from ?? localToday(found.time_zone, now);
  const calendar = Array.from({ length: NIGHTS_SHOWN }, (_, day) => addDays(first, day));
  return {
    ...viewProperty(found),
    airports: airports.map(({ airport, distance_km }) => ({ airport, distanceKm: distance_km })),
    roomTypes: roomTypes.map((type) => {
      const states = new Map(space.nights.get(type.id)?.map((night) => [night.night, night]));
      const nights = calendar.map((night) => viewNight(night, states.get(night), found.currency));
      return viewRoomType(type, space.rooms, nights);
    }),
  };
}

function viewProperty(row: FoundProperty): Omit<HotelDetail, 'airports' | 'roomTypes'> {
  return {
    property: row.code,
    name: row.name,
    city: row.city,
    country: row.country,
    timeZone: row.time_zone,
    latitude: row.latitude,
    longitude: row.longitude,
    stars: row.stars,
    rating: row.rating_tenths / 10,
    amenities: amenitiesOf(row),
    currency: row.currency,
    cancellation: policyInWords(parsePolicy(row.cancellation_policy)),
    minStayRule: row.min_stay_rule,
    version: row.version,
  };
}

function viewRoomType(type: RoomTypeRow, plans: readonly FoundRoom[], nights: readonly NightView[]): RoomTypeView {
  return {
    roomType: type.code,
    name: type.name,
    maxGuests: type.max_guests,
    ratePlans: plans
      .filter(({ room_type_id }) => room_type_id === type.id)
      .sort((a, b) => a.price_basis_points - b.price_basis_points || (a.rate_plan < b.rate_plan ? -1 : 1))
      .map(viewPlan),
    nights,
  };
}

function viewPlan(row: FoundRoom): PlanView {
  const policy = parsePolicy(row.cancellation_policy);
  return {
    ratePlan: row.rate_plan,
    name: row.plan_name,
    board: row.board,
    percent: row.price_basis_points / 100,
    cancellation: policyInWords(policy),
    isRefundable: isRefundable(policy),
  };
}

function viewNight(night: LocalDate, state: NightState | undefined, currency: string): NightView {
  return {
    night,
    roomsLeft: state ? roomsLeft(state) : 0,
    price: state ? money(state.price_minor, currency) : null,
    isStopSell: state?.stop_sell === 1,
    isClosedToArrival: state?.closed_to_arrival === 1,
    isClosedToDeparture: state?.closed_to_departure === 1,
    minStay: state?.min_stay ?? 1,
  };
}

function propertyNotFound(property: string): OpsdeskError {
  return new OpsdeskError('PROPERTY_NOT_FOUND', `there is no property ${property}`, {
    hint: 'Look for one: opsdesk hotel list',
    details: { property },
  });
}
