import type { Airport, AirportLookup } from '../catalog/airports.js';
import { layOutSeats } from '../catalog/seat-layout.js';
import { offsetMinutesAt } from '../catalog/time-zone.js';
import { instantOf } from '../catalog/wall-time.js';
import { MINUTE_MS } from '../kernel/instant.js';
import { addDays, type LocalDate } from '../kernel/local-date.js';
import { generateHotels } from './hotel-scenario.js';
import { HUBS } from './hub-network.js';
import type { HotelRows } from './load-hotels.js';
import type { PlannedFlight } from './planned-flight.js';
import { Random } from './random.js';
import { layOutTimetable, type TimetableLeg } from './timetable.js';

export const SEED_SIZES = ['small', 'medium', 'large'] as const;
export type SeedSize = (typeof SEED_SIZES)[number];

/** Flights number 2 × rotations × days: 48, 1,000 and 10,000. */
const SCHEDULES = {
  small: { hubs: [HUBS.london], rotations: 8, days: 3 },
  medium: { hubs: [HUBS.london, HUBS.newYork], rotations: 50, days: 10 },
  large: { hubs: [HUBS.london, HUBS.newYork], rotations: 250, days: 20 },
} as const;

/** Properties, and nights of each room type from the start on. */
const HOTELS = {
  small: { properties: 6, nights: 60 },
  medium: { properties: 60, nights: 90 },
  large: { properties: 300, nights: 120 },
} as const;

export interface HubOptions {
  /** A whole number; the same one gives the same world. */
  readonly seed: number;
  readonly size: SeedSize;
  /** The first day of the schedule. Everything else is counted from it. */
  readonly start: LocalDate;
  readonly airports: AirportLookup;
}

export interface World {
  readonly start: LocalDate;
  readonly airports: readonly Airport[];
  readonly carriers: readonly string[];
  /** Made anew on each iteration, always alike: no more than one flight is in memory. */
  readonly flights: Iterable<PlannedFlight>;
  /** In the cities of the network. */
  readonly hotels: HotelRows;
}

/**
 * A hub-and-spoke schedule: rotations out of the banks of one or two hubs and back in time for a later
 * bank, so that spokes connect. Nothing is random but what follows from the seed.
 */
export function generateHub(options: HubOptions): World {
  const { hubs, rotations, days } = SCHEDULES[options.size];
  const getAirport = (iata: string) => {
    const airport = options.airports(iata);
    if (!airport) throw new Error(`the seeded airport ${iata} is missing`);
    return airport;
  };
  const legs = layOutTimetable({ random: new Random(options.seed), hubs, rotations, positionOf: getAirport });
  const codes = [...new Set(legs.flatMap(({ origin, destination }) => [origin, destination]))].sort();
  const airports = new Map(codes.map((iata) => [iata, getAirport(iata)]));
  // Where most people change or stay has most of the beds.
  const cities = [HUBS.london.iata, HUBS.newYork.iata, ...codes];
  const [first = HUBS.london.iata, ...others] = new Set(cities);
  return {
    start: options.start,
    airports: [...airports.values()],
    carriers: [...new Set(legs.map(({ carrier }) => carrier))].sort(),
    flights: {
      *[Symbol.iterator]() {
        for (let day = 0; day < days; day += 1) {
          for (const leg of legs) yield flightOn(leg, addDays(options.start, day + leg.dayShift), airports);
        }
      },
    },
    hotels: generateHotels({
      ...{ seed: options.seed, start: options.start, ...HOTELS[options.size] },
      airports: [getAirport(first), ...others.map(getAirport)],
    }),
  };
}

function flightOn(leg: TimetableLeg, departureDate: LocalDate, airports: ReadonlyMap<string, Airport>): PlannedFlight {
  const { carrier, number, origin, destination, aircraft, fares } = leg;
  const zoneOf = (iata: string) => airports.get(iata)?.timeZone ?? 'UTC';
  const departure = instantOf(zoneOf(origin), { date: departureDate, minuteOfDay: leg.departureMinute });
  const arrivesAt = departure.instant + leg.blockMinutes * MINUTE_MS;
  const layout = layOutSeats(aircraft);
  if (!layout) throw new Error(`the seeded aircraft ${aircraft} is missing`);
  return {
    carrier,
    number,
    departureDate,
    origin,
    destination,
    departsAt: departure.instant,
    departsOffset: departure.offsetMinutes,
    arrivesAt,
    arrivesOffset: offsetMinutesAt(zoneOf(destination), arrivesAt),
    equipment: aircraft,
    layout,
    fares,
  };
}
