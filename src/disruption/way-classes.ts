import { airlineCountry } from '../catalog/airlines.js';
import { greatCircleKm } from '../catalog/great-circle.js';
import type { DisruptionCause } from '../database/disruption-schema.js';
import { type CompensationFacts, prepareCompensation } from '../entitlement/compensation.js';
import { DAY_MS, type Instant } from '../kernel/instant.js';
import type { Line } from './disrupted-booking.js';
import type { Hit } from './find-hits.js';
import type { WayFinder } from './find-ways.js';
import { inPolicyCurrency } from './in-policy-currency.js';
import { type CabinWay, cabinOf, cabinWaysOf } from './list-options.js';
import type { Places } from './plan-places.js';
import type { ScheduledFlight } from './plan-repository.js';
import type { Policy } from './policy.js';
import type { WayFlight, WayNetwork } from './way-network.js';
import { careFromMinutes, type HitFacts, type WeighedWay, weighWay } from './weigh-way.js';

/** What was said of the flight that was struck. */
export interface StruckBy {
  readonly cause: DisruptionCause;
  readonly toldAt: Instant;
}

/** Between which flights of the same booking a way has to fit. */
export interface Neighbours {
  /** The last of the journey before, the first of the one behind it. */
  readonly before: ScheduledFlight | undefined;
  readonly after: ScheduledFlight | undefined;
}

/** Hits for which the same ways will do at the same price a passenger. */
export class WayClass {
  readonly cabin: string;
  readonly flightIds: ReadonlySet<number>;
  private readonly bySize = new Map<number, readonly CabinWay[]>();
  private readonly fullBySize = new Map<number, readonly WeighedWay[]>();

  constructor(
    readonly key: string,
    readonly facts: HitFacts,
    readonly ways: readonly WeighedWay[],
    /** What is left as it is, where it still gets there. */
    readonly kept: WeighedWay | undefined,
  ) {
    this.cabin = cabinOf(facts.hit);
    this.flightIds = new Set(
      ways.flatMap(({ legs, kept }) => legs.filter((_, at) => !kept.includes(at)).map(({ id }) => id)),
    );
  }

  /** The direct flights that have no room for so many. */
  full(size: number): readonly WeighedWay[] {
    let ways = this.fullBySize.get(size);
    if (!ways) {
      const fitting = new Set(this.fitting(size).map(({ way }) => way));
      ways = this.ways.filter((way) => way.legs.length === 1 && !fitting.has(way));
      this.fullBySize.set(size, ways);
    }
    return ways;
  }

  /** The ways that have room for a group of so many. */
  fitting(size: number): readonly CabinWay[] {
    let ways = this.bySize.get(size);
    if (!ways) {
      ways = this.ways.flatMap((way) => cabinWaysOf(way, this.cabin, size, this.facts.policy));
      this.bySize.set(size, ways);
    }
    return ways;
  }
}

/** Sorts hits into classes, and finds the ways of each class once. */
export class WayClasses {
  private readonly known = new Map<string, WayClass>();

  constructor(
    private readonly finder: WayFinder,
    private readonly network: WayNetwork,
    private readonly places: Places,
    private readonly policy: Policy,
    private readonly struckBy: (flightId: number) => StruckBy,
  ) {}

  of(hit: Hit, neighbours: Neighbours, isDirectOnly: boolean): WayClass {
    const near = nearby(hit, neighbours);
    const line = ({ flight, status, cabin }: Line) => `${flight.id}${status}${cabin}`;
    const key = [
      ...[hit.kind, hit.behind?.flight.id, hit.ahead.map(line).join(), line(hit.soldFirst), line(hit.soldLast)],
      ...[
        hit.soldFirst.flight.departs_at,
        hit.soldLast.flight.arrives_at,
        near.before?.id,
        near.after?.id,
        isDirectOnly,
      ],
    ].join('|');
    let found = this.known.get(key);
    if (!found) {
      found = this.build(key, hit, near, isDirectOnly);
      this.known.set(key, found);
    }
    return found;
  }

  private build(key: string, hit: Hit, { before, after }: Neighbours, isDirectOnly: boolean): WayClass {
    const { connections } = this.network;
    const facts = this.factsOf(hit);
    const ways = this.finder
      .find(hit, isDirectOnly)
      .filter(({ legs }) => {
        const [first, last] = [legs[0] as WayFlight, legs.at(-1) as WayFlight];
        return (!before || connections.isInTime(before, first)) && (!after || connections.isInTime(last, after));
      })
      .map((way) => weighWay(facts, way));
    return new WayClass(key, facts, ways, this.keep(facts));
  }

  private keep(facts: HitFacts): WeighedWay | undefined {
    const { kind, ahead } = facts.hit;
    const legs = ahead.flatMap(({ flight }) => this.network.find(flight.id) ?? []);
    if (kind !== 'delayed' || legs.length < ahead.length) return undefined;
    return weighWay(facts, { legs, kept: legs.map((_, at) => at) });
  }

  private factsOf(hit: Hit): HitFacts {
    const { policy, places } = this;
    const { cause, toldAt } = this.struckBy(hit.struck.flight.id);
    const [origin, destination] = [hit.soldFirst.flight.origin, hit.soldLast.flight.destination].map(places.airport);
    return {
      ...{ policy, hit, toldAt, careFromMinutes: careFromMinutes(origin, destination) },
      compensation: policy.compensation === 'never' ? undefined : this.compensationOf(hit, cause),
    };
  }

  private compensationOf(hit: Hit, cause: DisruptionCause): CompensationFacts | undefined {
    const { policy, places } = this;
    const placeOf = (airport: string) => ({ airport, country: places.airport(airport)?.country ?? '' });
    const { flight: first } = hit.soldFirst;
    const [from, to] = [first.origin, hit.soldLast.flight.destination].map(places.airport);
    const { carrier } = hit.struck.flight;
    return prepareCompensation(
      {
        origin: placeOf(first.origin),
        destination: placeOf(hit.soldLast.flight.destination),
        via: hit.ahead.slice(1).map(({ flight }) => placeOf(flight.origin)),
        departureDate: first.departure_date,
        distanceKm: from && to ? greatCircleKm(from, to) : 0,
        carrier: { code: carrier, country: airlineCountry(carrier) },
      },
      // A connection that a delay has broken is a delay at the destination (C-11/11 Folkerts).
      {
        kind: hit.kind === 'cancelled' ? 'cancelled' : 'delayed',
        cause: policy.compensation === 'always' ? 'technical' : cause,
      },
      (sum) => inPolicyCurrency(sum, policy),
    );
  }
}

/** A journey days away is no limit to any way, and its bookings are no class of their own. */
const FAR_MS = 2 * DAY_MS;

function nearby(hit: Hit, { before, after }: Neighbours): Neighbours {
  return {
    before: before && before.arrives_at + FAR_MS > hit.earliest ? before : undefined,
    after: after && after.departs_at - FAR_MS < hit.latest ? after : undefined,
  };
}
