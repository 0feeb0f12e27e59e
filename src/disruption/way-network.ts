import type { ConnectionRules } from '../inventory/search/connection-rules.js';
import { MAXIMUM_CONNECTION_MINUTES } from '../inventory/search/connection-rules.js';
import { type Instant, MINUTE_MS } from '../kernel/instant.js';
import type { CabinRow, CabinUnits, ScheduledFlight } from './plan-repository.js';

/** A cabin of a flight that operates. */
export interface CabinSpace {
  readonly cabin: string;
  readonly authorised: number;
  /** Units that a plan may take. */
  readonly free: number;
  /** Its place among all capacities. */
  readonly place: number;
}

/** A flight that may be on a way. */
export interface WayFlight extends ScheduledFlight {
  readonly index: number;
  /** The best cabin first. */
  readonly cabins: readonly CabinSpace[];
  /** Free units of its emptiest cabin. */
  readonly room: number;
}

/** Flights that connect. */
export type Legs = readonly WayFlight[];

const BEST_FIRST = 'FCWY';
const NONE: readonly Legs[] = [];

/**
 * Of the ways to go on behind a flight the soonest are kept, and the soonest with room for more people than those:
 * what is left on the first flights out of a storm is a seat here and there.
 */
const ONWARD_FOR = [1, 1, 4, 9] as const;

/**
 * The timetable of a plan in memory, and the ways that it has. Where a flight leads to is worked out once for every
 * destination, and shared by all who come along.
 */
export class WayNetwork {
  readonly flights: readonly WayFlight[];
  /** Of every cabin, by its place. */
  readonly capacities: readonly number[];
  private readonly byId = new Map<number, WayFlight>();
  private readonly fromPlace = new Map<string, WayFlight[]>();
  private readonly onRoute = new Map<string, WayFlight[]>();
  /** Where the last flight of a way may come from. */
  private readonly feeders = new Map<string, Set<string>>();
  private readonly oneOnward = new Map<string, Map<number, readonly Legs[]>>();
  private readonly twoOnward = new Map<string, Map<number, readonly Legs[]>>();

  constructor(
    timetable: {
      readonly flights: readonly ScheduledFlight[];
      readonly cabins: readonly CabinRow[];
      readonly units: readonly CabinUnits[];
    },
    readonly connections: ConnectionRules,
    keepFree: number,
  ) {
    const capacities: number[] = [];
    const spaces = spacesOf(timetable.cabins, timetable.units, keepFree, capacities);
    this.capacities = capacities;
    this.flights = timetable.flights.map((flight, index) => {
      const cabins = spaces.get(flight.id) ?? [];
      return { ...flight, index, cabins, room: Math.max(0, ...cabins.map(({ free }) => free)) };
    });
    for (const flight of this.flights) {
      this.byId.set(flight.id, flight);
      push(this.fromPlace, flight.origin, flight);
      push(this.onRoute, flight.origin + flight.destination, flight);
      if (flight.room === 0) continue;
      const known = this.feeders.get(flight.destination);
      if (known) known.add(flight.origin);
      else this.feeders.set(flight.destination, new Set([flight.origin]));
    }
  }

  find(flightId: number): WayFlight | undefined {
    return this.byId.get(flightId);
  }

  /** All flights between two places, those without a free unit among them, by departure. */
  direct(origin: string, destination: string, from: Instant, until: Instant): WayFlight[] {
    const flights = this.onRoute.get(origin + destination) ?? [];
    return flights.slice(firstFrom(flights, from), firstFrom(flights, until + 1));
  }

  /** The flights with space that leave a place, by departure. */
  leaving(origin: string, from: Instant, until: Instant): WayFlight[] {
    const flights = this.fromPlace.get(origin) ?? [];
    return flights.slice(firstFrom(flights, from), firstFrom(flights, until + 1)).filter(({ room }) => room > 0);
  }

  /** The soonest flights to a place that connect with one. */
  onward(flight: WayFlight, destination: string): readonly Legs[] {
    const known = memoOf(this.oneOnward, destination);
    let ways = known.get(flight.index);
    if (!ways) {
      ways = this.findOneOnward(flight, destination);
      known.set(flight.index, ways);
    }
    return ways;
  }

  /** The soonest ways to a place that connect with a flight and change once more. */
  onwardByTwo(flight: WayFlight, destination: string): readonly Legs[] {
    const known = memoOf(this.twoOnward, destination);
    let ways = known.get(flight.index);
    if (!ways) {
      ways = this.findTwoOnward(flight, destination);
      known.set(flight.index, ways);
    }
    return ways;
  }

