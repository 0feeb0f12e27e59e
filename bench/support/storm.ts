import type { Group, Instance, Option } from '../../src/disruption/solve/instance.js';
import { Random } from '../../src/seeding/random.js';

const DAY = 24 * 60;
const DAYS = 3;
const HUBS = 3;
const DEPARTURES_A_DAY = 2;
const SEATS_BY_CABIN = [150, 24, 10] as const;
const FREE_SHARE_PERCENT = 19;
const CANCELLED_PERCENT = 75;
const WAYS_PER_GROUP = 16;
const CONNECTION = 45;
const LONGEST_CONNECTION = 6 * 60;
/** Minor units for an hour of a passenger's delay, by tier, and how many in a hundred passengers have it. */
const TIERS = [
  { hour: 2_000, share: 70 },
  { hour: 3_000, share: 16 },
  { hour: 5_000, share: 10 },
  { hour: 8_000, share: 4 },
] as const;
/** What a passenger's ticket comes back at, in minor units, by cabin: that of a connection is half as much again. */
const FARES = [
  [18_000, 30_000, 45_000, 70_000],
  [60_000, 90_000],
  [150_000, 220_000],
] as const;
const GOODWILL = 100_000;
const EXTRA_CONNECTION = 4_000;
const DOWNGRADE = 20_000;
const OVERNIGHT = 12_000;
const MEAL = 1_500;
const PROTECTED_WEIGHT = 3;

interface Flight {
  readonly origin: number;
  readonly destination: number;
  /** Minutes from the first midnight. */
  readonly departs: number;
  readonly arrives: number;
  /** The place of its first cabin in the capacities; undefined where it was cancelled. */
  readonly capacity: number | undefined;
}

interface Way {
  readonly arrives: number;
  readonly capacities: readonly number[];
}

/**
 * A day of a network of hubs and spokes on which a storm cancels three flights of four, and the free seats of the
 * days after it: for about half of the people there is none. Groups of one cancelled flight with one destination,
 * cabin, tier and fare have the same ways at the same cost per passenger, as bookings have. The same for one seed.
 */
export function makeStorm(seed: number, passengers: number): Instance {
  const random = new Random(seed);
  const capacities: number[] = [];
  // Of the flights between each spoke and its two hubs, both ways: 150 people on each that was cancelled.
  const spokes = Math.max(4, Math.round(passengers / 150 / (4 * DEPARTURES_A_DAY) / (CANCELLED_PERCENT / 100)));
  const flights = makeFlights(random, spokes, capacities);
  const network = new Network(flights);
  const cancelled = flights.filter(({ capacity }) => capacity === undefined);
  const groups: Group[] = [];
  for (let left = passengers; left > 0; ) {
    const flight = cancelled[random.below(cancelled.length)] as Flight;
    const size = Math.min(left, sizeOf(random));
    groups.push(makeGroup(random, network, flight, size, spokes));
    left -= size;
  }
  return { capacities, groups };
}

function makeFlights(random: Random, spokes: number, capacities: number[]): Flight[] {
  const flights: Flight[] = [];
  const add = (origin: number, destination: number, departs: number, minutes: number) => {
    const isCancelled = departs < DAY && random.below(100) < CANCELLED_PERCENT;
    const capacity = isCancelled ? undefined : capacities.length;
    if (!isCancelled) capacities.push(...SEATS_BY_CABIN.map((seats) => freeSeats(random, seats)));
    flights.push({ origin, destination, departs, arrives: departs + minutes, capacity });
  };
  const link = (a: number, b: number, perDay: number) => {
    const minutes = 60 + random.below(180);
    for (let at = 0; at < DAYS * perDay; at += 1) {
      const departs =
        Math.floor(at / perDay) * DAY + 360 + Math.floor((840 / perDay) * (at % perDay)) + random.below(90);
      add(a, b, departs, minutes);
      add(b, a, departs + minutes + 45, minutes);
    }
  };
  for (let a = 0; a < HUBS; a += 1) for (let b = a + 1; b < HUBS; b += 1) link(a, b, 8);
  for (let spoke = 0; spoke < spokes; spoke += 1) {
    link(spoke % HUBS, HUBS + spoke, DEPARTURES_A_DAY);
    link((spoke + 1) % HUBS, HUBS + spoke, DEPARTURES_A_DAY);
  }
  return flights;
}

/** From nothing to twice the mean. */
function freeSeats(random: Random, seats: number): number {
  return Math.round((seats * random.below(2 * FREE_SHARE_PERCENT + 1)) / 100);
}

function sizeOf(random: Random): number {
  const draw = random.below(100);
  if (draw < 48) return 1;
  if (draw < 76) return 2;
  if (draw < 86) return 3;
  if (draw < 94) return 4;
  return random.between(5, 9);
}

