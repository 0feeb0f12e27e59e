import { getAircraft } from '../catalog/aircraft.js';
import { greatCircleKm } from '../catalog/great-circle.js';
import { layOutSeats } from '../catalog/seat-layout.js';
import type { AirportRow, FlightRow } from '../database/schema.js';
import { localDateOf, MINUTE_MS } from '../kernel/instant.js';
import type { LocalDate } from '../kernel/local-date.js';
import { HUBS } from './hub-network.js';
import type { PlannedFlight } from './planned-flight.js';
import type { Random } from './random.js';
import { fly, type StormNetwork, seatsOf } from './storm-returns.js';
import type { StormSchedule } from './storm-schedule.js';
import { blockMinutesOver } from './timetable.js';

/** Of all passengers so many change at one of the hubs. */
export const CONNECTING_SHARE = 0.2;
/** Of the seats back so many are taken by who also flies out within the days of the schedule. */
export const ROUND_TRIP_SHARE = 0.6;
/** Nobody can fill a flight with more connecting passengers than this share of those who come in. */
export const MOST_CONNECTING = 0.6;

const MOST_BANKS = 4;
const ARRIVALS_PER_BANK = 6;
/** Who comes in later, by local clocks, finds no bank any more. */
const LAST_ARRIVAL_MINUTE = 1_290;
const LAST_DEPARTURE_MINUTE = 1_410;
/** The flights of a bank leave one behind the other. */
const STEP_MINUTES = 5;
const FIRST_NUMBER = 7_001;
/** How much longer than the direct way the way over a hub may be. */
const LONGEST_DETOUR = 2;
const LEAST_DESTINATIONS = 6;
const MOST_DESTINATIONS = 18;

/**
 * Onward flights out of the hubs, in banks that follow those arrivals of the schedule that connect with them: as many
 * seats as it takes for a fifth of all passengers to change.
 */
export function layOutBanks(schedule: StormSchedule, network: StormNetwork, random: Random): PlannedFlight[] {
  const byHub = network.hubs.map((hub) => arrivalsByDay(schedule, hub));
  const share = onwardShare(
    schedule,
    network,
    byHub.flatMap((days) => [...days.values()].flat()),
  );
  return network.hubs.flatMap((hub, index) => {
    const planner = new HubBanks(schedule, network, hub, index, random);
    return [...(byHub[index] ?? [])].flatMap(([, arrivals]) => planner.ofDay(arrivals, share));
  });
}

/** Onward seats for each seat that comes in. */
function onwardShare({ flights, cabins }: StormSchedule, { returns }: StormNetwork, arrivals: readonly FlightRow[]) {
  const sum = (rows: readonly FlightRow[]) => rows.reduce((seats, { id }) => seats + seatsOf(cabins.get(id)), 0);
  const back = returns.reduce((seats, { layout }) => seats + layout.seats.length, 0);
  const connecting = CONNECTING_SHARE * (sum(flights) + (1 - ROUND_TRIP_SHARE) * back);
  return Math.min(MOST_CONNECTING, connecting / Math.max(1, sum(arrivals)));
}

/** The arrivals at a hub that are early enough to go on the same day, by their local day, in the order of their times. */
function arrivalsByDay({ flights, lastDay }: StormSchedule, hub: string): Map<LocalDate, FlightRow[]> {
  const days = new Map<LocalDate, FlightRow[]>();
  const arrivals = flights.filter(({ destination }) => destination === hub);
  for (const flight of arrivals.toSorted((a, b) => a.arrives_at - b.arrives_at)) {
    const day = localDateOf(flight.arrives_at, flight.arrives_offset);
    if (day > lastDay || localMinute(flight.arrives_at, flight.arrives_offset) > LAST_ARRIVAL_MINUTE) continue;
    days.set(day, [...(days.get(day) ?? []), flight]);
  }
  return days;
}

function localMinute(instant: number, offsetMinutes: number): number {
  return (instant / MINUTE_MS + offsetMinutes) % 1_440;
}

class HubBanks {
  private readonly destinations: readonly string[];
  /** Seats that the banks so far were too small for. */
  private owed = 0;

  constructor(
    private readonly schedule: StormSchedule,
    private readonly network: StormNetwork,
    private readonly hub: string,
    index: number,
    private readonly random: Random,
  ) {
    const found = rankDestinations(schedule, hub);
    const turn = index % Math.max(1, found.length);
    this.destinations = [...found.slice(turn), ...found.slice(0, turn)];
  }