  private findOneOnward(flight: WayFlight, destination: string): readonly Legs[] {
    const flights = this.onRoute.get(flight.destination + destination);
    if (!flights || destination === flight.origin) return NONE;
    const onward = new Onward();
    for (const next of this.connecting(flight, flights)) onward.add([next], next.arrives_at, next.room);
    return onward.soonest();
  }

  private findTwoOnward(flight: WayFlight, destination: string): readonly Legs[] {
    const feeders = this.feeders.get(destination);
    const flights = this.fromPlace.get(flight.destination);
    if (!feeders || !flights || destination === flight.origin) return NONE;
    const onward = new Onward();
    for (const middle of this.connecting(flight, flights)) {
      if (middle.departs_at > onward.latest) break;
      const isDetour = middle.destination === flight.origin || middle.destination === destination;
      if (isDetour || !feeders.has(middle.destination)) continue;
      for (const [last] of this.onward(middle, destination)) {
        if (!last || last.destination === flight.destination) continue;
        onward.add([middle, last], last.arrives_at, Math.min(middle.room, last.room));
      }
    }
    return onward.soonest();
  }

  private *connecting(arriving: WayFlight, flights: readonly WayFlight[]): Generator<WayFlight> {
    const until = arriving.arrives_at + MAXIMUM_CONNECTION_MINUTES * MINUTE_MS;
    for (let at = firstFrom(flights, arriving.arrives_at); at < flights.length; at += 1) {
      const next = flights[at] as WayFlight;
      if (next.departs_at > until) return;
      if (next.room > 0 && this.connections.isConnection(arriving, next)) yield next;
    }
  }
}

/** The soonest ways to go on, for people who are few and for people who are many. */
class Onward {
  private readonly slots: ({ readonly legs: Legs; readonly arrives: Instant; readonly room: number } | undefined)[] =
    ONWARD_FOR.map(() => undefined);

  /** Nothing that arrives later than this will be kept. */
  get latest(): Instant {
    return Math.max(...this.slots.map((slot) => slot?.arrives ?? Number.POSITIVE_INFINITY));
  }

  /** What is put out of its place looks for the next one. */
  add(legs: Legs, arrives: Instant, room: number): void {
    let way = { legs, arrives, room };
    for (const [at, people] of ONWARD_FOR.entries()) {
      const slot = this.slots[at];
      if (way.room < people || (slot && slot.arrives <= way.arrives)) continue;
      this.slots[at] = way;
      if (!slot) return;
      way = slot;
    }
  }

  soonest(): readonly Legs[] {
    const found = this.slots.flatMap((slot) => (slot ? [slot] : []));
    return found.length === 0 ? NONE : found.sort((a, b) => a.arrives - b.arrives).map(({ legs }) => legs);
  }
}

function spacesOf(
  cabins: readonly CabinRow[],
  units: readonly CabinUnits[],
  keepFree: number,
  capacities: number[],
): Map<number, CabinSpace[]> {
  const open = new Map<string, number>();
  for (const { flight_id, cabin, units: count } of units) {
    const key = `${flight_id} ${cabin}`;
    open.set(key, (open.get(key) ?? 0) + count);
  }
  const rank = ({ cabin }: CabinRow) => BEST_FIRST.indexOf(cabin);
  const spaces = new Map<number, CabinSpace[]>();
  for (const row of cabins.toSorted((a, b) => a.flight_id - b.flight_id || rank(a) - rank(b))) {
    const free = Math.max(0, (open.get(`${row.flight_id} ${row.cabin}`) ?? 0) - keepFree);
    push(spaces, row.flight_id, { cabin: row.cabin, authorised: row.authorised, free, place: capacities.length });
    capacities.push(free);
  }
  return spaces;
}

/** Above zero where the first cabin is better than the second. */
export function cabinsBetter(a: string, b: string): number {
  return BEST_FIRST.indexOf(b) - BEST_FIRST.indexOf(a);
}

function memoOf(memo: Map<string, Map<number, readonly Legs[]>>, destination: string) {
  let known = memo.get(destination);
  if (!known) {
    known = new Map();
    memo.set(destination, known);
  }
  return known;
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}

/** Where the flights begin that leave at an instant or later. @param flights by departure */
function firstFrom(flights: readonly ScheduledFlight[], instant: Instant): number {
  let low = 0;
  let high = flights.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((flights[middle] as ScheduledFlight).departs_at < instant) low = middle + 1;
    else high = middle;
  }
  return low;
}
