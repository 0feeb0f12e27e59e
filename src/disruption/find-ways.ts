import type { Instant } from '../kernel/instant.js';
import { HOUR_MS } from '../kernel/instant.js';
import type { Line } from './disrupted-booking.js';
import type { Hit } from './find-hits.js';
import type { Policy } from './policy.js';
import type { Legs, WayFlight, WayNetwork } from './way-network.js';

/** A way to end a journey that was hit. */
export interface Way {
  readonly legs: Legs;
  /** The places in `legs` of flights that the booking has already, and needs no new seats on. */
  readonly kept: readonly number[];
}

/** Half a day of departures: the ways of each have a share, for the first that come to mind are full the first. */
const SPAN_MS = 12 * HOUR_MS;
/** Of the ways with a change that leave in one half day. */
const MOST_A_SPAN = 14;
/** Of those that end with the same flight, and so compete for the same seats. */
const MOST_BY_LAST = 3;
/** A change is worth so much time, when ways are compared before anybody knows who takes them. */
const CHANGE_MS = HOUR_MS;

/** Finds the ways for hits, once for all that want the same. */
export class WayFinder {
  private readonly known = new Map<string, readonly Legs[]>();

  constructor(
    private readonly network: WayNetwork,
    private readonly policy: Policy,
    /** The airports of an airport's city, itself among them. */
    private readonly sameCity: (airport: string) => readonly string[],
  ) {}

  /** @param isDirectOnly for a child who travels alone: no change, and nobody's other airport */
  find(hit: Hit, isDirectOnly: boolean): Way[] {
    const { policy, network } = this;
    const maxLegs = isDirectOnly ? 1 : policy.window.maxLegs;
    const near = (airport: string) => (policy.otherAirports && !isDirectOnly ? this.sameCity(airport) : [airport]);
    const { behind, origin, destination, earliest, latest } = hit;
    const origins = behind ? [origin] : near(origin);
    const isInTime = (legs: Legs) => !behind || network.connections.isInTime(behind.flight, legs[0] as WayFlight);
    const ways = new Map<string, Way>();
    const add = (way: Way) => {
      const key = keyOf(way.legs);
      const same = ways.get(key);
      if (!same || same.kept.length < way.kept.length) ways.set(key, way);
    };
    for (const legs of this.search(origins, near(destination), earliest, latest, maxLegs)) {
      if (isInTime(legs)) add({ legs, kept: keptOf(legs, hit.ahead) });
    }
    if (!isDirectOnly)
      for (const way of this.withKept(hit, origins, near(destination))) if (isInTime(way.legs)) add(way);
    // Whoever keeps every flight is not moved.
    return [...ways.values()].filter(({ legs, kept }) => kept.length < legs.length);
  }

  /** Ways that keep the flights before what was struck, or those behind it. */
  private *withKept(hit: Hit, origins: readonly string[], destinations: readonly string[]): Generator<Way> {
    const { ahead, earliest, latest, kind, struck } = hit;
    const { network, policy } = this;
    // A flight that misses its connection is kept itself; what is left at its end is not.
    const broken = ahead.indexOf(struck) + (kind === 'missed' ? 1 : 0);
    const before = this.operating(ahead.slice(0, broken));
    const arriving = before?.at(-1);
    if (before && arriving && before.length < policy.window.maxLegs) {
      const rest = policy.window.maxLegs - before.length;
      const from = arriving.arrives_at;
      for (const legs of this.search([arriving.destination], destinations, from, Math.max(latest, from), rest)) {
        if (!network.connections.isConnection(arriving, legs[0] as WayFlight)) continue;
        yield { legs: [...before, ...legs], kept: before.map((_, at) => at) };
      }
    }
    const lastOpen = ahead.findLastIndex((line) => line.status === 'UN');
    const after = this.operating(ahead.slice(Math.max(lastOpen, ahead.indexOf(struck)) + 1));
    const departing = after?.[0];
    if (after && departing && after.length < policy.window.maxLegs) {
      const rest = policy.window.maxLegs - after.length;
      for (const legs of this.search(
        origins,
        [departing.origin],
        earliest,
        Math.min(latest, departing.departs_at),
        rest,
      )) {
        const last = legs.at(-1) as WayFlight;
        if (!network.connections.isConnection(last, departing)) continue;
        yield { legs: [...legs, ...after], kept: after.map((_, at) => legs.length + at) };
      }
    }
  }