  ofDay(arrivals: readonly FlightRow[], share: number): PlannedFlight[] {
    const banks = Math.max(1, Math.min(MOST_BANKS, Math.round(arrivals.length / ARRIVALS_PER_BANK)));
    const flights: PlannedFlight[] = [];
    for (let bank = 0; bank < banks; bank += 1) {
      const from = Math.floor((bank * arrivals.length) / banks);
      const feeders = arrivals.slice(from, Math.floor(((bank + 1) * arrivals.length) / banks));
      flights.push(...this.ofBank(feeders, share, flights.length));
    }
    return flights;
  }

  /** @param place how many flights the day has already: lines are the same from day to day */
  private ofBank(feeders: readonly FlightRow[], share: number, place: number): PlannedFlight[] {
    const last = feeders.at(-1);
    if (!last || this.destinations.length === 0) return [];
    this.owed += share * feeders.reduce((sum, { id }) => sum + seatsOf(this.schedule.cabins.get(id)), 0);
    const flights: PlannedFlight[] = [];
    for (;;) {
      const at = place + flights.length;
      const flight = this.onward(feeders, last, at, flights.length);
      if (this.owed < flight.layout.seats.length / 2) return flights;
      const isToday = localMinute(flight.departsAt, flight.departsOffset) <= LAST_DEPARTURE_MINUTE;
      if (!isToday || flight.departureDate !== localDateOf(last.arrives_at, last.arrives_offset)) return flights;
      this.owed -= flight.layout.seats.length;
      flights.push(flight);
    }
  }

  private onward(feeders: readonly FlightRow[], last: FlightRow, at: number, step: number): PlannedFlight {
    const { schedule, network, hub, random } = this;
    const destination = this.destinations[at % this.destinations.length] as string;
    const distanceKm = greatCircleKm(airportOf(schedule, hub), airportOf(schedule, destination));
    const types = HUBS.newYork.fleet.find(({ upToKm }) => distanceKm <= upToKm)?.types ?? (['777-300ER'] as const);
    const equipment = random.pick(types);
    const { carrier } = random.pick(feeders as readonly [FlightRow, ...FlightRow[]]);
    const layout = layOutSeats(getAircraft(equipment).name);
    if (!layout) throw new Error(`the aircraft ${equipment} is missing`);
    const leaves = { ...last, origin: hub, destination };
    const waitMinutes = schedule.rules.minimumMinutes(last, leaves) + STEP_MINUTES * step;
    return fly(schedule, {
      ...{ carrier, number: network.numbers.of(carrier, `${hub} bank ${at}`, FIRST_NUMBER) },
      ...{ origin: hub, destination, equipment, layout },
      departsAt: last.arrives_at + waitMinutes * MINUTE_MS,
      blockMs: blockMinutesOver(distanceKm) * MINUTE_MS,
    });
  }
}

/** Where people go on to from a hub: the busiest destinations of the schedule that are not too far out of the way. */
function rankDestinations(schedule: StormSchedule, hub: string): string[] {
  const homes = new Map<string, number>();
  const seats = new Map<string, number>();
  for (const { id, origin, destination } of schedule.flights) {
    const count = seatsOf(schedule.cabins.get(id));
    homes.set(origin, (homes.get(origin) ?? 0) + count);
    seats.set(destination, (seats.get(destination) ?? 0) + count);
  }
  const [home] = [...homes].sort(([a, ofA], [b, ofB]) => ofB - ofA || (a < b ? -1 : 1))[0] ?? [''];
  const [start, change] = [airportOf(schedule, home), airportOf(schedule, hub)];
  const detour = (iata: string) => {
    const end = airportOf(schedule, iata);
    return (greatCircleKm(start, change) + greatCircleKm(change, end)) / Math.max(1, greatCircleKm(start, end));
  };
  const places = [...seats]
    .filter(([iata]) => iata !== hub && !homes.has(iata))
    .map(([iata, count]) => ({ iata, count, detour: detour(iata) }));
  const near = places.filter((place) => place.detour <= LONGEST_DETOUR);
  const chosen =
    near.length >= LEAST_DESTINATIONS
      ? near
      : places.toSorted((a, b) => a.detour - b.detour || (a.iata < b.iata ? -1 : 1)).slice(0, LEAST_DESTINATIONS);
  return chosen
    .toSorted((a, b) => b.count - a.count || (a.iata < b.iata ? -1 : 1))
    .slice(0, MOST_DESTINATIONS)
    .map(({ iata }) => iata);
}

function airportOf({ airports }: StormSchedule, iata: string): AirportRow {
  const airport = airports.get(iata);
  if (!airport) throw new Error(`airport ${iata} is missing`);
  return airport;
}
