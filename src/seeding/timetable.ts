import { getAircraft } from '../catalog/aircraft.js';
import { greatCircleKm, type Position } from '../catalog/great-circle.js';
import { type Fare, tariffFor } from '../catalog/tariff.js';
import { HUBS, type Hub, type Station, TRUNK } from './hub-network.js';
import type { Random } from './random.js';

/** One flight of the timetable; it flies once for each day of the schedule. */
export interface TimetableLeg {
  readonly carrier: string;
  readonly number: string;
  readonly origin: string;
  readonly destination: string;
  /** Days behind the day on which the rotation leaves its hub. */
  readonly dayShift: number;
  /** Local wall time of departure, in minutes since midnight. */
  readonly departureMinute: number;
  readonly blockMinutes: number;
  readonly aircraft: string;
  readonly fares: readonly Fare[];
}

export interface TimetableOptions {
  readonly random: Random;
  readonly hubs: readonly [Hub, ...Hub[]];
  /** Rotations, out and back, that start each day. */
  readonly rotations: number;
  readonly positionOf: (iata: string) => Position;
}

const CRUISE_KM_PER_MINUTE = 14;
/** Taxi, climb, approach, taxi. */
const GROUND_MINUTES = 35;
const LONG_HAUL_KM = 4_500;
const CONNECTION_MINUTES = 60;
/** No departure falls between these hours of the night, nor so into any jump of the clocks. */
const FIRST_DEPARTURE_MINUTE = 330;
const LAST_DEPARTURE_MINUTE = 1_410;
const DAY_MINUTES = 1_440;

/** The legs of every rotation, outbound and back; the trunk between the hubs comes first. */
export function layOutTimetable(options: TimetableOptions): TimetableLeg[] {
  const { hubs, rotations } = options;
  const legs = rotation(options, HUBS.london, HUBS.newYork, {
    number: TRUNK.number,
    aircraft: TRUNK.aircraft,
    departureMinute: HUBS.london.banks[0],
    hasSaver: false,
  });
  const others = rotations - 1;
  hubs.forEach((hub, index) => {
    const share = Math.floor(others / hubs.length) + (index < others % hubs.length ? 1 : 0);
    legs.push(...hubRotations(options, hub, share));
  });
  return legs;
}

function hubRotations(options: TimetableOptions, hub: Hub, count: number): TimetableLeg[] {
  const { random } = options;
  const spokes = random.shuffle(hub.spokes.slice(0, Math.max(count, 1)));
  return Array.from({ length: count }, (_, index) => {
    const spoke = spokes[index % spokes.length] as Station;
    const distanceKm = distance(options, hub, spoke);
    const types = hub.fleet.find(({ upToKm }) => distanceKm <= upToKm)?.types ?? ['777-300ER' as const];
    const bank = random.pick(hub.banks);
    return rotation(options, hub, spoke, {
      number: hub.firstNumber + index * 2,
      aircraft: random.pick(types),
      departureMinute: bank + 5 * random.between(1, 11),
      hasSaver: random.below(3) === 0,
    });
  }).flat();
}

/** From gate to gate, as timetables round it. */
export function blockMinutesOver(distanceKm: number): number {
  return Math.ceil((distanceKm / CRUISE_KM_PER_MINUTE + GROUND_MINUTES) / 5) * 5;
}

interface Outbound {
  readonly number: number;
  readonly aircraft: string;
  readonly departureMinute: number;
  readonly hasSaver: boolean;
}

function rotation(options: TimetableOptions, hub: Hub, spoke: Station, outbound: Outbound): TimetableLeg[] {
  const { random } = options;
  const { number, aircraft, departureMinute, hasSaver } = outbound;
  const distanceKm = distance(options, hub, spoke);
  const blockMinutes = blockMinutesOver(distanceKm);
  const demandBasisPoints = 100 * random.between(80, 130);
  const fares = tariffFor(getAircraft(aircraft).cabins, { distanceKm, demandBasisPoints, hasSaver, isManaged: true });
  const turnMinutes = distanceKm > LONG_HAUL_KM ? 90 : 40;
  const readyUtc = departureMinute - hub.standardOffset + blockMinutes + turnMinutes;
  const back = chooseReturn(hub, spoke, { readyUtc, blockMinutes, earlyMinutes: 5 * random.below(8) });
  const same = { carrier: hub.carrier, blockMinutes, aircraft, fares };
  return [
    { ...same, number: String(number), origin: hub.iata, destination: spoke.iata, dayShift: 0, departureMinute },
    { ...same, number: String(number + 1), origin: spoke.iata, destination: hub.iata, ...back },
  ];
}

/**
 * The first return that comes in ahead of a bank, so that its passengers connect, and that leaves the
 * spoke by day. Minutes of UTC count from the midnight of the day of the outbound flight.
 */
function chooseReturn(
  hub: Hub,
  spoke: Station,
  from: { readyUtc: number; blockMinutes: number; earlyMinutes: number },
): Pick<TimetableLeg, 'dayShift' | 'departureMinute'> {
  for (let day = 0; day < 4; day += 1) {
    for (const bank of hub.banks) {
      const arrivalUtc = day * DAY_MINUTES + bank - CONNECTION_MINUTES - from.earlyMinutes - hub.standardOffset;
      const departureUtc = arrivalUtc - from.blockMinutes;
      const local = departureUtc + spoke.standardOffset;
      const departureMinute = ((local % DAY_MINUTES) + DAY_MINUTES) % DAY_MINUTES;
      const isByDay = departureMinute >= FIRST_DEPARTURE_MINUTE && departureMinute <= LAST_DEPARTURE_MINUTE;
      if (departureUtc >= from.readyUtc && isByDay) {
        return { dayShift: Math.floor(local / DAY_MINUTES), departureMinute };
      }
    }
  }
  throw new Error(`no bank of ${hub.iata} takes a flight from ${spoke.iata}`);
}

function distance(options: TimetableOptions, from: Station, to: Station): number {
  return greatCircleKm(options.positionOf(from.iata), options.positionOf(to.iata));
}