function makeGroup(random: Random, network: Network, flight: Flight, size: number, spokes: number): Group {
  // Half of those who were to land at a hub would have gone on from there, most of them to a few places.
  const connects = flight.destination < HUBS && random.below(2) === 0;
  const onward = HUBS + Math.min(random.below(spokes), random.below(spokes), random.below(spokes));
  const destination = connects && onward !== flight.origin ? onward : flight.destination;
  const cabin = random.below(100) < 84 ? 0 : random.below(100) < 70 ? 1 : 2;
  const { tier, hour } = pickTier(random);
  const isProtected = random.below(100) < 2;
  const fare = random.pick(FARES[cabin] ?? FARES[0]) * (destination === flight.destination ? 1 : 1.5);
  const hourly = hour * (isProtected ? PROTECTED_WEIGHT : 1);
  const planned = destination === flight.destination ? flight.arrives : flight.arrives + 180;
  const options = network
    .ways(flight, destination)
    .flatMap((way) => optionsOf(way, cabin, planned, hourly, size))
    .sort((a, b) => a.cost - b.cost)
    .slice(0, WAYS_PER_GROUP);
  const leftCost = size * (fare + GOODWILL) * (isProtected ? PROTECTED_WEIGHT : 1);
  return { size, leftCost, priority: (isProtected ? 1e9 : 0) + tier * 1e7 + fare, options };
}

function pickTier(random: Random): { tier: number; hour: number } {
  let draw = random.below(100);
  for (const [tier, { hour, share }] of TIERS.entries()) {
    if (draw < share) return { tier, hour };
    draw -= share;
  }
  return { tier: 0, hour: TIERS[0].hour };
}

/** In the cabin that was paid for, and in the next one down at a price. */
function optionsOf(way: Way, cabin: number, planned: number, hourly: number, size: number): Option[] {
  const delay = Math.max(0, way.arrives - planned);
  const care = (delay > 120 ? MEAL : 0) + (way.arrives > DAY ? OVERNIGHT * Math.floor(way.arrives / DAY) : 0);
  const legs = (way.capacities.length - 1) * EXTRA_CONNECTION;
  const cost = Math.round((delay * hourly) / 60) + care + legs;
  const inCabin = (which: number) => way.capacities.map((capacity) => capacity + which);
  const same: Option = { cost: size * cost, uses: inCabin(cabin) };
  return cabin === 0 ? [same] : [same, { cost: size * (cost + DOWNGRADE * cabin), uses: inCabin(cabin - 1) }];
}

/** Ways from a flight's origin to a destination, over at most two hubs. */
class Network {
  readonly #departures = new Map<number, Flight[]>();
  readonly #ways = new Map<Flight, Map<number, Way[]>>();

  constructor(flights: readonly Flight[]) {
    for (const flight of flights.toSorted((a, b) => a.departs - b.departs)) {
      if (flight.capacity === undefined) continue;
      const list = this.#departures.get(flight.origin) ?? [];
      list.push(flight);
      this.#departures.set(flight.origin, list);
    }
  }

  /** No earlier than the cancelled flight was to leave, the first to arrive first. */
  ways(flight: Flight, destination: number): readonly Way[] {
    const known = this.#ways.get(flight) ?? new Map<number, Way[]>();
    this.#ways.set(flight, known);
    let ways = known.get(destination);
    if (!ways) {
      ways = this.#find(flight.origin, destination, flight.departs);
      known.set(destination, ways);
    }
    return ways;
  }

  #find(origin: number, destination: number, from: number): Way[] {
    const found: Way[] = [];
    const extend = (at: number, since: number, until: number, path: readonly Flight[]) => {
      const departures = this.#departures.get(at) ?? [];
      for (let index = firstFrom(departures, since); index < departures.length; index += 1) {
        const next = departures[index] as Flight;
        if (next.departs > until) return;
        if (path.some((leg) => leg.origin === next.destination)) continue;
        const way = [...path, next];
        if (next.destination === destination) {
          found.push({ arrives: next.arrives, capacities: way.map(({ capacity }) => capacity ?? 0) });
        } else if (next.destination < HUBS && way.length < 3) {
          extend(next.destination, next.arrives + CONNECTION, next.arrives + LONGEST_CONNECTION, way);
        }
      }
    };
    extend(origin, from, DAYS * DAY, []);
    return found.sort((a, b) => a.arrives - b.arrives).slice(0, 2 * WAYS_PER_GROUP);
  }
}

function firstFrom(departures: readonly Flight[], since: number): number {
  let [low, high] = [0, departures.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((departures[middle]?.departs ?? 0) < since) low = middle + 1;
    else high = middle;
  }
  return low;
}
