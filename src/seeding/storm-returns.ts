import type { Cabin } from '../catalog/aircraft.js';
import { greatCircleKm } from '../catalog/great-circle.js';
import { layOutCabins, layOutSeats, type SeatLayout } from '../catalog/seat-layout.js';
import { tariffFor } from '../catalog/tariff.js';
import { offsetMinutesAt } from '../catalog/time-zone.js';
import { instantOf } from '../catalog/wall-time.js';
import type { FlightCabinRow, FlightRow } from '../database/schema.js';
import { HOUR_MS, type Instant, localDateOf, MINUTE_MS } from '../kernel/instant.js';
import { addDays } from '../kernel/local-date.js';
import { FlightNumbers } from './flight-numbers.js';
import { type PlannedFlight, refOfPlanned } from './planned-flight.js';
import type { StormSchedule } from './storm-schedule.js';

const HUBS = 20;
const TURN_MINUTES = 50;
const LONG_TURN_MINUTES = 80;
const LONG_BLOCK_MS = 4 * HOUR_MS;
/** Nobody is sent off between these minutes of the night: the aircraft waits for the morning. */
const LAST_DEPARTURE_MINUTE = 1_410;
const FIRST_DEPARTURE_MINUTE = 330;
const MORNING_MINUTE = 360;
/** The aircraft of a night leave one behind the other. */
const MORNING_STEP_MINUTES = 5;
const MORNING_SLOTS = 18;

/** The schedule with what the storm is played with: places to change at, and the flights back. */
export interface StormNetwork {
  /** The busiest destinations by their seats, that no flight of the schedule leaves from. */
  readonly hubs: readonly string[];
  readonly returns: readonly PlannedFlight[];
  readonly numbers: FlightNumbers;
}

/** A flight back for each flight to one of the busiest destinations, by the same aircraft, on the days of the schedule. */
export function layOutReturns(schedule: StormSchedule): StormNetwork {
  const numbers = new FlightNumbers(schedule.flights);
  const hubs = findHubs(schedule);
  const isHub = new Set(hubs);
  const returns: PlannedFlight[] = [];
  const flown = new Set<string>();
  for (const flight of schedule.flights) {
    if (!isHub.has(flight.destination)) continue;
    let back = flyBack(schedule, flight, numbers, returns.length);
    // What waited for the morning may meet the flight of that day.
    if (flown.has(refOfPlanned(back))) back = flyBack(schedule, flight, numbers, returns.length, ' again');
    flown.add(refOfPlanned(back));
    if (back.departureDate <= schedule.lastDay) returns.push(back);
  }
  return { hubs, returns, numbers };
}

function findHubs({ flights, cabins }: StormSchedule): string[] {
  const homes = new Set(flights.map(({ origin }) => origin));
  const seats = new Map<string, number>();
  for (const { id, destination } of flights) {
    if (!homes.has(destination)) seats.set(destination, (seats.get(destination) ?? 0) + seatsOf(cabins.get(id)));
  }
  const busiest = [...seats].sort(([a, ofA], [b, ofB]) => ofB - ofA || (a < b ? -1 : 1));
  return busiest.slice(0, HUBS).map(([airport]) => airport);
}

export function seatsOf(cabins: readonly FlightCabinRow[] | undefined): number {
  return (cabins ?? []).reduce((sum, { capacity }) => sum + capacity, 0);
}

function flyBack(
  schedule: StormSchedule,
  flight: FlightRow,
  numbers: FlightNumbers,
  place: number,
  again = '',
): PlannedFlight {
  const { carrier, number, origin: home, destination: hub, equipment } = flight;
  const blockMs = flight.arrives_at - flight.departs_at;
  const turnMinutes = blockMs > LONG_BLOCK_MS ? LONG_TURN_MINUTES : TURN_MINUTES;
  const line = `${number} ${home}-${hub}${again}`;
  return fly(schedule, {
    ...{ carrier, number: numbers.of(carrier, line, Number.parseInt(number, 10) + 1) },
    ...{ origin: hub, destination: home, equipment },
    departsAt: byDay(schedule, hub, flight.arrives_at + turnMinutes * MINUTE_MS, place),
    blockMs,
    layout: layoutOf(equipment, schedule.cabins.get(flight.id) ?? []),
  });
}

/** The same instant, or the morning behind the night that it falls into. */
function byDay({ airports }: StormSchedule, airport: string, at: Instant, place: number): Instant {
  const zone = airports.get(airport)?.time_zone ?? 'UTC';
  const offset = offsetMinutesAt(zone, at);
  const minute = (at / MINUTE_MS + offset) % 1_440;
  if (minute >= FIRST_DEPARTURE_MINUTE && minute < LAST_DEPARTURE_MINUTE) return at;
  const date = addDays(localDateOf(at, offset), minute < FIRST_DEPARTURE_MINUTE ? 0 : 1);
  const minuteOfDay = MORNING_MINUTE + (place % MORNING_SLOTS) * MORNING_STEP_MINUTES;
  return instantOf(zone, { date, minuteOfDay }).instant;
}

export interface NewFlight extends Pick<PlannedFlight, 'carrier' | 'number' | 'origin' | 'destination'> {
  readonly equipment: string;
  readonly departsAt: Instant;
  readonly blockMs: number;
  readonly layout: SeatLayout;
}

/** A flight at its fares by distance, with the clocks of its airports. */
export function fly({ airports }: StormSchedule, flight: NewFlight): PlannedFlight {
  const { departsAt, blockMs, layout, origin, destination, ...rest } = flight;
  const [from, to] = [airports.get(origin), airports.get(destination)];
  if (!from || !to)
    throw new Error(`the database has flights between ${origin} and ${destination}, and not both airports`);
  const arrivesAt = departsAt + blockMs;
  const departsOffset = offsetMinutesAt(from.time_zone, departsAt);
  const cabins = layout.cabins.map(({ cabin, capacity }) => ({ cabin, seats: capacity }));
  return {
    ...rest,
    ...{ origin, destination, layout, departsAt, departsOffset, arrivesAt },
    departureDate: localDateOf(departsAt, departsOffset),
    arrivesOffset: offsetMinutesAt(to.time_zone, arrivesAt),
    fares: tariffFor(cabins, { distanceKm: greatCircleKm(from, to) }),
  };
}

/** The seats that the flight in has. */
function layoutOf(equipment: string, cabins: readonly FlightCabinRow[]): SeatLayout {
  const sizes = cabins.map(({ cabin, capacity }) => ({ cabin: cabin as Cabin, seats: capacity }));
  const usual = layOutSeats(equipment, seatsOf(cabins));
  const isUsual =
    usual?.cabins.length === sizes.length &&
    usual.cabins.every(({ cabin, capacity }, at) => sizes[at]?.cabin === cabin && sizes[at]?.seats === capacity);
  const layout = isUsual ? usual : layOutCabins(equipment, sizes);
  if (!layout) throw new Error(`a flight by ${equipment} has no cabins`);
  return layout;
}