  /** @returns undefined where there are none, or one of them does not operate */
  private operating(lines: readonly Line[]): WayFlight[] | undefined {
    const flights = lines.map((line) => (line.status === 'UN' ? undefined : this.network.find(line.flight.id)));
    return lines.length > 0 && flights.every((flight) => flight !== undefined) ? flights : undefined;
  }

  private search(
    origins: readonly string[],
    destinations: readonly string[],
    from: Instant,
    until: Instant,
    maxLegs: number,
  ): readonly Legs[] {
    const key = [origins.join(), destinations.join(), from, until, maxLegs].join('|');
    let found = this.known.get(key);
    if (!found) {
      found = this.searchAnew(origins, destinations, from, until, maxLegs);
      this.known.set(key, found);
    }
    return found;
  }

  private searchAnew(
    origins: readonly string[],
    destinations: readonly string[],
    from: Instant,
    until: Instant,
    maxLegs: number,
  ): Legs[] {
    const { network } = this;
    const direct: Legs[] = [];
    const changing = new Map<number, Shortlist>();
    for (const origin of origins) {
      for (const destination of destinations) {
        for (const flight of network.direct(origin, destination, from, until)) direct.push([flight]);
      }
      if (maxLegs === 1) continue;
      for (const first of network.leaving(origin, from, until)) {
        if (destinations.includes(first.destination)) continue;
        const span = Math.floor((first.departs_at - from) / SPAN_MS);
        const list = changing.get(span) ?? new Shortlist();
        changing.set(span, list);
        for (const destination of destinations) {
          for (const rest of network.onward(first, destination)) list.add(first, rest);
          if (maxLegs > 2) for (const rest of network.onwardByTwo(first, destination)) list.add(first, rest);
        }
      }
    }
    return [...direct, ...[...changing.values()].flatMap((list) => list.best())];
  }
}

/** The best ways with a change of one half day. */
class Shortlist {
  private listed: { readonly legs: Legs; readonly score: number }[] = [];
  private worst = Number.POSITIVE_INFINITY;

  add(first: WayFlight, rest: Legs): void {
    const last = rest.at(-1) as WayFlight;
    const score = last.arrives_at + rest.length * CHANGE_MS;
    if (score >= this.worst) return;
    this.listed.push({ legs: [first, ...rest], score });
    if (this.listed.length >= MOST_A_SPAN * 8) this.cut();
  }

  best(): Legs[] {
    this.cut();
    return this.listed.map(({ legs }) => legs);
  }

  private cut(): void {
    const byLast = new Map<number, number>();
    // Of two that end alike the one that leaves later is the shorter journey.
    this.listed.sort((a, b) => a.score - b.score || departureOf(b.legs) - departureOf(a.legs));
    this.listed = this.listed.filter(({ legs }) => {
      const last = (legs.at(-1) as WayFlight).index;
      const count = (byLast.get(last) ?? 0) + 1;
      byLast.set(last, count);
      return count <= MOST_BY_LAST;
    });
    if (this.listed.length < MOST_A_SPAN) return;
    this.listed.length = MOST_A_SPAN;
    this.worst = this.listed.at(-1)?.score ?? this.worst;
  }
}

const departureOf = (legs: Legs) => legs[0]?.departs_at ?? 0;

function keptOf(legs: Legs, ahead: readonly Line[]): number[] {
  return legs.flatMap(({ id }, at) =>
    ahead.some((line) => line.status !== 'UN' && line.flight.id === id) ? [at] : [],
  );
}

export function keyOf(legs: Legs): string {
  return legs.map(({ id }) => id).join('+');
}
