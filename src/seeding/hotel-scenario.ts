import type { Airport } from '../catalog/airports.js';
import { greatCircleKm } from '../catalog/great-circle.js';
import type { PropertyAirportRow, PropertyRow, RatePlanRow, RoomTypeRow } from '../database/hotel-schema.js';
import { addDays, type LocalDate } from '../kernel/local-date.js';
import { formatPolicy, parsePolicyText } from '../pricing/cancellation-policy.js';
import { priceOn } from './hotel-calendar.js';
import {
  cityCode,
  EXTRAS,
  HOUSE_CLASSES,
  HOUSE_NAMES,
  type HouseClass,
  ROOM_KINDS,
  SUITES_FROM_STARS,
} from './hotel-network.js';
import type { HotelRows, NewNight } from './load-hotels.js';
import { Random } from './random.js';

export interface HotelOptions {
  readonly seed: number;
  readonly properties: number;
  /** From the start on. */
  readonly nights: number;
  readonly start: LocalDate;
  /** Where there are properties, the first ones more often. */
  readonly airports: readonly [Airport, ...Airport[]];
}

/** Properties must not take numbers out of the stream that the flights and bookings of a seed follow from. */
const OWN_STREAM = 0x407e1;
/** A booking has one currency: beside the seeded flights, which are sold in dollars, stays must be in it too. */
const CURRENCY = 'USD';
const NEAR_KM = 60;
const FLEXIBLE = formatPolicy(parsePolicyText('48h=100 24h=50'));
const NON_REFUNDABLE = formatPolicy([]);

interface House {
  readonly property: PropertyRow;
  readonly airports: readonly PropertyAirportRow[];
  readonly rooms: readonly { readonly type: RoomTypeRow; readonly rateMinor: number; readonly allotment: number }[];
  readonly hasBreakfast: boolean;
}

/** The hotels of a world, with ids from 1. Nights are made anew on each iteration. */
export function generateHotels(options: HotelOptions): HotelRows {
  const random = new Random(options.seed + OWN_STREAM);
  const houses = Array.from({ length: options.properties }, (_, index) => makeHouse(random, options, index));
  const rooms = houses.flatMap((house) => house.rooms);
  return {
    properties: houses.map(({ property }) => property),
    airports: houses.flatMap(({ airports }) => airports),
    roomTypes: rooms.map(({ type }) => type),
    plans: houses.flatMap((house) => house.rooms.flatMap(({ type }) => plansOf(type.id, house.hasBreakfast))),
    nights: {
      *[Symbol.iterator]() {
        for (const room of rooms) yield* nightsOf(room, options);
      },
    },
  };
}

function makeHouse(random: Random, { airports }: HotelOptions, index: number): House {
  const site = siteOf(airports, index);
  const { airport, nth } = site;
  const kind = HOUSE_CLASSES[index % HOUSE_CLASSES.length] ?? HOUSE_CLASSES[0];
  const extras = EXTRAS.filter(() => random.below(3) === 0);
  // Some kilometres from the runways, in hundredths of a degree.
  const latitude = Math.round((airport.latitude + random.between(-12, 12) / 100) * 10_000) / 10_000;
  const longitude = Math.round((airport.longitude + random.between(-12, 12) / 100) * 10_000) / 10_000;
  const property: PropertyRow = {
    id: index + 1,
    code: `${cityCode(airport.iata)}-${String(nth).padStart(2, '0')}`,
    name: `${HOUSE_NAMES[(site.offset + nth - 1) % HOUSE_NAMES.length]} ${airport.city}`,
    ...{ city: airport.city, country: airport.country, time_zone: airport.timeZone, latitude, longitude },
    stars: kind.stars,
    rating_tenths: random.between(...kind.rating),
    amenities: `,${[...kind.amenities, ...extras].sort().join(',')},`,
    ...{ currency: CURRENCY, cancellation_policy: FLEXIBLE },
    min_stay_rule: index % 3 === 2 ? 'through' : 'arrival',
    version: 1,
  };
  const near = airports.map((each) => ({ iata: each.iata, km: Math.round(greatCircleKm(property, each)) }));
  return {
    property,
    airports: near
      .filter(({ km }) => km <= NEAR_KM)
      .map(({ iata, km }) => ({ property_id: property.id, airport: iata, distance_km: km })),
    rooms: makeRooms(random, property, kind),
    hasBreakfast: extras.includes('breakfast'),
  };
}

/** Two houses in the first city, then one in each, and so on: the smallest world too has a city with a choice. */
function siteOf(airports: HotelOptions['airports'], index: number) {
  const round = Math.floor((index - 1) / airports.length) + 1;
  const place = index === 0 ? 0 : (index - 1) % airports.length;
  return { airport: airports[place] ?? airports[0], nth: place === 0 ? round + 1 : round, offset: place * 5 };
}

function makeRooms(random: Random, property: PropertyRow, { stars, rate }: HouseClass): House['rooms'] {
  const doubleRate = random.between(...rate);
  const kinds = ROOM_KINDS.filter(({ code }) => code !== 'STE' || stars >= SUITES_FROM_STARS);
  return kinds.map(({ code, name, maxGuests, ratePercent, rooms }, index) => ({
    type: {
      id: (property.id - 1) * ROOM_KINDS.length + index + 1,
      ...{ property_id: property.id, code, name, max_guests: maxGuests },
    },
    // Whole units of the currency.
    rateMinor: Math.round((doubleRate * ratePercent) / 100) * 100,
    allotment: random.between(...rooms),
  }));
}

function plansOf(roomTypeId: number, hasBreakfast: boolean): RatePlanRow[] {
  const plan = (code: string, name: string, points: number, policy: string, board: string): RatePlanRow => ({
    ...{ room_type_id: roomTypeId, code, name, price_basis_points: points, cancellation_policy: policy, board },
  });
  return [
    plan('FLEX', 'Flexible', 10_000, FLEXIBLE, 'RO'),
    plan('SAVER', 'Saver', 9_000, NON_REFUNDABLE, 'RO'),
    ...(hasBreakfast ? [plan('FLEXBB', 'Flexible with breakfast', 11_500, FLEXIBLE, 'BB')] : []),
  ];
}

function* nightsOf({ type, rateMinor, allotment }: House['rooms'][number], options: HotelOptions): Generator<NewNight> {
  for (let day = 0; day < options.nights; day += 1) {
    const night = addDays(options.start, day);
    yield {
      ...{ room_type_id: type.id, night, allotment, overbooking: 0 },
      price_minor: priceOn(night, rateMinor),
      // Counted from the start, as flights are: a world is the same on any day.
      min_stay: day % 14 === 13 && type.code === 'STE' ? 2 : 1,
    };
  }
}
